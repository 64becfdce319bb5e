import * as vscode from "vscode";
import { Failure } from "../failure.js";
import { escapeMarkup } from "../withoutLinks.js";

/**
 * Asks for the code that a device shows. Credentials of such a profile last an hour or so, and are
 * kept that long.
 *
 * @throws {Failure} `credentials` when the user leaves.
 */
export async function askMfaCode(mfaSerial: string): Promise<string> {
  const code = await vscode.window.showInputBox({
    title: vscode.l10n.t("MFA Code"),
    prompt: escapeMarkup(
      vscode.l10n.t(
        "The code of {0} ({1})",
        mfaSerial.slice(mfaSerial.lastIndexOf("/") + 1),
        mfaSerial,
      ),
    ),
    placeHolder: vscode.l10n.t("Six digits"),
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^\d{6}$/.test(value.trim()) ? undefined : vscode.l10n.t("A code has six digits."),
  });
  if (code === undefined) {
    throw new Failure("credentials", vscode.l10n.t("No MFA code was given."), {
      code: "MFA_REQUIRED",
    });
  }
  return code.trim();
}
