import type { JsonObject } from "../request/json.js";
import type { Prompt } from "./family.js";

/**
 * Messages of a prompt: system text first, then the turns, then the new prompt. Images are data:
 * URLs; a text without images stays a plain string, which every model takes.
 */
export function chatMessages(prompt: Prompt): readonly JsonObject[] {
  const images = (prompt.images ?? []).map((image) => ({
    type: "image_url",
    image_url: { url: `data:${image.mediaType};base64,${image.base64}` },
  }));
  const content =
    images.length === 0 ? prompt.prompt : [{ type: "text", text: prompt.prompt }, ...images];
  return [
    ...(prompt.system ? [{ role: "system", content: prompt.system }] : []),
    ...(prompt.conversation ?? []).map((turn) => ({ role: turn.role, content: turn.text })),
    { role: "user", content },
  ];
}

/** The `tools` key as functions; nothing when the prompt has none. */
export function chatTools(prompt: Prompt): JsonObject {
  const tools = (prompt.tools ?? []).map((tool) => ({
    type: "function",
    function: {
      name: tool.name,
      ...(tool.description === undefined ? {} : { description: tool.description }),
      parameters: tool.inputSchema,
    },
  }));
  return tools.length === 0 ? {} : { tools };
}
