import { listProfiles, signInExpiry } from "../client/profiles.js";
import type { Lazy } from "../lazy.js";
import { readSettings, writeSetting } from "../settings.js";
import type { CommandTable } from "./commandIds.js";
import { copyRequestAsCommand, type CopyRequestOptions } from "./copyRequestAs.js";
import type { Diagnosis } from "./diagnoseCommand.js";
import { historyCommands, type HistoryCommandOptions } from "./historyCommands.js";
import { newRequestCommand } from "./newRequest.js";
import { outputCommands, type OutputCommandOptions } from "./outputCommands.js";
import { setupCommands, type SetupCommandOptions } from "./setupCommands.js";
import { askSelectionCommands, type AskSelectionOptions } from "./askSelection.js";
import { showRequestCommand, type SentRequests } from "./showRequest.js";
import { streamCommands } from "./streamCommands.js";
import { walkthroughCommands } from "./walkthrough.js";

/** What the commands need beyond the settings. */
export type CommandOptions = Omit<AskSelectionOptions, SettingOption> & {
  readonly sentRequests: SentRequests;
  readonly diagnosis: Lazy<Diagnosis>;
} & OutputCommandOptions &
  HistoryCommandOptions &
  Pick<CopyRequestOptions, "resolveTarget"> &
  Pick<SetupCommandOptions, "apiKey" | "sandbox" | "showLog" | "onDidChangeIdentity">;

type SettingOption = "modelId" | "chooseModel" | "maxTokens";

/** The command table: every id of package.json and what it does. */
export function commandTable(options: CommandOptions): CommandTable {
  const asking: AskSelectionOptions = {
    ...options,
    modelId: () => readSettings().modelId,
    chooseModel: (modelId) => writeSetting("modelId", modelId),
    maxTokens: () => readSettings().maxTokens,
  };
  return {
    ...streamCommands(asking),
    ...askSelectionCommands(asking),
    ...showRequestCommand({ ...asking, sentRequests: options.sentRequests }),
    ...copyRequestAsCommand({ ...asking, resolveTarget: options.resolveTarget }),
    ...newRequestCommand(asking),
    ...outputCommands(options),
    ...historyCommands(options),
    diagnoseConnection: async (argument) => (await options.diagnosis.get()).run(argument),
    copyReport: async () => (await options.diagnosis.get()).copy(),
    ...walkthroughCommands({ ...asking, sandbox: options.sandbox }),
    ...setupCommands({ ...options, settings: readSettings, profiles: listProfiles, signInExpiry }),
  };
}
