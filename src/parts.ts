import * as vscode from "vscode";
import type { ResolvedTarget } from "./client/resolveTarget.js";
import { Sender } from "./client/sender.js";
import { accountOf } from "./editor/account.js";
import type { ApiKey } from "./editor/apiKey.js";
import { askMfaCode } from "./editor/askMfaCode.js";
import { RequestCodeLens } from "./editor/codeLens.js";
import type { CommandTable } from "./editor/commandIds.js";
import { commandTable, type CommandOptions } from "./editor/commands.js";
import type { ContextKeys } from "./editor/contextKeys.js";
import { connectFixes } from "./editor/fixes/connectFixes.js";
import { historyParts, type HistoryParts } from "./editor/historyParts.js";
import { Launcher } from "./editor/launch.js";
import { panelActions } from "./editor/panelActions.js";
import { warnOfPlainHttp } from "./editor/plainHttpQuestion.js";
import { requestEditing } from "./editor/requestEditing.js";
import { requestFileSelector } from "./editor/requestLanguage.js";
import { runOptions } from "./editor/runOptions.js";
import type { SourcedRequest } from "./editor/requestSource.js";
import { SandboxSession } from "./editor/sandboxSession.js";
import { offerAfterFailure, prepareInteractiveRun } from "./editor/setupOffer.js";
import { targetOf } from "./editor/targetOf.js";
import type { LatestSelection } from "./editor/variablesSelection.js";
import { Lazy } from "./lazy.js";
import { logLine } from "./logLine.js";
import { isJsonObject } from "./request/json.js";
import { Runs } from "./run/runs.js";
import { onDidChangeSettings, readSettings } from "./settings.js";
import { Diagnostics } from "./views/diagnostics.js";
import type { HistoryTree } from "./views/historyTree.js";
import { OutputView } from "./views/output.js";
import { outputTexts } from "./views/outputTexts.js";
import { StatusBar } from "./views/statusBar.js";
import type { StatusItem } from "./views/statusItem.js";
import { loadSigner } from "./wire/sign.js";

/** What stands since activation, because it watches or shows from the start. */
export interface Standing {
  readonly context: vscode.ExtensionContext;
  readonly keys: ContextKeys;
  readonly apiKey: ApiKey;
  readonly selection: LatestSelection;
  readonly statusItem: StatusItem;
}

/** Everything that works once the extension is used. */
export interface Parts extends vscode.Disposable, Pick<HistoryParts, "history" | "documents"> {
  readonly commands: CommandTable;
  readonly runs: Runs;
  readonly tree: HistoryTree;
  readonly output: OutputView;
}

/** Builds the parts in the order of the flow and connects them. */
export function buildParts(standing: Standing): Parts {
  const { context, keys, apiKey } = standing;
  const log = vscode.window.createOutputChannel("Bedrock Stream", { log: true });
  const runs = new Runs();
  const sender = new Sender({ askMfaCode, onPlainHttp: warnOfPlainHttp });
  const sandbox = new SandboxSession(() => updateKeys());
  const resolveTarget = (sourced: SourcedRequest) => targetOf(sourced, apiKey, sandbox);
  const isSandboxInUse = () => sandbox.current !== undefined;
  const past = historyParts(context, runs, (line) => log.warn(logLine(line)));

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
    onDidStep: (steps) => keys.done(steps),
    log: (line) => log.info(logLine(line)),
  });
  const account = accountOf({ sender, resolveTarget, memory: context.globalState });
  const shown: Shown = {
    ...{ ...standing, runs, launcher, diagnostics, account, log },
    // A window that has just opened goes on where the one before was.
    onDidOpenOutput: () => void past.pastRuns.restoreLatest(),
    onDidMoveOutput: () => updateKeys(),
  };
  const { output, views } = buildViews(shown);

  const parts = { ...standing, ...past, runs, launcher, output, sandbox, account, resolveTarget };
  const commands = buildCommands({
    ...parts,
    log,
    prepare: (sourced) => prepareInteractiveRun({ resolveTarget, sender, isSandboxInUse }, sourced),
  });

  const updateKeys = (): void =>
    keys.update({
      streaming: runs.live.length > 0,
      hasRun: runs.all.length > 0,
      sandboxInUse: isSandboxInUse(),
      outputInEditor: output.isInEditor,
    });
  updateKeys();
  // While a prompt is typed or a target looked up; the request itself tells of a failure.
  setImmediate(() => void loadSigner().catch(() => undefined));
  const settings = onDidChangeSettings(account.forgetCredentials);
  const keysOfRuns = { dispose: runs.onDidChange(updateKeys) };
  const stopRuns = { dispose: () => runs.stopAll() };
  const owned = [sandbox, sender, past.registrations, views, settings, keysOfRuns];
  return {
    ...past,
    runs,
    commands: commands.table,
    output,
    dispose: () =>
      vscode.Disposable.from(...owned, commands.registrations, stopRuns, log).dispose(),
  };
}

