import * as vscode from "vscode";
import { listProfiles } from "../client/profiles.js";
import { readSettings, section, writeSetting } from "../settings.js";
import { commandIds, type CommandTable } from "./commandIds.js";
import { outputCommands, type OutputCommandOptions } from "./outputCommands.js";
import { setupCommands, type SetupCommandOptions } from "./setupCommands.js";
import { streamCommands, type StreamCommandOptions } from "./streamCommands.js";

/** What the commands need beyond the settings. */
export type CommandOptions = Pick<
  StreamCommandOptions,
  "launch" | "prepare" | "picker" | "memory"
> &
  OutputCommandOptions &
  Pick<SetupCommandOptions, "apiKey" | "sandbox" | "showLog" | "onDidChangeIdentity">;

/** The command table: every id of package.json and what it does. */
export function commandTable(options: CommandOptions): CommandTable {
  return {
    ...streamCommands({
      ...options,
      modelId: () => readSettings().modelId,
      chooseModel: (modelId) => writeSetting("modelId", modelId),
      maxTokens: () => readSettings().maxTokens,
    }),
    ...outputCommands(options),
    ...setupCommands({ ...options, settings: readSettings, profiles: listProfiles }),
  };
}

/** Registers the whole table. */
export function registerCommands(table: CommandTable): vscode.Disposable {
  return vscode.Disposable.from(
    ...commandIds.map((id) => vscode.commands.registerCommand(`${section}.${id}`, table[id])),
  );
}
