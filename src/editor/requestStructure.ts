import * as vscode from "vscode";
import type { RequestSchemas } from "../request/schemaService.js";
import { rangeOf, sourceOf, type LazyRequestSchemas } from "./requestSchemas.js";

type SchemaSymbol = ReturnType<RequestSchemas["symbols"]>[number];

/** Formatting, outline and folding, as VS Code gives them to its own JSON languages. */
export class RequestStructure
  implements
    vscode.DocumentRangeFormattingEditProvider,
    vscode.DocumentSymbolProvider,
    vscode.FoldingRangeProvider
{
  constructor(private readonly schemas: LazyRequestSchemas) {}

  async provideDocumentRangeFormattingEdits(
    document: vscode.TextDocument,
    range: vscode.Range,
    { tabSize, insertSpaces }: vscode.FormattingOptions,
  ): Promise<vscode.TextEdit[]> {
    const schemas = await this.schemas.get();
    const edits = schemas.format(sourceOf(document), range, { tabSize, insertSpaces });
    return edits.map((edit) => vscode.TextEdit.replace(rangeOf(edit.range), edit.newText));
  }

  async provideDocumentSymbols(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
    return (await this.schemas.get()).symbols(sourceOf(document)).map(symbolOf);
  }

  async provideFoldingRanges(document: vscode.TextDocument): Promise<vscode.FoldingRange[]> {
    const folds = (await this.schemas.get()).folds(sourceOf(document));
    return folds.map(({ startLine, endLine, kind }) => {
      const folded = kind === "comment" ? vscode.FoldingRangeKind.Comment : undefined;
      return new vscode.FoldingRange(startLine, endLine, folded);
    });
  }
}

function symbolOf({ name, detail, kind, range, selectionRange, children = [] }: SchemaSymbol) {
  const symbol = new vscode.DocumentSymbol(
    name === "" ? '""' : name,
    detail ?? "",
    // The protocol counts the kinds from 1, VS Code from 0.
    kind - 1,
    rangeOf(range),
    rangeOf(selectionRange),
  );
  symbol.children = children.map(symbolOf);
  return symbol;
}
