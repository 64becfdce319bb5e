import * as vscode from "vscode";
import { Failure } from "../failure.js";
import { baseModelId } from "../models/baseModelId.js";
import { nextTurnBody } from "../models/conversation.js";
import { familyOfRequest } from "../models/families.js";
import { chatCompletions } from "../models/chatCompletions.js";
import { isJsonObject, parseJson, type JsonObject } from "../request/json.js";
import { outputText } from "../run/outputText.js";
import type { RunSummary } from "../run/runSummary.js";
import type { ShowableRun } from "../run/showableRun.js";
import { escapeMarkup } from "../withoutLinks.js";
import type { SourcedRequest } from "./requestSource.js";

export interface NextTurnOptions {
  /** The request of a run with its region and profile. */
  readonly sourceOf: (run: ShowableRun) => SourcedRequest;
  readonly launch: (sourced: SourcedRequest) => Promise<RunSummary>;
}

/**
 * Sends the next user turn after a run's answer, with all turns before it.
 *
 * @throws {Failure} `callerMistake` where a conversation cannot go on
 */
export async function sendNextTurn(
  options: NextTurnOptions,
  run: ShowableRun,
  given: unknown,
): Promise<RunSummary | undefined> {
  if (run.state.type !== "ended") {
    throw new Failure(
      "callerMistake",
      vscode.l10n.t("The model is still speaking; wait for the end or stop it."),
    );
  }
  // Asked before the prompt is typed: nobody should write one in vain.
  nextRequest(options, run, "x");
  const prompt = typeof given === "string" ? given : await askForPrompt(run);
  return prompt ? options.launch(nextRequest(options, run, prompt)) : undefined;
}

function nextRequest(options: NextTurnOptions, run: ShowableRun, prompt: string): SourcedRequest {
  const { modelId, body } = run.request;
  const json = parseJson(body);
  const next = isJsonObject(json) ? nextBody(modelId, json, outputText(run), prompt) : undefined;
  if (!next) {
    throw new Failure(
      "callerMistake",
      outputText(run) === ""
        ? vscode.l10n.t("This answer has no text, so a conversation cannot go on from it.")
        : vscode.l10n.t("This request takes no turns, so a conversation cannot go on from it."),
    );
  }
  const { origin, ...sourced } = options.sourceOf(run);
  return { ...sourced, request: { ...run.request, body: JSON.stringify(next) } };
}

function nextBody(
  modelId: string,
  body: JsonObject,
  answer: string,
  prompt: string,
): JsonObject | undefined {
  const family = familyOfRequest(modelId, body) ?? chatCompletions;
  return nextTurnBody(family, baseModelId(modelId) ?? modelId, body, { answer, prompt });
}

function askForPrompt({ request }: ShowableRun): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Continue Conversation"),
    prompt: escapeMarkup(vscode.l10n.t("Sent to {0}, with all turns before", request.modelId)),
    placeHolder: vscode.l10n.t("What do you want to say next?"),
    ignoreFocusOut: true,
  });
}
