import { baseModelId } from "../models/baseModelId.js";
import { chatCompletions } from "../models/chatCompletions.js";
import { familyOf } from "../models/families.js";

/** The text of a new request file that can be run as it is. */
export function requestFileText(modelId: string, maxTokens: number): string {
  const family = familyOf(modelId) ?? chatCompletions;
  const prompt = "Write a haiku about streams of water.";
  const body = family.body({ prompt, maxTokens }, baseModelId(modelId) ?? modelId);
  return `// Press Ctrl+Alt+Enter (Cmd+Alt+Enter on a Mac) or the run button above to stream this request.\n${JSON.stringify({ modelId, body }, null, 2)}\n`;
}
