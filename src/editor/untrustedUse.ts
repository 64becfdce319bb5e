import * as vscode from "vscode";
import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { findJsonVariables } from "../request/variables.js";
import { parseRequestFile } from "../request/requestFile.js";
import { escapeMarkup } from "../withoutLinks.js";
import { regionOfArn } from "./fixes/regionFixes.js";
import { modelIdIn } from "./modelIdProblems.js";
import type { WrittenRequest } from "./requestSource.js";

/** What a request of somebody else's would use of the person's. */
type UntrustedUse = "region" | "clipboard" | "file";

/** What the person agreed to, for this window: a folder asks once for each. */
const agreed = new Set<UntrustedUse>();

/** Whether a document's words are those of a workspace that is not trusted; new files are the person's. */
export function isUntrusted({ uri }: vscode.TextDocument): boolean {
  return !vscode.workspace.isTrusted && uri.scheme !== "untitled";
}

/** Whether a document may say in which region it is asked for. */
export function mayChooseRegion(document: vscode.TextDocument): boolean {
  return !isUntrusted(document) || agreed.has("region");
}

/**
 * Asks once whether a request of a workspace that is not trusted may use what it names.
 *
 * @param interactive whether there is a person to ask.
 * @throws {Failure} `configuration` when nobody agrees
 */
export async function agreeToUntrustedUse(
  written: WrittenRequest,
  interactive: boolean,
): Promise<void> {
  if (!isUntrusted(written.document)) return;
  const uses = usesOf(written);
  const asked = [...uses.keys()].filter((use) => !agreed.has(use));
  if (asked.length === 0) return;
  const names = l10n.both(asked.map((use) => uses.get(use) ?? ""));
  const allow = l10n.t("Allow in This Window");
  const chosen =
    interactive &&
    (await vscode.window.showWarningMessage(
      escapeMarkup(l10n.t("This workspace is not trusted. May its requests use {0}?", names)),
      {
        modal: true,
        detail: l10n.t("What they use is sent to the model. Look at the request before you agree."),
      },
      allow,
    ));
  if (chosen !== allow) {
    throw new Failure(
      "configuration",
      l10n.t(
        "This workspace is not trusted, so its request may not use {0}. Trust the workspace, or send it from its editor and agree.",
        names,
      ),
      { code: "UNTRUSTED" },
    );
  }
  for (const use of asked) agreed.add(use);
}

/** What a request uses, each with a name for people. */
function usesOf({ text, form }: WrittenRequest): ReadonlyMap<UntrustedUse, string> {
  const uses = new Map<UntrustedUse, string>();
  const file = form === "requestFile" ? parseRequestFile(text) : undefined;
  const region = file && (file.region ?? regionOfArn(modelIdIn(text, file) ?? ""));
  if (region !== undefined) uses.set("region", l10n.t('the region "{0}"', region));
  const names = new Set(findJsonVariables(text).variables.map(({ name }) => name));
  if (names.has("clipboard")) uses.set("clipboard", l10n.t("the text on your clipboard"));
  if (names.has("file") || names.has("fileBase64")) {
    uses.set("file", l10n.t("files of this workspace"));
  }
  return uses;
}
