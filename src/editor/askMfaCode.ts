import * as vscode from "vscode";
import { Failure } from "../failure.js";

/**
 * Asks for the code that a device shows. Credentials of such a profile last an hour or so, and are
 * kept that long.
 *
 * @throws {Failure} `credentials` when the user leaves.
 */
export async function askMfaCode(mfaSerial: string): Promise<string> {
  const code = await vscode.window.showInputBox({
    title: "MFA Code",
    prompt: `The code of ${mfaSerial.slice(mfaSerial.lastIndexOf("/") + 1)} (${mfaSerial})`,
    placeHolder: "Six digits",
    ignoreFocusOut: true,
    validateInput: (value) => (/^\d{6}$/.test(value.trim()) ? undefined : "A code has six digits."),
  });
  if (code === undefined) {
    throw new Failure("credentials", "No MFA code was given.", { code: "MFA_REQUIRED" });
  }
  return code.trim();
}
