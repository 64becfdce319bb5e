import * as l10n from "../../../src/l10n.js";
import type { Outcome, PanelRequest } from "../../../src/views/outputProtocol.js";

/** A page beside the answer. It asks the host for what it shows, and only while it is looked at. */
export interface RunPage {
  readonly element: HTMLElement;
  /** It is looked at from now on, with this run. */
  open(runId: string): void;
  close(): void;
  /** The run has gone on or ended. */
  didChange(): void;
}

/** What a page can ask for. */
export interface PageHost {
  /** Never rejects. */
  readonly request: (request: PanelRequest) => Promise<Outcome>;
  /** Asks for something to be done; says so when it was not. Resolves with whether it was. */
  readonly act: (request: PanelRequest, spoken?: string) => Promise<boolean>;
}

/** What a page says instead of its content. */
export function failureOf(outcome: Outcome): string {
  return outcome.type === "error" ? outcome.message : l10n.t("The host answered something else.");
}
