import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import type { ChunkPart, ChunkReader, Family, Prompt, PromptTool, StopKind } from "./family.js";
import { jsonAt, numberAt, stringAt } from "./jsonAt.js";
import { novaSchema } from "./novaSchema.js";
import { mergeUsage } from "./usage.js";

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
  recognizes: (chunk) => isJsonObject(chunk) && chunkKeys.some((key) => key in chunk),
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

const chunkKeys = [
  "messageStart",
  "contentBlockStart",
  "contentBlockDelta",
  "contentBlockStop",
  "messageStop",
  "metadata",
];

const stopKinds: ReadonlyMap<string, StopKind> = new Map([
  ["end_turn", "complete"],
  ["max_tokens", "maxTokens"],
  ["tool_use", "toolUse"],
  ["stop_sequence", "stopSequence"],
  ["content_filtered", "contentFiltered"],
  ["guardrail_intervened", "guardrailIntervened"],
]);

/**
 * Each text delta is a block of its own, and block numbers may jump: they tell tool calls apart and
 * mean nothing else.
 */
class NovaReader implements ChunkReader {
  private stopped = false;

  read(chunk: Json): readonly ChunkPart[] {
    const delta = jsonAt(chunk, "contentBlockDelta");
    if (delta !== undefined) return readDelta(delta, chunk);
    const start = jsonAt(chunk, "contentBlockStart");
    if (start !== undefined) return readStart(start, chunk);
    const reason = stringAt(chunk, "messageStop", "stopReason");
    if (reason !== undefined) {
      this.stopped = true;
      const stop = stopKinds.get(reason) ?? "complete";
      return [{ type: "stop", stop, stopReason: reason }];
    }
    const metadata = jsonAt(chunk, "metadata");
    // Metadata without a stop before it is no ending: the model has not said why it stopped.
    if (metadata !== undefined) {
      return this.stopped ? [...readUsage(metadata), { type: "end" }] : readUsage(metadata);
    }
    if (isJsonObject(chunk) && ("messageStart" in chunk || "contentBlockStop" in chunk)) return [];
    return [{ type: "unknown", json: chunk }];
  }
}

function readStart(start: Json, chunk: Json): readonly ChunkPart[] {
  const toolUse = jsonAt(start, "start", "toolUse");
  if (toolUse === undefined) {
    const started = jsonAt(start, "start");
    const isEmpty = isJsonObject(started) && Object.keys(started).length === 0;
    return isEmpty ? [] : [{ type: "unknown", json: chunk }];
  }
  const id = stringAt(toolUse, "toolUseId");
  const name = stringAt(toolUse, "name");
  return [
    {
      type: "toolCall",
      index: numberAt(start, "contentBlockIndex") ?? 0,
      ...(id === undefined ? {} : { id }),
      ...(name === undefined ? {} : { name }),
    },
  ];
}

function readDelta(event: Json, chunk: Json): readonly ChunkPart[] {
  const delta = jsonAt(event, "delta");
  const text = stringAt(delta, "text");
  if (text !== undefined) return text === "" ? [] : [{ type: "text", text }];
  const reasoning = jsonAt(delta, "reasoningContent");
  if (reasoning !== undefined) return readReasoning(reasoning);
  const input = jsonAt(delta, "toolUse", "input");
  if (input !== undefined) {
    const index = numberAt(event, "contentBlockIndex") ?? 0;
    const inputText = typeof input === "string" ? input : JSON.stringify(input);
    return inputText === "" ? [] : [{ type: "toolCall", index, inputText }];
  }
  return [{ type: "unknown", json: chunk }];
}

/** Where the text of reasoning stands on this operation is unverified, so both places count. */
function readReasoning(reasoning: Json): readonly ChunkPart[] {
  const text = stringAt(reasoning, "text") ?? stringAt(reasoning, "reasoningText", "text");
  // Nova 2 never shows its reasoning, it writes this word instead.
  if (text === "[REDACTED]" || jsonAt(reasoning, "redactedContent") !== undefined) {
    return [{ type: "redactedReasoning" }];
  }
  return text ? [{ type: "reasoning", text }] : [];
}

function readUsage(metadata: Json): readonly ChunkPart[] {
  const counts = jsonAt(metadata, "usage");
  if (!isJsonObject(counts)) return [];
  const usage = mergeUsage(
    {},
    {
      inputTokens: numberAt(counts, "inputTokens"),
      outputTokens: numberAt(counts, "outputTokens"),
      // Converse spells them without "Count".
      cacheReadInputTokens:
        numberAt(counts, "cacheReadInputTokenCount") ?? numberAt(counts, "cacheReadInputTokens"),
      cacheWriteInputTokens:
        numberAt(counts, "cacheWriteInputTokenCount") ?? numberAt(counts, "cacheWriteInputTokens"),
    },
  );
  return [{ type: "usage", usage }];
}

function body(prompt: Prompt): JsonObject {
  const images = (prompt.images ?? []).map((image) => ({
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
    inferenceConfig: { maxTokens: prompt.maxTokens ?? 2048 },
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
