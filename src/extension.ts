import * as vscode from "vscode";
import type { ResolvedTarget } from "./client/resolveTarget.js";
import { Sender } from "./client/sender.js";
import { accountOf } from "./editor/account.js";
import { ApiKey } from "./editor/apiKey.js";
import { askMfaCode } from "./editor/askMfaCode.js";
import { RequestCodeLens } from "./editor/codeLens.js";
import { commandTable, registerCommands, type CommandOptions } from "./editor/commands.js";
import { ContextKeys } from "./editor/contextKeys.js";
import { Diagnosis } from "./editor/diagnoseCommand.js";
import { connectFixes } from "./editor/fixes/connectFixes.js";
import { historyParts, type HistoryParts } from "./editor/historyParts.js";
import { Launcher } from "./editor/launch.js";
import { panelActions } from "./editor/panelActions.js";
import { requestEditing } from "./editor/requestEditing.js";
import { requestFileSelector } from "./editor/requestLanguage.js";
import { runOptions } from "./editor/runOptions.js";
import type { SourcedRequest } from "./editor/requestSource.js";
import { SandboxSession } from "./editor/sandboxSession.js";
import { offerAfterFailure, prepareInteractiveRun } from "./editor/setupOffer.js";
import { targetOf } from "./editor/targetOf.js";
import { asFailure } from "./failure.js";
import { speak } from "./l10n.js";
import { isJsonObject } from "./request/json.js";
import type { HistoryEntry } from "./run/historyEntry.js";
import { Runs } from "./run/runs.js";
import { onDidChangeSettings, readSettings } from "./settings.js";
import { Diagnostics } from "./views/diagnostics.js";
import { OutputView } from "./views/output.js";
import { outputTexts } from "./views/outputTexts.js";
import { StatusBar, type StatusBarState } from "./views/statusBar.js";

/** What `activate` returns to other extensions and to this one's tests. */
export interface BedrockStreamApi {
  /** What the status bar item shows now. */
  readonly statusBar: () => StatusBarState | undefined;
  /** Ids of the runs of this session, oldest first. */
  readonly runIds: () => readonly string[];
  /** The recorded runs of all windows, newest first, as they are on disk now. */
  readonly history: () => Promise<readonly HistoryEntry[]>;
}

export function activate(context: vscode.ExtensionContext): BedrockStreamApi {
  try {
    speak({ id: vscode.env.language, translate: vscode.l10n.t });
    return build(context);
  } catch (error) {
    // VS Code itself stays silent when an extension fails to start.
    const why = asFailure(error).message;
    void vscode.window.showErrorMessage(vscode.l10n.t("Bedrock Stream could not start: {0}", why));
    throw error;
  }
}

/** Ends the runs under way; VS Code waits a little for what they still write. */
let endRuns: () => Promise<void> = () => Promise.resolve();

export function deactivate(): Promise<void> {
  return endRuns();
}

/** Builds the parts in the order of the flow and connects them. */
function build(context: vscode.ExtensionContext): BedrockStreamApi {
  const log = vscode.window.createOutputChannel("Bedrock Stream", { log: true });
  const runs = new Runs();
  const sender = new Sender({ askMfaCode });
  const sandbox = new SandboxSession(() => updateKeys());
  const apiKey = new ApiKey(context.secrets, () => updateKeys());
  const resolveTarget = (sourced: SourcedRequest) => targetOf(sourced, apiKey, sandbox);
  const isSandboxInUse = () => sandbox.current !== undefined;
  const past = historyParts(context, runs, (line) => log.warn(line));
  endRuns = () => runs.interruptAll();

  const diagnostics = new Diagnostics();
  const launcher: Launcher = new Launcher({
    runs,
    diagnostics,
    resolveTarget,
    runOptions: (sourced, resolved) => runOptions(sender, readSettings(), sourced, resolved),
    openJournal: past.openJournal,
    showOutput: (run) => void output.reveal(run.id),
    offerHelp: offerAfterFailure,
    signedAs: (target) => sender.signedAs(target),
    log: (line) => log.info(line),
  });
  const account = accountOf({ sender, resolveTarget, memory: context.globalState });
  const shown: Shown = { runs, past, launcher, diagnostics, account, log };
  const { output, statusBar, views } = buildViews(context, shown);

  const parts = { ...past, runs, launcher, output, apiKey, sandbox, account, resolveTarget, log };
  const commands = buildCommands(context, {
    ...parts,
    prepare: (sourced) => prepareInteractiveRun({ resolveTarget, sender, isSandboxInUse }, sourced),
  });

  const keys = new ContextKeys();
  const updateKeys = (): void =>
    keys.update({
      streaming: runs.live.length > 0,
      hasRun: runs.all.length > 0,
      sandboxInUse: isSandboxInUse(),
      hasApiKey: apiKey.value !== undefined,
    });
  updateKeys();
  const settings = onDidChangeSettings(account.forgetCredentials);
  const keysOfRuns = { dispose: runs.onDidChange(updateKeys) };
  const stopRuns = { dispose: () => runs.stopAll() };
  const recorded = past.registrations;
  const owned = [apiKey, sandbox, recorded, views, commands, settings, keysOfRuns, stopRuns, log];
  context.subscriptions.push(...owned);
  return {
    statusBar: () => statusBar.state,
    runIds: () => runs.sent.map(({ id }) => id),
    history: () => past.history.refresh().then(() => past.history.entries),
  };
}

