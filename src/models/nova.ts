import type { JsonObject } from "../request/json.js";
import type { Family, Prompt, PromptTool } from "./family.js";
import { isNovaChunk, NovaReader } from "./novaReader.js";
import { novaMaxTokens, novaSchema, novaSees } from "./novaSchema.js";

/**
 * Amazon Nova 1 and 2, the models that answer with text.
 * https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html
 * https://docs.aws.amazon.com/nova/latest/nova2-userguide/request-response-schema.html
 */
export const nova: Family = {
  id: "nova",
  name: "Amazon Nova",
  serves: (baseModelId) =>
    /^amazon\.nova-(?:\d+-)?(?:micro|lite|pro|premier)(?:-|:|$)/.test(baseModelId),
  recognizes: isNovaChunk,
  models: [
    { modelId: "amazon.nova-micro-v1:0", name: "Nova Micro" },
    { modelId: "amazon.nova-lite-v1:0", name: "Nova Lite" },
    { modelId: "amazon.nova-pro-v1:0", name: "Nova Pro" },
    { modelId: "us.amazon.nova-premier-v1:0", name: "Nova Premier" },
    { modelId: "us.amazon.nova-2-lite-v1:0", name: "Nova 2 Lite" },
  ],
  schema: novaSchema,
  body,
  reader: () => new NovaReader(),
  maxTokensPointer: "/inferenceConfig/maxTokens",
  streams: true,
  takesPrefill: true,
  takesConversation: true,
};

function body(prompt: Prompt, baseModelId: string): JsonObject {
  const seen = novaSees(baseModelId) ? (prompt.images ?? []) : [];
  const images = seen.map((image) => ({
    image: {
      format: image.mediaType.replace(/^image\//, ""),
      source: { bytes: image.base64 },
    },
  }));
  const tools = prompt.tools ?? [];
  return {
    schemaVersion: "messages-v1",
    ...(prompt.system ? { system: [{ text: prompt.system }] } : {}),
    messages: [
      ...(prompt.conversation ?? []).map((turn) => ({
        role: turn.role,
        content: [{ text: turn.text }],
      })),
      { role: "user", content: [...images, { text: prompt.prompt }] },
    ],
    inferenceConfig: {
      maxTokens: Math.min(prompt.maxTokens ?? 2048, novaMaxTokens(baseModelId) ?? Infinity),
    },
    ...(tools.length === 0 ? {} : { toolConfig: { tools: tools.map(toolSpec) } }),
  };
}

function toolSpec(tool: PromptTool): JsonObject {
  return {
    toolSpec: {
      name: tool.name,
      ...(tool.description === undefined ? {} : { description: tool.description }),
      inputSchema: { json: tool.inputSchema },
    },
  };
}
