/** The webview that shows runs; package.json contributes it, too. */
export const outputViewId = "bedrockStream.output";

/** The same in an editor's tab. */
export const outputTabType = "bedrockStream.outputTab";

/** The tree of recorded runs; package.json contributes it, too. */
export const historyViewId = "bedrockStream.history";

/** Scheme of the documents that hold the text of a run. */
export const outputScheme = "bedrock-stream-output";