/** What the commands act on. */
interface Acting
  extends
    Standing,
    Pick<CommandOptions, "runs" | "history" | "pastRuns" | "documents" | "sandbox" | "prepare"> {
  readonly launcher: Launcher;
  readonly output: OutputView;
  readonly account: ReturnType<typeof accountOf>;
  readonly resolveTarget: (sourced: SourcedRequest) => Promise<ResolvedTarget>;
  readonly log: vscode.LogOutputChannel;
}

/** Builds the commands, and the help while the requests are written that they send. */
function buildCommands(parts: Acting) {
  const { context, launcher, output, account, selection, log } = parts;
  const editing = requestEditing({
    context,
    selection,
    recentModelIds: () => account.picker.recent,
    log: (message) => log.warn(logLine(message)),
  });
  const diagnosis = new Lazy(async () => {
    const { Diagnosis } = await import("./editor/diagnoseCommand.js");
    return new Diagnosis({ ...parts, ...account, version: versionOf(context.extension) });
  });
  const table = commandTable({
    ...parts,
    ...editing,
    diagnosis,
    picker: account.picker,
    memory: context.workspaceState,
    launch: (sourced) => launcher.launch(sourced),
    shownRun: () => output.shownRun,
    reveal: (runId) => output.reveal(runId),
    openInEditor: () => output.openInEditor(),
    moveBack: () => output.moveBack(),
    runAgain: (run) => launcher.again(run),
    sourceOf: (run) => launcher.sourceToRepeat(run),
    sentSelection: (runId) => launcher.selectionOf(runId),
    onDidClear: () => launcher.forget(),
    showLog: () => log.show(),
    onDidChangeIdentity: account.forgetCredentials,
  });
  return { table, registrations: vscode.Disposable.from(editing.registrations, diagnosis) };
}

function versionOf({ packageJSON }: vscode.Extension<unknown>): string {
  const manifest: unknown = packageJSON;
  return isJsonObject(manifest) && typeof manifest["version"] === "string"
    ? manifest["version"]
    : vscode.l10n.t("of an unknown version");
}

/** What the views show. */
interface Shown extends Standing {
  readonly runs: Runs;
  readonly launcher: Launcher;
  readonly diagnostics: Diagnostics;
  readonly account: ReturnType<typeof accountOf>;
  readonly log: vscode.LogOutputChannel;
  readonly onDidOpenOutput: () => void;
  readonly onDidMoveOutput: () => void;
}

/** Builds and registers everything that shows runs, and what mends those that failed. */
function buildViews(shown: Shown) {
  const { context, runs, launcher, diagnostics, account, log } = shown;
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
    onDidOpen: shown.onDidOpenOutput,
    onDidMove: shown.onDidMoveOutput,
    log: (message) => log.warn(logLine(message)),
  });
  const statusBar = new StatusBar({
    item: shown.statusItem,
    runs,
    modelId: () => readSettings().modelId,
    describeTarget: (run) => launcher.describe(run),
  });
  const codeLens = new RequestCodeLens((uri) => launcher.liveRunOf(uri) !== undefined);
  const views = vscode.Disposable.from(
    diagnostics,
    account.registrations,
    registrations,
    output,
    statusBar,
    { dispose: runs.onDidChange(() => codeLens.refresh(runs.live.length)) },
    onDidChangeSettings(() => {
      statusBar.refresh();
      output.refresh();
    }),
    vscode.languages.registerCodeLensProvider(requestFileSelector, codeLens),
  );
  return { output, views };
}
