import { baseModelId } from "../models/baseModelId.js";
import { chatCompletions } from "../models/chatCompletions.js";
import { familyOf } from "../models/families.js";

/** The text of a new request file that can be run as it is. */
export function requestFileText(modelId: string, maxTokens: number): string {
  return requestFileOfPrompt(modelId, "Write a haiku about streams of water.", maxTokens, [
    "Press Ctrl+Alt+Enter (Cmd+Alt+Enter on a Mac) or the run button above to stream this request.",
  ]);
}

/** The text of a request file for a prompt, which may hold variables, below lines of comment. */
export function requestFileOfPrompt(
  modelId: string,
  prompt: string,
  maxTokens: number,
  comments: readonly string[],
): string {
  const family = familyOf(modelId) ?? chatCompletions;
  const body = family.body({ prompt, maxTokens }, baseModelId(modelId) ?? modelId);
  const lines = comments.map((comment) => `// ${comment}\n`).join("");
  return `${lines}${JSON.stringify({ modelId, body }, null, 2)}\n`;
}
