import * as vscode from "vscode";
import type { FixAction } from "./fix.js";

/** Signs in with the AWS CLI in a terminal of its own, where its questions can be answered. */
export function signIn({ command, profile }: Extract<FixAction, { type: "signIn" }>): void {
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t("AWS sign-in"),
    iconPath: new vscode.ThemeIcon("key"),
    // The shell reads this line, and shells quote differently: an odd name goes another way.
    ...(profile !== undefined && { env: { AWS_PROFILE: profile } }),
  });
  terminal.show();
  const isPlain = profile !== undefined && /^[\w.@+=/][\w.@+=/-]*$/.test(profile);
  terminal.sendText(`aws ${command}${isPlain ? ` --profile ${profile}` : ""}`);
}
