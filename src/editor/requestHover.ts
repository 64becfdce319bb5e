import * as vscode from "vscode";
import { rangeOf, sourceOf, type LazyRequestSchemas } from "./requestSchemas.js";

/** What a key of a request file means, its range and default, while the pointer rests on it. */
export class RequestHover implements vscode.HoverProvider {
  constructor(private readonly schemas: LazyRequestSchemas) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const schemas = await this.schemas.get();
    const hover = await schemas.hover(sourceOf(document), document.offsetAt(position));
    const texts = [hover?.contents ?? []].flat().flatMap((content) => {
      const text = typeof content === "string" ? content : content.value;
      return text === "" ? [] : [new vscode.MarkdownString(text)];
    });
    if (!hover || texts.length === 0) return undefined;
    return new vscode.Hover(texts, hover.range && rangeOf(hover.range));
  }
}
