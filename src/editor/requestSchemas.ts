import * as vscode from "vscode";
import { familyOf } from "../models/families.js";
import { isJsonObject, parseJson } from "../request/json.js";
import type { RequestSchemas, SchemaSource } from "../request/schemaService.js";

/** The schema of request files, loaded when the first one is looked at. */
export class LazyRequestSchemas {
  private loading: Promise<RequestSchemas> | undefined;

  constructor(private readonly extensionUri: vscode.Uri) {}

  get(): Promise<RequestSchemas> {
    this.loading ??= this.load();
    return this.loading;
  }

  private async load(): Promise<RequestSchemas> {
    const uri = vscode.Uri.joinPath(this.extensionUri, "dist", "requestSchema.json");
    const [bytes, { RequestSchemas }] = await Promise.all([
      vscode.workspace.fs.readFile(uri),
      import("../request/schemaService.js"),
    ]);
    const generated = parseJson(new TextDecoder().decode(bytes));
    const schema = isJsonObject(generated) ? generated : {};
    return new RequestSchemas(schema, (modelId) => familyOf(modelId)?.id);
  }
}

/** The text of a document at this moment. */
export function sourceOf(document: vscode.TextDocument): SchemaSource {
  return { key: `${document.version} ${document.uri.toString()}`, text: document.getText() };
}

interface Place {
  readonly line: number;
  readonly character: number;
}

/** Ranges of the language server protocol count as VS Code's do. */
export function rangeOf({ start, end }: { start: Place; end: Place }): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
