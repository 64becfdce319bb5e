import * as vscode from "vscode";
import { listProfiles } from "./client/profiles.js";
import { Sender } from "./client/sender.js";
import { ApiKey } from "./editor/apiKey.js";
import { RequestCodeLens, requestFileSelector } from "./editor/codeLens.js";
import { commandIds, type CommandTable } from "./editor/commandIds.js";
import { ContextKeys } from "./editor/contextKeys.js";
import { Launcher } from "./editor/launch.js";
import { ModelPicker } from "./editor/modelPicker.js";
import { outputCommands } from "./editor/outputCommands.js";
import { panelActions } from "./editor/panelActions.js";
import { RequestProblems } from "./editor/requestProblems.js";
import { runOptions } from "./editor/runOptions.js";
import type { SourcedRequest } from "./editor/requestSource.js";
import { SandboxSession } from "./editor/sandboxSession.js";
import { setupCommands } from "./editor/setupCommands.js";
import { offerAfterFailure, prepareInteractiveRun } from "./editor/setupOffer.js";
import { streamCommands } from "./editor/streamCommands.js";
import { targetOf } from "./editor/targetOf.js";
import { asFailure } from "./failure.js";
import { Runs } from "./run/runs.js";
import { onDidChangeSettings, readSettings, section, writeSetting } from "./settings.js";
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
}

export async function activate(context: vscode.ExtensionContext): Promise<BedrockStreamApi> {
  try {
    return await build(context);
  } catch (error) {
    // VS Code itself stays silent when an extension fails to start.
    const why = asFailure(error).message;
    void vscode.window.showErrorMessage(`Bedrock Stream could not start: ${why}`);
    throw error;
  }
}

/** Builds the parts in the order of the flow and connects them. */
async function build(context: vscode.ExtensionContext): Promise<BedrockStreamApi> {
  const log = vscode.window.createOutputChannel("Bedrock Stream", { log: true });
  const runs = new Runs();
  const sender = new Sender();
  const picker = new ModelPicker(context.globalState);
  const sandbox = new SandboxSession(() => refresh());
  const apiKey = new ApiKey(context.secrets, () => refresh());
  await apiKey.load();
  const resolveTarget = (sourced: SourcedRequest) => targetOf(sourced, apiKey, sandbox);

  const diagnostics = new Diagnostics();
  const launcher: Launcher = new Launcher({
    runs,
    diagnostics,
    resolveTarget,
    runOptions: (sourced, resolved) => runOptions(sender, readSettings(), sourced, resolved),
    showOutput: (run) => void output.reveal(run.id),
    offerHelp: offerAfterFailure,
    log: (line) => log.info(line),
  });
  const output: OutputView = new OutputView({
    extensionUri: context.extensionUri,
    runs,
    format: () => readSettings().outputFormat,
    texts: outputTexts((run) => launcher.contextOf(run)),
    actions: panelActions(runs),
    log: (message) => log.warn(message),
  });
  const modelId = () => readSettings().modelId;
  const statusBar = new StatusBar({
    runs,
    modelId,
    describeTarget: (run) => launcher.describe(run),
  });
  const codeLens = new RequestCodeLens((uri) => launcher.liveRunOf(uri) !== undefined);

  const isSandboxInUse = () => sandbox.current !== undefined;
  const table: CommandTable = {
    ...streamCommands({
      launch: (sourced) => launcher.launch(sourced),
      prepare: (sourced) =>
        prepareInteractiveRun({ resolveTarget, sender, isSandboxInUse }, sourced),
      picker,
      memory: context.workspaceState,
      modelId,
      chooseModel: (id) => writeSetting("modelId", id),
      maxTokens: () => readSettings().maxTokens,
    }),
    ...outputCommands({
      runs,
      shownRun: () => output.shownRun,
      reveal: (runId) => output.reveal(runId),
      runAgain: (run) => launcher.again(run),
      onDidClear: () => launcher.forget(),
    }),
    ...setupCommands({
      settings: readSettings,
      picker,
      apiKey,
      sandbox,
      profiles: listProfiles,
      showLog: () => log.show(),
      onDidChangeIdentity: () => sender.forgetCredentials(),
    }),
  };

  const keys = new ContextKeys();
  const refresh = (): void => {
    keys.update({
      streaming: runs.live.length > 0,
      hasRun: runs.all.length > 0,
      sandboxInUse: isSandboxInUse(),
      hasApiKey: apiKey.value !== undefined,
    });
    codeLens.refresh(runs.live.length);
  };
  refresh();
  const stopListening = runs.onDidChange(refresh);
  context.subscriptions.push(
    log,
    apiKey,
    sandbox,
    diagnostics,
    output,
    statusBar,
    new RequestProblems(),
    { dispose: stopListening },
    { dispose: () => runs.stopAll() },
    onDidChangeSettings(() => {
      sender.forgetCredentials();
      statusBar.refresh();
      output.refresh();
    }),
    vscode.window.registerWebviewViewProvider(OutputView.viewId, output),
    vscode.languages.registerCodeLensProvider(requestFileSelector, codeLens),
    ...commandIds.map((id) => vscode.commands.registerCommand(`${section}.${id}`, table[id])),
  );
  return { statusBar: () => statusBar.state, runIds: () => runs.all.map(({ id }) => id) };
}