/** What the commands act on. */
interface Acting extends Pick<
  CommandOptions,
  "runs" | "history" | "pastRuns" | "documents" | "apiKey" | "sandbox" | "prepare"
> {
  readonly launcher: Launcher;
  readonly output: OutputView;
  readonly account: ReturnType<typeof accountOf>;
  readonly resolveTarget: (sourced: SourcedRequest) => Promise<ResolvedTarget>;
  readonly log: vscode.LogOutputChannel;
}

/** Builds and registers the commands, and the help while the requests are written that they send. */
function buildCommands(context: vscode.ExtensionContext, parts: Acting): vscode.Disposable {
  const { launcher, output, account, log } = parts;
  const editing = requestEditing({
    context,
    recentModelIds: () => account.picker.recent,
    log: (message) => log.warn(message),
  });
  const diagnosis = new Diagnosis({ ...parts, ...account, version: versionOf(context.extension) });
  const table = commandTable({
    ...parts,
    ...editing,
    diagnosis,
    picker: account.picker,
    memory: context.workspaceState,
    launch: (sourced) => launcher.launch(sourced),
    shownRun: () => output.shownRun,
    reveal: (runId) => output.reveal(runId),
    runAgain: (run) => launcher.again(run),
    sourceOf: (run) => launcher.sourceToRepeat(run),
    sentSelection: (runId) => launcher.selectionOf(runId),
    onDidClear: () => launcher.forget(),
    showLog: () => log.show(),
    onDidChangeIdentity: account.forgetCredentials,
  });
  return vscode.Disposable.from(editing.registrations, diagnosis, registerCommands(table));
}

function versionOf({ packageJSON }: vscode.Extension<unknown>): string {
  const manifest: unknown = packageJSON;
  return isJsonObject(manifest) && typeof manifest["version"] === "string"
    ? manifest["version"]
    : vscode.l10n.t("of an unknown version");
}

/** What the views show. */
interface Shown {
  readonly runs: Runs;
  readonly past: HistoryParts;
  readonly launcher: Launcher;
  readonly diagnostics: Diagnostics;
  readonly account: ReturnType<typeof accountOf>;
  readonly log: vscode.LogOutputChannel;
}

/** Builds and registers everything that shows runs, and what mends those that failed. */
function buildViews(context: vscode.ExtensionContext, shown: Shown) {
  const { runs, past, launcher, diagnostics, account, log } = shown;
  const { fixes, registrations } = connectFixes({
    runs,
    launcher,
    ...account,
    memory: context.workspaceState,
    onDidLearn: () => output.refresh(),
  });
  const output: OutputView = new OutputView({
    extensionUri: context.extensionUri,
    runs,
    format: () => readSettings().outputFormat,
    texts: outputTexts(
      (run) => launcher.contextOf(run),
      (run) => fixes.of(run),
    ),
    actions: panelActions(runs, fixes),
    log: (message) => log.warn(message),
  });
  const statusBar = new StatusBar({
    runs,
    modelId: () => readSettings().modelId,
    describeTarget: (run) => launcher.describe(run),
  });
  const codeLens = new RequestCodeLens((uri) => launcher.liveRunOf(uri) !== undefined);
  const disposeLens = runs.onDidChange(() => codeLens.refresh(runs.live.length));
  const views = vscode.Disposable.from(
    diagnostics,
    account.registrations,
    registrations,
    output,
    statusBar,
    { dispose: disposeLens },
    onDidChangeSettings(() => {
      statusBar.refresh();
      output.refresh();
    }),
    vscode.window.registerWebviewViewProvider(OutputView.viewId, {
      resolveWebviewView: (view) => {
        output.resolveWebviewView(view);
        // A window that has just opened goes on where the one before was.
        void past.pastRuns.restoreLatest();
      },
    }),
    vscode.languages.registerCodeLensProvider(requestFileSelector, codeLens),
  );
  return { output, statusBar, views };
}
