import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { Failure } from "../failure.js";
import type { Origin } from "./origin.js";
import { escapeMarkup } from "../withoutLinks.js";

/** A selection that was sent, as it was then. */
export interface SentSelection {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
  readonly text: string;
}

/** Remembers the text of a selection that is about to be sent; undefined for every other origin. */
export function sentSelection(origin: Origin | undefined): SentSelection | undefined {
  if (origin?.kind !== "selection") return undefined;
  const { uri, modelId: range } = origin.place;
  const document = documentOf(uri);
  return document && { uri, range, text: document.getText(range) };
}

/**
 * Puts text in the place of the selection, as one step to undo. When the selection that was sent reads
 * otherwise by now, a person sees both versions first and decides.
 */
export async function replaceSelection(
  text: string,
  sent: SentSelection | undefined,
  mayAsk: boolean,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor)
    throw new Failure("callerMistake", vscode.l10n.t("Open the editor to write into first."));
  const { document } = editor;
  const isOrigin = sent !== undefined && sent.uri.toString() === document.uri.toString();
  const range = editor.selection.isEmpty && isOrigin ? sent.range : editor.selection;
  const hasChanged = isOrigin && document.getText(range) !== sent.text;
  if (mayAsk && hasChanged && !(await confirmed(document, range, text))) return;
  if (!(await replace(document, range, text))) {
    throw new Failure("callerMistake", vscode.l10n.t("This editor cannot be changed."));
  }
}

/** A workspace edit is one undo step, whichever editor shows the document by now. */
async function replace(
  document: vscode.TextDocument,
  range: vscode.Range,
  text: string,
): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, text);
  return vscode.workspace.applyEdit(edit);
}

async function confirmed(
  document: vscode.TextDocument,
  range: vscode.Range,
  text: string,
): Promise<boolean> {
  const { version } = document;
  const whole = document.getText();
  const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  const content = whole.slice(0, start) + text + whole.slice(end);
  const preview = await Preview.open(document, content);
  const message = vscode.l10n.t(
    "The selected text has changed since it was sent. Replace it all the same?",
  );
  const replace = vscode.l10n.t("Replace");
  const keep = vscode.l10n.t("Keep");
  const choice = await vscode.window.showWarningMessage(escapeMarkup(message), replace, keep);
  await preview.close();
  if (choice !== replace) return false;
  if (document.version === version) return true;
  throw new Failure(
    "callerMistake",
    vscode.l10n.t("The document has changed meanwhile; nothing was replaced."),
  );
}

/** Both versions side by side. The new one cannot be changed, so nobody is asked to save it. */
class Preview {
  private static readonly scheme = "bedrock-stream-preview";

  private constructor(
    private readonly uri: vscode.Uri,
    private readonly provider: vscode.Disposable,
  ) {}

  static async open(document: vscode.TextDocument, content: string): Promise<Preview> {
    const { scheme } = Preview;
    const { path } = document.uri;
    const query = randomUUID();
    const uri = vscode.Uri.from({ scheme, path: path.startsWith("/") ? path : `/${path}`, query });
    const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: () => content,
    });
    const preview = await vscode.workspace.openTextDocument(uri);
    if (preview.languageId !== document.languageId) {
      await vscode.languages.setTextDocumentLanguage(preview, document.languageId);
    }
    const title = vscode.l10n.t("Replace Selection: the text has changed since it was sent");
    await vscode.commands.executeCommand("vscode.diff", document.uri, uri, title);
    return new Preview(uri, provider);
  }

  async close(): Promise<void> {
    this.provider.dispose();
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const own = tabs.filter(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff &&
        input.modified.toString() === this.uri.toString(),
    );
    await vscode.window.tabGroups.close(own);
  }
}

function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  const text = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === text);
}
