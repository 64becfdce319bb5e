import type { JsonObject } from "../request/json.js";
import { stringsSchema } from "./bodySchema.js";

/** Schema of `messages`; more keys and roles than these pass, as models add their own. */
export function messagesSchema(roles: readonly string[]): JsonObject {
  return {
    type: "array",
    minItems: 1,
    description: "The conversation, oldest turn first.",
    items: {
      type: "object",
      required: ["role"],
      properties: {
        role: { enum: roles, description: "Who speaks." },
        content: {
          type: ["string", "array", "null"],
          description: "Text, or a list of text and image_url parts.",
        },
        tool_calls: {
          type: "array",
          description: "The calls that this assistant turn made.",
          items: { type: "object" },
        },
        tool_call_id: {
          type: "string",
          description: "Id of the call that this tool turn answers.",
        },
      },
    },
  };
}

/** Schema of `tools` as functions. */
export const functionToolsSchema: JsonObject = {
  type: "array",
  description: "Tools the model may call.",
  items: {
    type: "object",
    required: ["type", "function"],
    properties: {
      type: { const: "function", description: "The only kind of tool." },
      function: {
        type: "object",
        description: "Name and input of the tool.",
        required: ["name"],
        properties: {
          name: { type: "string", description: "Name of the tool." },
          description: { type: "string", description: "What the tool does and when to use it." },
          parameters: { type: "object", description: "JSON schema of the tool's input." },
        },
      },
    },
  },
};

/** Schema of `tool_choice`. */
export const toolChoiceSchema: JsonObject = {
  description: "Whether and which tool must be called: auto, none, required, or one by its name.",
  anyOf: [{ enum: ["auto", "none", "required"] }, { type: "object" }],
};

/** Schema of `stop`: one text or several. */
export function stopSchema(limits: JsonObject = {}): JsonObject {
  const description = "Texts that end the answer where the model writes them.";
  return { description, anyOf: [{ type: "string" }, stringsSchema(description, limits)] };
}
