import * as vscode from "vscode";

/** A fenced block of Markdown that holds a request; lines from 0, fences not included. */
export interface MarkdownBlock {
  readonly fenceLine: number;
  readonly firstLine: number;
  /** The line of the closing fence, or the one after the last. */
  readonly endLine: number;
}

const opening = /^[ \t>]*(`{3,}|~{3,})[ \t]*jsonc?[ \t]+bedrock\b/i;

/** The blocks that begin with three backticks and `json bedrock`. */
function markdownBlocks(text: string): MarkdownBlock[] {
  if (!/bedrock/i.test(text)) return [];
  const lines = text.split(/\r\n|\r|\n/);
  const blocks: MarkdownBlock[] = [];
  for (let line = 0; line < lines.length; line++) {
    const fence = /^[ \t>]*(`{3,}|~{3,})/.exec(lines[line] ?? "")?.[1];
    if (fence === undefined) continue;
    const end = closingLine(lines, line + 1, fence);
    if (opening.test(lines[line] ?? "") && end > line + 1) {
      blocks.push({ fenceLine: line, firstLine: line + 1, endLine: end });
    }
    // What stands in another block, an example of Markdown in Markdown, is none of ours.
    line = end;
  }
  return blocks;
}

function closingLine(lines: readonly string[], from: number, fence: string): number {
  for (let line = from; line < lines.length; line++) {
    const closing = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/.exec(lines[line] ?? "")?.[1];
    if (closing?.[0] === fence[0] && closing !== undefined && closing.length >= fence.length) {
      return line;
    }
  }
  return lines.length;
}

/** Stream above every such block of a Markdown document. */
export class MarkdownBlockLens implements vscode.CodeLensProvider {
  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    return markdownBlocks(document.getText()).map((block) => {
      const range = rangeOfBlock(document, block);
      return new vscode.CodeLens(document.lineAt(block.fenceLine).range, {
        title: vscode.l10n.t("$(play) Stream"),
        command: "bedrockStream.streamRequest",
        arguments: [{ uri: document.uri, range, interactive: true }],
      });
    });
  }
}

/** What stands in the block that has this line. */
export function markdownBlockAt(
  document: vscode.TextDocument,
  line: number,
): vscode.Range | undefined {
  const block = markdownBlocks(document.getText()).find(
    ({ fenceLine, endLine }) => fenceLine <= line && line <= endLine,
  );
  return block && rangeOfBlock(document, block);
}

function rangeOfBlock(
  document: vscode.TextDocument,
  { firstLine, endLine }: MarkdownBlock,
): vscode.Range {
  return new vscode.Range(
    new vscode.Position(firstLine, 0),
    document.lineAt(endLine - 1).range.end,
  );
}
