import type { JsonObject } from "../request/json.js";

const cacheControl: JsonObject = {
  type: "object",
  description: "Caches the prompt up to here.",
  properties: { type: { enum: ["ephemeral"], description: "The only kind of cache." } },
};

/** Definitions of the blocks that turns are made of; known kinds are checked, unknown ones pass. */
export const anthropicBlocks: JsonObject = {
  textBlock: {
    type: "object",
    required: ["type", "text"],
    properties: {
      type: { const: "text", description: "A block of text." },
      text: { type: "string", description: "The text." },
      cache_control: cacheControl,
    },
  },
  block: {
    type: "object",
    required: ["type"],
    properties: {
      type: {
        type: "string",
        description:
          "text, image, document, tool_use, tool_result, thinking or redacted_thinking; some models know more.",
        examples: [
          "text",
          "image",
          "document",
          "tool_use",
          "tool_result",
          "thinking",
          "redacted_thinking",
        ],
      },
      cache_control: cacheControl,
    },
    allOf: [
      whenType("text", ["text"], { text: { type: "string", description: "The text." } }),
      whenType("image", ["source"], { source: imageSource() }),
      whenType("document", ["source"], {
        source: { type: "object", description: "The document: base64 or text." },
        title: { type: "string", description: "Title of the document." },
        citations: { type: "object", description: "Whether the answer cites this document." },
      }),
      whenType("tool_use", ["id", "name", "input"], {
        id: { type: "string", description: "Id of the call, as the model gave it." },
        name: { type: "string", description: "Name of the tool." },
        input: { type: "object", description: "Input of the call." },
      }),
      whenType("tool_result", ["tool_use_id"], {
        tool_use_id: { type: "string", description: "Id of the call this answers." },
        content: { description: "What the tool returned: text or blocks." },
        is_error: { type: "boolean", description: "Whether the tool failed." },
      }),
      whenType("thinking", ["thinking", "signature"], {}),
      whenType("redacted_thinking", ["data"], {}),
    ],
  },
};

function whenType(type: string, required: readonly string[], properties: JsonObject): JsonObject {
  return {
    if: { required: ["type"], properties: { type: { const: type } } },
    then: { required, properties },
  };
}

function imageSource(): JsonObject {
  return {
    type: "object",
    description:
      "The image as base64; at most 3.75 MB and 8000 pixels a side. Bedrock takes no URLs.",
    required: ["type", "media_type", "data"],
    properties: {
      type: { enum: ["base64"], description: "How the image is given." },
      media_type: {
        enum: ["image/jpeg", "image/png", "image/webp", "image/gif"],
        description: "Format of the image.",
      },
      data: { type: "string", description: "The image in base64." },
    },
  };
}
