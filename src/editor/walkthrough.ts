import * as vscode from "vscode";
import type { RunSummary } from "../run/runSummary.js";
import type { CommandTable } from "./commandIds.js";
import type { SourcedRequest } from "./requestSource.js";
import type { SandboxSession } from "./sandboxSession.js";
import { requestOfPrompt, type PromptRequestOptions } from "./streamCommands.js";

/** What the commands for a person who is new here need. */
export interface WalkthroughOptions extends PromptRequestOptions {
  readonly sandbox: Pick<SandboxSession, "use">;
  readonly launch: (sourced: SourcedRequest) => Promise<RunSummary>;
}

const walkthrough = "bedrock-stream.bedrock-stream#firstSteps";

/** A prompt to which the sandbox says what it is and what it can do. */
const question = () => ({
  modelId: "anthropic.claude-3-5-sonnet-20240620-v1:0",
  prompt: vscode.l10n.t("Say hello, and tell me what you can stream."),
});

export function walkthroughCommands(
  options: WalkthroughOptions,
): Pick<CommandTable, "openWalkthrough" | "trySandbox"> {
  return {
    openWalkthrough: () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", walkthrough, false),
    trySandbox: async () => {
      await options.sandbox.use();
      return options.launch(await requestOfPrompt(options, question()));
    },
  };
}
