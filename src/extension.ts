import * as vscode from "vscode";
import { ApiKey } from "./editor/apiKey.js";
import { commandIds } from "./editor/commandIds.js";
import { ContextKeys } from "./editor/contextKeys.js";
import { MarkdownBlockLens } from "./editor/markdownBlock.js";
import { isRequestDocument } from "./editor/requestLanguage.js";
import { LatestSelection } from "./editor/variablesSelection.js";
import { asFailure } from "./failure.js";
import { speak } from "./l10n.js";
import { registerLateViews } from "./lateViews.js";
import { Lazy } from "./lazy.js";
import type { Parts } from "./parts.js";
import type { HistoryEntry } from "./run/historyEntry.js";
import { onDidChangeSettings, readSettings, section } from "./settings.js";
import { escapeMarkup, escapeMarkupIn } from "./withoutLinks.js";
import { idleState, StatusItem, type StatusBarState } from "./views/statusItem.js";

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
    return stand(context);
  } catch (error) {
    // VS Code itself stays silent when an extension fails to start.
    const why = asFailure(error).message;
    const message = vscode.l10n.t("Bedrock Stream could not start: {0}", why);
    void vscode.window.showErrorMessage(escapeMarkup(message));
    throw error;
  }
}

/** Ends the runs under way; VS Code waits a little for what they still write. */
let endRuns = async (): Promise<void> => {};

export function deactivate(): Promise<void> {
  return endRuns();
}

/** The parts are loaded this long after the start at the latest, when VS Code has come to rest. */
const restMs = 5_000;

/**
 * Every window pays for what happens here, whether the extension is used or not: it shows and watches
 * what has to be there from the start, and leaves all else to the parts.
 */
function stand(context: vscode.ExtensionContext): BedrockStreamApi {
  const keys = new ContextKeys();
  const apiKey: ApiKey = new ApiKey(context.secrets, () =>
    keys.update({ hasApiKey: apiKey.value !== undefined }),
  );
  const selection = new LatestSelection();
  const statusItem = new StatusItem(idleState(readSettings().modelId));
  const parts = new Lazy(async () => {
    const { buildParts } = await import("./parts.js");
    return buildParts({ context, keys, apiKey, selection, statusItem });
  });
  endRuns = async () => parts.current?.runs.interruptAll();
  const idle = onDidChangeSettings(({ modelId }) => {
    if (!parts.current) statusItem.show(idleState(modelId));
  });
  context.subscriptions.push(
    ...[apiKey, selection, statusItem, idle, parts, registerLateViews(parts)],
    ...registerCommands(parts),
    ...loadWhenLikely(parts),
    vscode.languages.registerCodeLensProvider("markdown", new MarkdownBlockLens()),
  );
  return {
    statusBar: () => statusItem.state,
    runIds: () => parts.current?.runs.sent.map(({ id }) => id) ?? [],
    history: async () => {
      const { history } = await parts.get();
      await history.refresh();
      return history.entries;
    },
  };
}

/** Registers every command of package.json. */
function registerCommands(parts: Lazy<Parts>): vscode.Disposable[] {
  return commandIds.map((id) =>
    vscode.commands.registerCommand(`${section}.${id}`, async (argument, selected) => {
      try {
        const { commands } = await parts.get();
        return await commands[id](argument, selected);
      } catch (thrown) {
        const error = escapeMarkupIn(thrown);
        const { isPersons, tellRefusal } = await import("./editor/refusal.js");
        if (!isPersons(argument)) throw error;
        void tellRefusal(error);
        return undefined;
      }
    }),
  );
}

/** Loads the parts for the first request document, and once the window has come to rest. */
function loadWhenLikely(parts: Lazy<Parts>): vscode.Disposable[] {
  const load = (): void => {
    parts.get().catch((error: unknown) => {
      void vscode.window.showErrorMessage(escapeMarkup(asFailure(error).message));
    });
  };
  const isOpen = vscode.workspace.textDocuments.some(isRequestDocument);
  const timer = setTimeout(load, isOpen ? 0 : restMs);
  return [
    vscode.workspace.onDidOpenTextDocument((document) => isRequestDocument(document) && load()),
    { dispose: () => clearTimeout(timer) },
  ];
}
