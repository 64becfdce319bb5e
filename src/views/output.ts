import * as vscode from "vscode";
import type { ShowableRun } from "../run/showableRun.js";
import type { Runs } from "../run/runs.js";
import { AwayPage } from "./awayPage.js";
import { insertText } from "./insertText.js";
import { linkTarget } from "./linkTarget.js";
import { PanelSession } from "./panelSession.js";
import { loadPanelPage } from "./panelWebview.js";
import type { OutputFormat, PanelCommand, ToPanel } from "./outputProtocol.js";
import type { OutputTexts } from "./runProjection.js";
import { outputTabType, outputViewId } from "./viewIds.js";

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
  /** A button of a panel that shows no run. */
  command(command: PanelCommand): unknown;
}

export interface OutputOptions {
  readonly extensionUri: vscode.Uri;
  readonly runs: Pick<Runs, "all" | "onDidChange">;
  /** The setting `output.format`; call `refresh` when it has changed. */
  readonly format: () => OutputFormat;
  readonly texts: OutputTexts;
  readonly actions: OutputActions;
  /** The panel has come up somewhere. */
  readonly onDidOpen: () => void;
  /** `isInEditor` is another now. */
  readonly onDidMove: () => void;
  /** For messages that only a defect can cause. */
  readonly log: (message: string) => void;
}

/** What can hold the panel: the view in the side bar, or an editor's tab. */
type Place = vscode.WebviewView | vscode.WebviewPanel;

/**
 * The output view, which can move into an editor's tab and back. VS Code destroys a hidden webview,
 * which is fine: nothing lives in it, and the next one, wherever it is, starts with a snapshot.
 */
export class OutputView implements vscode.WebviewViewProvider, vscode.Disposable {
  static readonly viewId = outputViewId;
  static readonly tabType = outputTabType;

  private readonly session: PanelSession;
  private view: vscode.WebviewView | undefined;
  private tab: vscode.WebviewPanel | undefined;

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

  get isInEditor(): boolean {
    return this.tab !== undefined;
  }

  /** Brings the panel up without taking the focus from the editor, and switches it to the run. */
  async reveal(runId?: string): Promise<void> {
    if (runId !== undefined) this.session.show(runId);
    // Asking for what is there would keep the window busy just when a stream begins.
    if (this.home?.visible) return;
    if (this.tab) this.tab.reveal(undefined, true);
    else if (this.view) this.view.show(true);
    else await focusView({ preserveFocus: true });
  }

  /** Moves the panel into a tab of the active editor group, or brings up the tab that has it. */
  openInEditor(): void {
    if (this.tab) {
      this.tab.reveal();
      return;
    }
    const column = vscode.ViewColumn.Active;
    const options = { enableFindWidget: true };
    const { tabType } = OutputView;
    this.adopt(vscode.window.createWebviewPanel(tabType, "Bedrock Stream", column, options));
  }

  /** Moves the panel out of its tab, back to where views are. */
  async moveBack(): Promise<void> {
    this.tab?.dispose();
    await focusView();
  }

  /** Builds the shown run anew, for example after a change of the format setting. */
  refresh(): void {
    this.session.refresh();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    this.listen(view, view.onDidChangeVisibility, () => {
      if (this.view === view) this.view = undefined;
    });
    this.load(view);
    this.options.onDidOpen();
  }

  /** A tab that was open when the window was reloaded. */
  restore(tab: vscode.WebviewPanel): void {
    if (this.tab) tab.dispose();
    else this.adopt(tab);
  }

  /** The tab stays: a window that is reloaded hands it back. */
  dispose(): void {
    this.session.dispose();
  }

  private adopt(tab: vscode.WebviewPanel): void {
    const icons = vscode.Uri.joinPath(this.options.extensionUri, "media");
    tab.iconPath = {
      light: vscode.Uri.joinPath(icons, "tab-light.svg"),
      dark: vscode.Uri.joinPath(icons, "tab-dark.svg"),
    };
    this.tab = tab;
    this.listen(tab, tab.onDidChangeViewState, () => {
      if (this.tab !== tab) return;
      this.tab = undefined;
      if (this.view) this.load(this.view);
      this.options.onDidMove();
    });
    this.load(tab);
    // Another page answers for the view from now on: it loads anew to find out.
    if (this.view) this.load(this.view);
    this.options.onDidMove();
    this.options.onDidOpen();
  }

  /** Where the runs are shown. */
  private get home(): Place | undefined {
    return this.tab ?? this.view;
  }

  private load(place: Place): void {
    if (place === this.home) this.session.attach((message) => this.post(place, message));
    loadPanelPage(place.webview, this.options.extensionUri);
  }

  private post(place: Place, message: ToPanel): void {
    // One that is gone throws.
    if (place === this.view || place === this.tab) void place.webview.postMessage(message);
  }

  private listen(
    place: Place,
    onDidChangeVisibility: vscode.Event<unknown>,
    onDidLose: () => void,
  ): void {
    const away = new AwayPage(
      (command) => this.options.actions.command(command),
      (message) => this.post(place, message),
    );
    const listeners = [
      place.webview.onDidReceiveMessage((message: unknown) =>
        (place === this.home ? this.session : away).receive(message),
      ),
      onDidChangeVisibility(() => {
        // A panel that shows again speaks first, with `ready`.
        if (!place.visible && place === this.home) this.session.detach();
      }),
      place.onDidDispose(() => {
        for (const listener of listeners) listener.dispose();
        if (place === this.home) this.session.detach();
        onDidLose();
      }),
    ];
  }
}

function focusView(options?: { readonly preserveFocus: boolean }): Thenable<unknown> {
  return vscode.commands.executeCommand(`${OutputView.viewId}.focus`, options);
}

async function openLink(url: string): Promise<void> {
  const target = linkTarget(url);
  if (target === undefined)
    throw new Error(vscode.l10n.t("Only https, http and mailto links are opened."));
  await vscode.env.openExternal(vscode.Uri.parse(target, true));
}
