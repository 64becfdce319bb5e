import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import { bodySchema, stringsSchema } from "./bodySchema.js";
import type { Prompt, PromptTool } from "./family.js";
import { jsonAt, stringAt } from "./jsonAt.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";

const maxTokens = 4000;

/** Body of Command R: the prompt is `message`, everything before it `chat_history`. */
export function cohereCommandRBody(prompt: Prompt): JsonObject {
  const history = (prompt.conversation ?? []).map((turn) => ({
    role: turn.role === "user" ? "USER" : "CHATBOT",
    message: turn.text,
  }));
  const tools = (prompt.tools ?? []).map(toolOf);
  return {
    message: prompt.prompt,
    ...(history.length === 0 ? {} : { chat_history: history }),
    ...(prompt.system ? { preamble: prompt.system } : {}),
    max_tokens: Math.min(prompt.maxTokens ?? maxTokens, maxTokens),
    ...(tools.length === 0 ? {} : { tools }),
  };
}

/** Cohere names parameters one by one instead of taking a schema, so nested schemas are lost. */
function toolOf(tool: PromptTool): JsonObject {
  const properties = tool.inputSchema.properties;
  const required = jsonAt(tool.inputSchema, "required");
  const names = Array.isArray(required) ? (required as readonly Json[]) : [];
  const parameters = isJsonObject(properties) ? Object.entries(properties) : [];
  return {
    name: tool.name,
    description: tool.description ?? tool.name,
    parameter_definitions: Object.fromEntries(
      parameters.map(([name, schema]) => {
        const description = stringAt(schema, "description");
        const definition = {
          ...(description === undefined ? {} : { description }),
          type: pythonTypes.get(stringAt(schema, "type") ?? "") ?? "str",
          required: names.includes(name),
        };
        return [name, definition];
      }),
    ),
  };
}

/** Cohere's own pages ask for Python's names of types; whether Bedrock minds is unverified. */
const pythonTypes: ReadonlyMap<string, string> = new Map([
  ["string", "str"],
  ["integer", "int"],
  ["number", "float"],
  ["boolean", "bool"],
  ["array", "list"],
  ["object", "dict"],
]);

/** Schema of Command R's body. The service rejects unknown keys, the old Command's among them. */
export function cohereCommandRSchema(): JsonObject {
  return bodySchema({
    title: "Cohere Command R",
    required: ["message"],
    closed: true,
    properties: {
      message: { type: "string", minLength: 1, description: "What the user says now." },
      chat_history: chatHistorySchema,
      preamble: { type: "string", description: "Instructions that stand above the conversation." },
      max_tokens: integerSchema("Most tokens in the answer; without it up to the context's end.", {
        minimum: 1,
        maximum: maxTokens,
      }),
      temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
        minimum: 0,
        maximum: 1,
        default: 0.3,
      }),
      p: numberSchema("Only the most likely tokens up to this share of probability are used.", {
        minimum: 0.01,
        maximum: 0.99,
        default: 0.75,
      }),
      k: integerSchema("Only this many of the most likely tokens are used; 0 switches it off.", {
        minimum: 0,
        maximum: 500,
        default: 0,
      }),
      stop_sequences: stringsSchema("Texts that end the answer where the model writes them."),
      frequency_penalty: numberSchema("Makes tokens rarer the more often they came already.", {
        minimum: 0,
        maximum: 1,
        default: 0,
      }),
      presence_penalty: numberSchema("Makes every token rarer that came already.", {
        minimum: 0,
        maximum: 1,
        default: 0,
      }),
      seed: integerSchema("The same seed and body give mostly the same answer."),
      ...retrievalSchemas,
      ...toolSchemas,
    },
  });
}

const chatHistorySchema: JsonObject = {
  type: "array",
  description: "Earlier turns, oldest first, the new message not included.",
  items: {
    type: "object",
    required: ["role", "message"],
    properties: {
      role: { enum: ["USER", "CHATBOT"], description: "Who spoke." },
      message: { type: "string", description: "What was said." },
    },
  },
};

const retrievalSchemas: JsonObject = {
  documents: {
    type: "array",
    description: "Texts the answer may cite.",
    items: { type: "object", additionalProperties: { type: "string" } },
  },
  search_queries_only: {
    type: "boolean",
    default: false,
    description: "Whether the answer is only a list of search queries.",
  },
  prompt_truncation: {
    enum: ["OFF", "AUTO_PRESERVE_ORDER"],
    default: "OFF",
    description: "Whether a prompt that is too long loses turns and documents or is an error.",
  },
  return_prompt: {
    type: "boolean",
    default: false,
    description: "Whether the answer holds the whole prompt as the model got it.",
  },
  raw_prompting: {
    type: "boolean",
    default: false,
    description: "Whether the message goes to the model as it is, without Cohere's template.",
  },
};

const toolSchemas: JsonObject = {
  tools: {
    type: "array",
    description: "Tools the model may call.",
    items: {
      type: "object",
      required: ["name", "description"],
      properties: {
        name: { type: "string", description: "Name of the tool." },
        description: { type: "string", description: "What the tool does and when to use it." },
        parameter_definitions: {
          type: "object",
          description: "Each parameter by its name: description, type and whether it is required.",
        },
      },
    },
  },
  tool_results: {
    type: "array",
    description: "What the called tools returned.",
    items: {
      type: "object",
      required: ["call", "outputs"],
      properties: {
        call: { type: "object", description: "The call, with name and parameters." },
        outputs: { type: "array", items: { type: "object" }, description: "Its results." },
      },
    },
  },
};
