import * as l10n from "../l10n.js";
import type { TextRange } from "./documentRange.js";
import { splitGeography } from "./geography.js";
import { resourceForms, type ModelIdKind, type ResourceForm } from "./modelIdResource.js";

export type { ModelIdKind } from "./modelIdResource.js";

/** A model id taken apart. What it does not tell is absent; nobody is asked. */
export interface ParsedModelId {
  readonly kind: ModelIdKind;
  readonly isArn: boolean;
  readonly partition?: string;
  readonly region?: string;
  /** Twelve digits. */
  readonly account?: string;
  /** What follows the resource type in an ARN; the whole id otherwise. */
  readonly resource: string;
  /** Where a cross-region inference profile routes: `us`, `eu`, `global`. */
  readonly geography?: string;
  /** `anthropic`, `amazon`. */
  readonly provider?: string;
  /** `anthropic.claude-sonnet-4-20250514-v1:0`: geography and ARN removed. */
  readonly baseModelId?: string;
  /** Version of a prompt. */
  readonly version?: string;
}

/** Which part of a model id is wrong, in a sentence; offsets in the id, in UTF-16 units. */
export interface ModelIdProblem extends TextRange {
  readonly message: string;
}

/** Longest id that the operation takes. */
const maxLength = 2048;

/**
 * Reads a `modelId` by the grammar of the operation: base model ids, inference profiles, bare names and
 * the ARNs of everything that can be invoked, in all partitions. Asks no account: an id that is well
 * formed may still name nothing.
 */
export function parseModelId(text: string): ParsedModelId | { readonly problem: ModelIdProblem } {
  const problem = outerProblem(text);
  if (problem !== undefined) return { problem };
  return /^arn(?:$|[:/])/i.test(text) ? parseArn(text) : parsePlain(text);
}

function outerProblem(text: string): ModelIdProblem | undefined {
  if (text.trim() === "") return wrong(l10n.t("The model id is empty."), 0, text.length);
  if (text.length > maxLength) {
    const limit = l10n.decimal(maxLength);
    return wrong(
      l10n.t("A model id has at most {0} characters.", limit),
      maxLength,
      text.length - maxLength,
    );
  }
  const space = /\s+/.exec(text);
  return space === null
    ? undefined
    : wrong(l10n.t("A model id holds no spaces or line breaks."), space.index, space[0].length);
}

function parsePlain(text: string): ParsedModelId | { readonly problem: ModelIdProblem } {
  if (/^[a-zA-Z0-9-:.]+$/.test(text)) return named(text);
  if (/^(?:[0-9a-zA-Z][_-]?)+$/.test(text)) return { kind: "name", isArn: false, resource: text };
  const odd = /[^a-zA-Z0-9-:._]+/.exec(text) ?? /_+/.exec(text);
  const what = odd?.[0] ?? "";
  const message = what.startsWith("/")
    ? l10n.t('Only an ARN holds a "/": an id begins with the provider or the geography.')
    : l10n.t(
        '"{0}" cannot stand in a model id: it has letters, digits, hyphens, dots and colons.',
        what,
      );
  return { problem: wrong(message, odd?.index ?? 0, Math.max(1, what.length)) };
}

function named(text: string): ParsedModelId | { readonly problem: ModelIdProblem } {
  const doubled = /[.:]{2,}|^[.:]|[.:]$/.exec(text);
  if (doubled !== null) {
    const message = l10n.t('"{0}" stands where a part of the id is missing.', doubled[0]);
    return { problem: wrong(message, doubled.index, doubled[0].length) };
  }
  const base = baseOf(text);
  if (base === undefined) return { kind: "name", isArn: false, resource: text };
  const kind = base.geography === undefined ? "foundationModel" : "inferenceProfile";
  return { kind, isArn: false, resource: text, ...base };
}

type Base = Pick<ParsedModelId, "geography" | "provider" | "baseModelId">;

function baseOf(id: string): Base | undefined {
  const { geography, base } = splitGeography(id);
  const provider = base.split(".")[0] ?? "";
  if (provider === base || !/^[a-z0-9-]{1,63}$/.test(provider)) return undefined;
  return { ...(geography !== undefined && { geography }), provider, baseModelId: base };
}

