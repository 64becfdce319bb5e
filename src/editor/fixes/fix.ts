import type { InferenceProfile } from "../../client/catalogItems.js";
import type { Profile } from "../../client/profile.js";
import type { Identity } from "../../client/target.js";
import type { FailureRecord } from "../../failure.js";
import type { JsonObject } from "../../request/json.js";
import type { InvokeRequest } from "../../request/request.js";
import type { Verdict } from "../../run/runSummary.js";
import type { JsonChange } from "./jsonEdit.js";

/** One thing that a fix changes in a request. Paths are those of the body. */
export type Change =
  | ({ readonly type: "body" } & JsonChange)
  | { readonly type: "modelId"; readonly modelId: string }
  /** The `region` of a request file; undefined removes it. */
  | { readonly type: "region"; readonly region: string | undefined };

/** What a fix does when it is chosen. */
export type FixAction =
  | { readonly type: "change"; readonly changes: readonly Change[] }
  /** A command of this extension, without the prefix. */
  | { readonly type: "command"; readonly command: FixCommand }
  /** A setting by its full id, opened in the settings editor. */
  | { readonly type: "openSetting"; readonly setting: string }
  | { readonly type: "manageTrust" }
  /** `command` is `sso login` or `login` of the AWS CLI. */
  | {
      readonly type: "signIn";
      readonly command: "sso login" | "login";
      readonly profile: string | undefined;
    }
  | { readonly type: "runAgain" }
  /** Sends another body, as a run of its own; the document stays as it is. */
  | { readonly type: "sendBody"; readonly body: string }
  | { readonly type: "showRawAnswer" };

export type FixCommand =
  "selectModel" | "selectProfile" | "selectRegion" | "setApiKey" | "useSandbox" | "stopSandbox";

/** A way out of a failure that a person can choose. */
export interface Fix {
  /** The same for the same fix of the same run. */
  readonly id: string;
  /** Title of the code action and of the panel's button. */
  readonly label: string;
  /** The single obvious one. */
  readonly isPreferred?: boolean;
  readonly action: FixAction;
}

/** What is known of a run that did not end as its user wanted. */
export interface FixContext {
  readonly verdict: Verdict;
  /** All text of the last attempt. */
  readonly text: string;
  readonly failure?: FailureRecord;
  readonly request: InvokeRequest;
  /** The body as it was sent; undefined when it was no JSON object. */
  readonly body?: JsonObject;
  readonly region: string;
  readonly endpoint?: string;
  readonly identity: Identity;
  /** The request file's own region, when it names one. */
  readonly fileRegion?: string;
  /** The account's inference profiles; undefined while, or where, they cannot be read. */
  readonly inferenceProfiles?: readonly InferenceProfile[];
  /** The profiles of the AWS configuration files; undefined while they are not read. */
  readonly awsProfiles?: readonly Profile[];
}
