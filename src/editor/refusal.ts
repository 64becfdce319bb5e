import * as vscode from "vscode";
import { asFailure, isFailure, type Failure } from "../failure.js";
import { isJsonObject } from "../request/json.js";
import { escapeMarkup } from "../withoutLinks.js";

/**
 * Whether a person started a command, and not code that waits for its rejection: the palette and keys
 * pass nothing, the menus of editors a Uri, our lens says so.
 */
export function isPersons(argument: unknown): boolean {
  if (argument === undefined || argument instanceof vscode.Uri) return true;
  return isJsonObject(argument) && argument["interactive"] === true;
}

/**
 * Tells a person why nothing was done, with the way on. VS Code itself would show a rejection from the
 * palette in a dialog that stands in the way and leads nowhere.
 */
export async function tellRefusal(error: unknown): Promise<void> {
  const failure = asFailure(error);
  const message = isFailure(error)
    ? failure.message
    : vscode.l10n.t("Bedrock Stream failed: {0}", failure.message);
  const way = wayOn(failure);
  const buttons = way ? [way.title] : [];
  const chosen =
    failure.kind === "callerMistake"
      ? await vscode.window.showWarningMessage(escapeMarkup(message), ...buttons)
      : await vscode.window.showErrorMessage(escapeMarkup(message), ...buttons);
  if (way && chosen === way.title) await vscode.commands.executeCommand(way.command);
}

function wayOn({ kind, evidence: { code } }: Failure) {
  if (code === "UNREADABLE_REQUEST") {
    const title = vscode.l10n.t("Open Problems");
    return { title, command: "workbench.actions.view.problems" };
  }
  if (code === "NO_REQUEST") {
    return { title: vscode.l10n.t("New Request File"), command: "bedrockStream.newRequest" };
  }
  if (code === "UNTRUSTED") {
    return { title: vscode.l10n.t("Manage Trust"), command: "workbench.trust.manage" };
  }
  return kind === "internal"
    ? { title: vscode.l10n.t("Show Log"), command: "bedrockStream.showLog" }
    : undefined;
}
