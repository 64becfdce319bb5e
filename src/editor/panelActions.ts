import * as vscode from "vscode";
import type { Runs } from "../run/runs.js";
import type { RunFixes } from "./fixes/runFixes.js";
import type { OutputActions } from "../views/output.js";

/** What the panel's buttons do: the commands of this extension, on the run they stand at. */
export function panelActions(runs: Runs, fixes: Pick<RunFixes, "execute">): OutputActions {
  const command = (id: string, argument?: string) =>
    vscode.commands.executeCommand(`bedrockStream.${id}`, argument);
  return {
    stop: (runId) => runs.find(runId)?.stop(),
    tryNow: (runId) => runs.find(runId)?.tryNow(),
    copy: (runId) => command("copyOutput", runId),
    // Not awaited: the panel is answered when the run has begun, not when it has ended.
    runAgain: (runId) => void command("runAgain", runId),
    saveEvents: (runId) => command("saveEvents", runId),
    saveRawBytes: (runId) => command("saveRawBytes", runId),
    act: (runId, actionId) => fixes.execute(runId, actionId),
    command: (id) => void command(id),
  };
}
