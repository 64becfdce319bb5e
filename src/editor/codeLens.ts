import * as vscode from "vscode";
import { offsetOfRequest } from "../request/offsetOfRequest.js";

/** Stream or Stop above the request of a request file. */
export class RequestCodeLens implements vscode.CodeLensProvider {
  private readonly changed = new vscode.EventEmitter<void>();
  private liveRuns = 0;
  readonly onDidChangeCodeLenses = this.changed.event;

  /** @param isLive whether a run of this document is under way. */
  constructor(private readonly isLive: (uri: vscode.Uri) => boolean) {}

  /** Asks for the lenses again when another number of runs is live; changes come with every chunk. */
  refresh(liveRuns: number): void {
    if (liveRuns === this.liveRuns) return;
    this.liveRuns = liveRuns;
    this.changed.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const offset = offsetOfRequest(document.getText());
    if (offset === undefined) return [];
    const at = document.positionAt(offset);
    const range = new vscode.Range(at, at);
    if (this.isLive(document.uri)) {
      const stop = {
        title: vscode.l10n.t("$(debug-stop) Stop Stream"),
        command: "bedrockStream.stop",
      };
      return [new vscode.CodeLens(range, stop)];
    }
    const stream = {
      title: vscode.l10n.t("$(play) Stream"),
      command: "bedrockStream.streamRequest",
      arguments: [document.uri],
    };
    return [new vscode.CodeLens(range, stream)];
  }
}
