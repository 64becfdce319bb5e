import type { JsonObject } from "../request/json.js";
import { bodySchema, stringsSchema } from "./bodySchema.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";

/** Schema of the chat body of Mistral Large 2407 and Pixtral Large; only Pixtral sees. */
export function mistralChatSchema(baseModelId: string): JsonObject {
  return bodySchema({
    title: "Mistral (chat)",
    required: ["messages"],
    // Whether unknown keys are refused is unverified.
    closed: false,
    properties: {
      messages: messages(/pixtral/.test(baseModelId)),
      max_tokens: integerSchema("Most tokens in the answer.", {
        minimum: 1,
        maximum: 8192,
        default: 8192,
      }),
      temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
        minimum: 0,
        maximum: 1,
        default: 0.7,
      }),
      top_p: numberSchema("Only the most likely tokens up to this share of probability are used.", {
        minimum: 0,
        maximum: 1,
        default: 1,
      }),
      // Not on AWS's pages for these models: unverified.
      stop: stringsSchema("Texts that end the answer where the model writes them."),
      tools: { type: "array", description: "Tools the model may call.", items: tool },
      tool_choice: {
        enum: ["auto", "any", "none"],
        description:
          "Which tool is called: auto leaves it to the model, any demands one, none forbids all.",
      },
    },
  });
}

function messages(sees: boolean): JsonObject {
  const blocks = {
    type: "array",
    minItems: 1,
    items: {
      type: "object",
      required: ["type"],
      properties: {
        type: { enum: ["text", "image_url"], description: "Kind of this block." },
        text: { type: "string", description: "The text." },
        image_url: {
          type: "object",
          description: "The image as a data: URL.",
          required: ["url"],
          properties: { url: { type: "string", description: "data:image/png;base64,..." } },
        },
      },
    },
  };
  return {
    type: "array",
    minItems: 1,
    description: "The conversation, oldest turn first.",
    items: {
      type: "object",
      required: ["role"],
      properties: {
        role: { enum: ["system", "user", "assistant", "tool"], description: "Who speaks." },
        content: {
          description: sees ? "Text, or a list of text and image blocks." : "The text.",
          anyOf: sees ? [{ type: "string" }, blocks] : [{ type: "string" }],
        },
        tool_calls: { type: "array", description: "Calls that the model made in this turn." },
        tool_call_id: {
          type: "string",
          description: "Id of the call that this tool turn answers.",
        },
      },
    },
  };
}

const tool: JsonObject = {
  type: "object",
  required: ["type", "function"],
  properties: {
    type: { enum: ["function"], description: "The only kind of tool." },
    function: {
      type: "object",
      description: "Name, purpose and input of the tool.",
      required: ["name", "parameters"],
      properties: {
        name: { type: "string", description: "Name of the tool." },
        description: { type: "string", description: "What the tool does." },
        parameters: { type: "object", description: "JSON schema of the tool's input." },
      },
    },
  },
};
