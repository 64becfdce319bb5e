import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { ShowableRun } from "../run/showableRun.js";
import type { Runs } from "../run/runs.js";
import { insertText } from "./insertText.js";
import { linkTarget } from "./linkTarget.js";
import { outputHtml } from "./outputHtml.js";
import { PanelSession } from "./panelSession.js";
import type { OutputFormat, WelcomeCommand } from "./outputProtocol.js";
import type { OutputTexts } from "./runProjection.js";
import { outputViewId } from "./viewIds.js";

/** What the panel's buttons do. A rejection is shown in the panel, with the error's message. */
export interface OutputActions {
  stop(runId: string): unknown;
  /** Copies the run's text exactly as the model sent it. */
  copy(runId: string): unknown;
  runAgain(runId: string): unknown;
  tryNow(runId: string): unknown;
  /** Saves the events as lines of JSON, or the bytes as they came. */
  saveEvents(runId: string): unknown;
  saveRawBytes(runId: string): unknown;
  /** A button of `OutputTexts.actions`. */
  act(runId: string, actionId: string): unknown;
  /** A button of the empty panel. */
  command(command: WelcomeCommand): unknown;
}

export interface OutputOptions {
  readonly extensionUri: vscode.Uri;
  readonly runs: Pick<Runs, "all" | "onDidChange">;
  /** The setting `output.format`; call `refresh` when it has changed. */
  readonly format: () => OutputFormat;
  readonly texts: OutputTexts;
  readonly actions: OutputActions;
  /** For messages that only a defect can cause. */
  readonly log: (message: string) => void;
}

/**
 * The output view. VS Code destroys a hidden webview, which is fine: nothing lives in it, and the
 * next one starts with a snapshot.
 */
export class OutputView implements vscode.WebviewViewProvider, vscode.Disposable {
  static readonly viewId = outputViewId;

  private readonly session: PanelSession;
  private view: vscode.WebviewView | undefined;

  constructor(private readonly options: OutputOptions) {
    const { runs, format, texts, log } = options;
    this.session = new PanelSession({
      runs,
      format,
      texts,
      log,
      actions: {
        ...options.actions,
        copyText: (text) => vscode.env.clipboard.writeText(text),
        insertText: (text) => insertText(text),
        openLink: (url) => openLink(url),
      },
    });
  }

  /** The run that the panel shows, or would show if it were visible. */
  get shownRun(): ShowableRun | undefined {
    const { shownRunId } = this.session;
    return this.options.runs.all.find((run) => run.id === shownRunId);
  }

  /** Brings the view up without taking the focus from the editor, and switches it to the run. */
  async reveal(runId?: string): Promise<void> {
    if (runId !== undefined) this.session.show(runId);
    // Asking for what is there would keep the window busy just when a stream begins.
    if (this.view?.visible) return;
    if (this.view) this.view.show(true);
    else {
      const focus = `${OutputView.viewId}.focus`;
      await vscode.commands.executeCommand(focus, { preserveFocus: true });
    }
  }

  /** Builds the shown run anew, for example after a change of the format setting. */
  refresh(): void {
    this.session.refresh();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { extensionUri } = this.options;
    const dist = vscode.Uri.joinPath(extensionUri, "dist");
    const media = vscode.Uri.joinPath(extensionUri, "media");
    const { webview } = view;
    this.view = view;
    const listeners = [
      webview.onDidReceiveMessage((message: unknown) => this.session.receive(message)),
      view.onDidChangeVisibility(() => {
        // A panel that shows again speaks first, with `ready`.
        if (!view.visible) this.session.detach();
      }),
      view.onDidDispose(() => {
        for (const listener of listeners) listener.dispose();
        if (this.view !== view) return;
        this.view = undefined;
        this.session.detach();
      }),
    ];
    this.session.attach((message) => void webview.postMessage(message));
    webview.options = { enableScripts: true, localResourceRoots: [dist, media] };
    webview.html = outputHtml({
      cspSource: webview.cspSource,
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, "output.js")).toString(),
      timelineUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, "timeline.js")).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, "output.css")).toString(),
      nonce: randomBytes(16).toString("base64"),
    });
  }

  dispose(): void {
    this.session.dispose();
  }
}

async function openLink(url: string): Promise<void> {
  const target = linkTarget(url);
  if (target === undefined)
    throw new Error(vscode.l10n.t("Only https, http and mailto links are opened."));
  await vscode.env.openExternal(vscode.Uri.parse(target, true));
}
