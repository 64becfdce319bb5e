import { realpath } from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Resolved } from "../request/variables.js";
import { isFileNotFound } from "./fileExists.js";

/** A body may have 25 MB; a file in base64 grows by a third. */
const mostBytes = 25_000_000;

/**
 * The content of a file that a variable names, by its path in the workspace folder. A file with
 * unsaved changes has the text that its editor shows.
 */
export async function readVariableFile(
  folder: vscode.Uri | undefined,
  written: string,
  form: "text" | "base64",
): Promise<Resolved> {
  const found = await findVariableFile(folder, written);
  if ("problem" in found) return found;
  const open = vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.toString() === found.uri.toString(),
  );
  if (open && form === "text") return { value: open.getText() };
  try {
    const bytes = await vscode.workspace.fs.readFile(found.uri);
    if (form === "base64") return { value: Buffer.from(bytes).toString("base64") };
    return { value: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    const isText = error instanceof TypeError;
    const problem = isText
      ? vscode.l10n.t('"{0}" is no UTF-8 text: use {1}.', written, "{{fileBase64:…}}")
      : vscode.l10n.t('"{0}" cannot be read.', written);
    return { problem };
  }
}

/** The file that a variable names, or why it names none; nothing outside the folder is ever named. */
export async function findVariableFile(
  folder: vscode.Uri | undefined,
  written: string,
): Promise<{ readonly uri: vscode.Uri } | { readonly problem: string }> {
  if (!folder)
    return { problem: vscode.l10n.t("Without an open folder there are no files to put in.") };
  const segments = written.split(/[\\/]/);
  if (/^[\\/]|^[A-Za-z]:|^~/.test(written) || segments.includes("..")) {
    return {
      problem: vscode.l10n.t('"{0}" leads out of the workspace: name a path inside it.', written),
    };
  }
  const uri = vscode.Uri.joinPath(folder, ...segments);
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (!(type & vscode.FileType.File))
      return { problem: vscode.l10n.t('"{0}" is no file.', written) };
    if (size > mostBytes)
      return { problem: vscode.l10n.t('"{0}" is too large: a body may have 25 MB.', written) };
    if (await isInside(folder, uri)) return { uri };
    return { problem: vscode.l10n.t('"{0}" is a link that leads out of the workspace.', written) };
  } catch (error) {
    if (!isFileNotFound(error)) {
      return { problem: vscode.l10n.t('"{0}" cannot be read.', written) };
    }
    return { problem: vscode.l10n.t('There is no file "{0}" in {1}.', written, nameOf(folder)) };
  }
}

/** Whether a file is below the folder once all symbolic links are followed. */
async function isInside(folder: vscode.Uri, uri: vscode.Uri): Promise<boolean> {
  // Other file systems have no links that lead out of them.
  if (folder.scheme !== "file") return true;
  const [root, target] = await Promise.all([realpath(folder.fsPath), realpath(uri.fsPath)]);
  const relative = path.relative(root, target);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function nameOf(folder: vscode.Uri): string {
  return path.posix.basename(folder.path) || vscode.l10n.t("the folder");
}
