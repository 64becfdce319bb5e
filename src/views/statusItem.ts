import * as vscode from "vscode";
import { escapeMarkup } from "../withoutLinks.js";

/** What the item shows; also what the extension's API reports to tests. */
export interface StatusBarState {
  readonly text: string;
  readonly tooltip: string;
  readonly command: string;
  readonly background?: "warning" | "error";
}

/** The one item in the status bar, there from the start. */
export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    "bedrockStream.status",
    vscode.StatusBarAlignment.Right,
    100,
  );
  private shown: StatusBarState;

  constructor(state: StatusBarState) {
    this.item.name = "Bedrock Stream";
    this.shown = state;
    this.show(state);
    this.item.show();
  }

  get state(): StatusBarState {
    return this.shown;
  }

  show(state: StatusBarState): void {
    this.shown = state;
    this.item.text = state.text;
    this.item.tooltip = state.tooltip;
    this.item.command = state.command;
    this.item.backgroundColor =
      state.background && new vscode.ThemeColor(`statusBarItem.${state.background}Background`);
  }

  dispose(): void {
    this.item.dispose();
  }
}

/** While there is no run of this window: the model that a prompt would be sent to. */
export function idleState(modelId: string): StatusBarState {
  return {
    text: `$(pulse) ${modelId === "" ? vscode.l10n.t("Bedrock: select a model") : escapeMarkup(shortModelId(modelId))}`,
    tooltip:
      modelId === ""
        ? vscode.l10n.t("No model is selected. Click to select one.")
        : vscode.l10n.t("{0}\n\nClick to select another model.", modelId),
    command: "bedrockStream.selectModel",
  };
}

/** `arn:…/us.anthropic.claude-x-v1:0` and `us.anthropic.claude-x-v1:0` both read `claude-x-v1:0`. */
function shortModelId(modelId: string): string {
  const resource = modelId.slice(modelId.lastIndexOf("/") + 1);
  return resource.replace(/^(?:[a-z-]+\.)?[a-z0-9]+\./, "");
}
