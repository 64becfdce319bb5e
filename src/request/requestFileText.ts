import * as l10n from "../l10n.js";
import { baseModelId } from "../models/baseModelId.js";
import { chatCompletions } from "../models/chatCompletions.js";
import { familyOf } from "../models/families.js";
import { isJsonObject, parseJson } from "./json.js";
import { laidOutJson } from "./laidOutJson.js";
import type { InvokeRequest } from "./request.js";

/** The model of a new request file. */
export interface RequestedModel {
  readonly modelId: string;
  /** The foundation model behind it, where the account has told it or the id tells it. */
  readonly base?: string | undefined;
}

/** The text of a new request file that can be run as it is. */
export function requestFileText(model: RequestedModel, maxTokens: number): string {
  return requestFileOfPrompt(model, l10n.t("Write a haiku about streams of water."), maxTokens, [
    howToRun(),
  ]);
}

/** The first line of a new request file. */
export function howToRun(): string {
  return l10n.t(
    "Press Ctrl+Alt+Enter (Cmd+Alt+Enter on a Mac) or the run button above to stream this request.",
  );
}

/** The text of a request file for a whole request, its numbers and escapes spelled as they are there. */
export function requestFileOfRequest(
  request: InvokeRequest & { readonly region?: string; readonly profile?: string },
): string {
  const { body, requestMetadata, ...others } = request;
  const members = [
    ...Object.entries(others).map(([key, value]) => [key, JSON.stringify(value)]),
    ...(requestMetadata === undefined ? [] : [["requestMetadata", jsonMember(requestMetadata)]]),
    ["body", jsonMember(body)],
  ].map(([key, json]) => `"${key}": ${json}`);
  const json = `{${members.join(",")}}`;
  return `// ${howToRun()}\n${laidOutJson(json) ?? json}\n`;
}

/** An object as it is written; anything else stays the text that is sent. */
function jsonMember(text: string): string {
  return isJsonObject(parseJson(text)) ? text : JSON.stringify(text);
}

/** The text of a request file for a prompt, which may hold variables, below lines of comment. */
export function requestFileOfPrompt(
  { modelId, base = baseModelId(modelId) ?? modelId }: RequestedModel,
  prompt: string,
  maxTokens: number,
  comments: readonly string[],
): string {
  const family = familyOf(base) ?? chatCompletions;
  const body = family.body({ prompt, maxTokens }, base);
  const lines = comments.map((comment) => `// ${comment}\n`).join("");
  return `${lines}${JSON.stringify({ modelId, body }, null, 2)}\n`;
}
