import * as vscode from "vscode";
import type { Runs } from "../run/runs.js";
import type { OutputActions } from "../views/output.js";

/** The commands that the panel may ask for below an ending; it can run no other. */
const offered: ReadonlySet<string> = new Set([
  "runAgain",
  "useSandbox",
  "selectProfile",
  "setApiKey",
  "selectRegion",
]);

/** What the panel's buttons do: the commands of this extension, on the run they stand at. */
export function panelActions(runs: Runs): OutputActions {
  const command = (id: string, argument?: string) =>
    vscode.commands.executeCommand(`bedrockStream.${id}`, argument);
  return {
    stop: (runId) => runs.find(runId)?.stop(),
    tryNow: (runId) => runs.find(runId)?.tryNow(),
    copy: (runId) => command("copyOutput", runId),
    // Not awaited: the panel is answered when the run has begun, not when it has ended.
    runAgain: (runId) => void command("runAgain", runId),
    act: (runId, actionId) => {
      // Run Again means this run; the others take another kind of argument, or none.
      if (offered.has(actionId))
        void command(actionId, actionId === "runAgain" ? runId : undefined);
    },
    command: (id) => void command(id),
  };
}
