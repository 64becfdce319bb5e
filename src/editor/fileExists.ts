import * as vscode from "vscode";

/** @throws what keeps VS Code from telling: a file that cannot be looked at is not to be overwritten. */
export async function fileExists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (isFileNotFound(error)) return false;
    throw error;
  }
}

/** Only this means that there is no file; all else means that nobody knows. */
export function isFileNotFound(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && error.code === "FileNotFound";
}