/** `arn:partition:service:region:account:type/id`; the id may hold colons. */
function parseArn(text: string): ParsedModelId | { readonly problem: ModelIdProblem } {
  const [arn = "", partition = "", service = "", region = "", account = "", ...tail] =
    text.split(":");
  const resource = tail.join(":");
  const starts = startsOf([arn, partition, service, region, account]);
  const bad = (part: number, value: string, message: string) => ({
    problem: wrong(
      message,
      Math.min(starts[part] ?? 0, text.length - 1),
      Math.max(1, value.length),
    ),
  });
  if (arn !== "arn") return bad(0, arn, l10n.t('An ARN begins with "arn:", in lower case.'));
  if (!/^aws(?:-[a-z0-9-]+)?$/.test(partition)) {
    return bad(
      1,
      partition,
      l10n.t('"{0}" is no partition: aws, aws-cn, aws-us-gov, aws-eusc, aws-iso.', partition),
    );
  }
  if (service !== "bedrock" && service !== "sagemaker") {
    return bad(
      2,
      service,
      l10n.t('"{0}" is not the service: a model\'s ARN names bedrock or sagemaker.', service),
    );
  }
  if (!/^[a-z0-9-]{1,20}$/.test(region)) {
    return bad(
      3,
      region,
      region === ""
        ? l10n.t("The ARN's region is missing.")
        : l10n.t('"{0}" is no region.', region),
    );
  }
  const slash = resource.indexOf("/");
  const type = slash < 0 ? resource : resource.slice(0, slash);
  const form = resourceForms.get(type);
  if (form?.service !== service) return bad(5, type, typeMessage(type, service));
  const accountMessage = accountProblem(account, type, form);
  if (accountMessage !== undefined) return bad(4, account, accountMessage);
  const id = slash < 0 ? "" : resource.slice(slash + 1);
  if (!form.id.test(id)) {
    const message =
      id === ""
        ? l10n.t('The id after "{0}/" is missing: {1}.', type, form.says())
        : l10n.t('"{0}" is no id of a {1}: {2}.', id, type, form.says());
    const offset = Math.min((starts[5] ?? 0) + type.length + 1, text.length - 1);
    return { problem: wrong(message, offset, Math.max(1, id.length)) };
  }
  const owner = { partition, region, ...(form.account && { account }) };
  return { kind: form.kind, isArn: true, ...owner, resource: id, ...meaningOf(form.kind, id) };
}

function startsOf(parts: readonly string[]): number[] {
  let at = 0;
  return [0, ...parts.map((part) => (at += part.length + 1))];
}

function typeMessage(type: string, service: string): string {
  const types = [...resourceForms].filter(([, form]) => form.service === service);
  const names = types.map(([name]) => name).join(", ");
  return type === ""
    ? l10n.t("The ARN's resource is missing: {0}.", names)
    : l10n.t('"{0}" is nothing that can be invoked: {1}.', type, names);
}

function accountProblem(account: string, type: string, form: ResourceForm): string | undefined {
  if (!form.account) {
    return account === ""
      ? undefined
      : l10n.t('A {0} belongs to no account: "::" stands there.', type);
  }
  if (account === "")
    return l10n.t("A {0} belongs to an account: its 12 digits are missing.", type);
  return /^\d{12}$/.test(account)
    ? undefined
    : l10n.t('"{0}" is no account: it has 12 digits.', account);
}

/** What the id of an ARN tells beyond its kind. */
function meaningOf(kind: ModelIdKind, id: string): Partial<ParsedModelId> | undefined {
  switch (kind) {
    case "foundationModel":
    case "inferenceProfile":
      return baseOf(id);
    case "customModel":
      return baseOf(id.split("/")[0] ?? "");
    case "prompt": {
      const [, version] = id.split(":");
      return version === undefined ? undefined : { version };
    }
    case "applicationInferenceProfile":
    case "provisionedModel":
    case "customModelDeployment":
    case "importedModel":
    case "promptRouter":
    case "defaultPromptRouter":
    case "sagemakerEndpoint":
    case "name":
      return undefined;
    default:
      return kind satisfies never;
  }
}

function wrong(message: string, offset: number, length: number): ModelIdProblem {
  return { message, offset, length };
}
