import * as vscode from "vscode";
import { escapeMarkup } from "../withoutLinks.js";

/** Says once that requests can be read on their way. */
export function warnOfPlainHttp(origin: string): void {
  const openSettings = vscode.l10n.t("Open Settings");
  const message = vscode.l10n.t(
    "The endpoint {0} speaks plain HTTP: prompts and answers can be read on the way. Use https if it can.",
    origin,
  );
  void vscode.window.showWarningMessage(escapeMarkup(message), openSettings).then((choice) => {
    if (choice === undefined) return;
    void vscode.commands.executeCommand("workbench.action.openSettings", "bedrockStream.endpoint");
  });
}

/** Asks whether the API key may go to this origin although everybody on the way can read it. */
export async function askPlainHttp(origin: string): Promise<boolean> {
  const send = vscode.l10n.t("Send Anyway");
  const message = vscode.l10n.t("Send the API key to {0} in plain HTTP?", origin);
  const detail = vscode.l10n.t(
    "Everybody on the way can read the key and use it. The answer counts until VS Code is restarted.",
  );
  const options = { modal: true, detail };
  return (await vscode.window.showWarningMessage(escapeMarkup(message), options, send)) === send;
}
