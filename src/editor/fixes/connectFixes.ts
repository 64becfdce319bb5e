import * as vscode from "vscode";
import { listProfiles } from "../../client/profiles.js";
import { Failure } from "../../failure.js";
import { readSettings, writeSetting } from "../../settings.js";
import { escapeMarkupIn } from "../../withoutLinks.js";
import { rememberBodyModel } from "../bodyModel.js";
import type { Launcher } from "../launch.js";
import { QuickFixes, runFixCommand } from "../quickFixes.js";
import { RawAnswer } from "../rawAnswer.js";
import type { SourcedRequest } from "../requestSource.js";
import { RunFixes, type RunFixesOptions } from "./runFixes.js";

export interface ConnectFixesOptions extends Pick<
  RunFixesOptions,
  "runs" | "catalogs" | "forgetCredentials" | "onDidLearn"
> {
  readonly launcher: Pick<Launcher, "sourceOf" | "launch" | "again">;
  /** Remembers the model of documents that are a bare body. */
  readonly memory: vscode.Memento;
}

/** Builds the fixes of failed runs and registers what VS Code asks of them. */
export function connectFixes(options: ConnectFixesOptions) {
  const { runs, memory, launcher } = options;
  const rawAnswer = new RawAnswer(runs);
  const fixes = new RunFixes({
    ...options,
    sourceOf: (runId) => launcher.sourceOf(runId),
    launch: (sourced) => launcher.launch(sourced),
    runAgain: (run) => launcher.again(run),
    awsProfiles: listProfiles,
    replaceModel: (sourced, modelId) => replaceModel(memory, sourced, modelId),
    showRawAnswer: (runId) => rawAnswer.show(runId),
  });
  const registrations = vscode.Disposable.from(
    fixes,
    vscode.workspace.registerTextDocumentContentProvider(RawAnswer.scheme, rawAnswer),
    // Everywhere: a run may come from a selection of any document.
    vscode.languages.registerCodeActionsProvider(
      [{ language: "*" }, { scheme: "*" }],
      new QuickFixes(runs, fixes),
      QuickFixes.metadata,
    ),
    vscode.commands.registerCommand(runFixCommand, async (runId: unknown, fixId: unknown) => {
      if (typeof runId === "string" && typeof fixId === "string") {
        return fixes.execute(runId, fixId).catch((error: unknown) => {
          throw escapeMarkupIn(error);
        });
      }
      throw new Failure(
        "callerMistake",
        vscode.l10n.t("{0} takes a run id and a fix id.", runFixCommand),
      );
    }),
  );
  return { fixes, registrations };
}

/** The place that chose the model that failed chooses the other one from now on. */
async function replaceModel(
  memory: vscode.Memento,
  { request, origin }: SourcedRequest,
  modelId: string,
): Promise<void> {
  if (origin?.kind === "body") await rememberBodyModel(memory, origin.place.uri, modelId);
  if (readSettings().modelId === request.modelId) await writeSetting("modelId", modelId);
}
