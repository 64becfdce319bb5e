import assert from "node:assert/strict";
import {
  BedrockRuntimeClient,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { chunkReaderFor, families } from "../../../src/models/families.js";
import type { ChunkPart, Family, Prompt, StopKind } from "../../../src/models/family.js";
import { baseModelId } from "../../../src/models/baseModelId.js";
import type { Json, JsonObject } from "../../../src/request/json.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { speakers } from "../../../src/sandbox/speakers.js";

interface Case {
  readonly family: Family;
  readonly modelId: string;
  /** A body other than the family's own. */
  readonly body?: (prompt: string) => JsonObject;
}

/** Models and bodies that the families' own lists do not name. */
const further: readonly { readonly id: Family["id"]; modelId: string; body?: Case["body"] }[] = [
  { id: "anthropicText", modelId: "anthropic.claude-v2:1" },
  { id: "anthropicText", modelId: "anthropic.claude-instant-v1" },
  { id: "llama", modelId: "meta.llama2-13b-chat-v1" },
  { id: "llama", modelId: "meta.llama3-8b-instruct-v1:0" },
  { id: "llama", modelId: "meta.llama3-8b-instruct-v1:0", body: (prompt) => ({ prompt }) },
  { id: "mistralText", modelId: "mistral.mistral-7b-instruct-v0:2" },
  { id: "chatCompletions", modelId: "moonshot.kimi-k2-thinking" },
  {
    id: "cohereCommand",
    modelId: "cohere.command-text-v14",
    body: (prompt) => ({ prompt, max_tokens: 900 }),
  },
  {
    id: "writerPalmyra",
    modelId: "us.writer.palmyra-x5-v1:0",
    body: (prompt) => ({ prompt, max_tokens: 900 }),
  },
  ...[
    (prompt: string) => ({ messages: [{ role: "user", content: prompt }], max_tokens: 900 }),
    (prompt: string) => ({ prompt, max_tokens: 900 }),
    (prompt: string) => ({ prompt, max_gen_len: 900 }),
  ].map((body) => ({
    id: "importedModel" as const,
    modelId: "arn:aws:bedrock:us-east-1:111122223333:imported-model/sandboximprt",
    body,
  })),
];

function familyById(id: Family["id"]): Family {
  const found = families.find((family) => family.id === id);
  assert.ok(found);
  return found;
}

const cases: readonly Case[] = [
  ...families.flatMap((family) => family.models.map(({ modelId }) => ({ family, modelId }))),
  ...further.map(({ id, ...more }) => ({ family: familyById(id), ...more })),
];

interface Read {
  readonly text: string;
  readonly reasoning: string;
  readonly stop: StopKind | undefined;
  readonly parts: readonly ChunkPart[];
  readonly chunks: readonly Json[];
}

describe("sandbox in every family", () => {
  let sandbox: Sandbox;
  let client: BedrockRuntimeClient;

  before(async () => {
    sandbox = await startSandbox({ paceMs: 0 });
    const { endpoint, region, accessKeyId, secretAccessKey } = sandbox;
    client = new BedrockRuntimeClient({
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler(),
    });
  });

  after(async () => {
    client.destroy();
    await sandbox.close();
  });

  async function ask(one: Case, prompt: Prompt, more: JsonObject = {}): Promise<Read> {
    const body =
      one.body?.(prompt.prompt) ?? one.family.body(prompt, baseModelId(one.modelId) ?? "");
    const response = await client.send(
      new InvokeModelWithResponseStreamCommand({
        modelId: one.modelId,
        body: JSON.stringify({ ...body, ...more }),
      }),
    );
    const reader = chunkReaderFor(one.modelId);
    const chunks: Json[] = [];
    const parts: ChunkPart[] = [];
    for await (const event of response.body ?? []) {
      assert.ok(event.chunk?.bytes);
      const chunk = JSON.parse(Buffer.from(event.chunk.bytes).toString()) as Json;
      chunks.push(chunk);
      parts.push(...reader.read(chunk));
    }
    parts.push(...(reader.finish?.() ?? []));
    const said = (type: "text" | "reasoning"): string =>
      parts.map((part) => (part.type === type ? part.text : "")).join("");
    const stop = parts.find((part) => part.type === "stop")?.stop;
    return { text: said("text"), reasoning: said("reasoning"), stop, parts, chunks };
  }

  it("speaks every family that streams", () => {
    const spoken = new Set(speakers.map((speaker) => speaker.family));
    const silent = families.filter((family) => family.streams && !spoken.has(family.id));
    assert.deepEqual(
      silent.map(({ id }) => id),
      [],
    );
  });

  const verbatim = "  Two\nlines, \u{1F469}\u200D\u{1F467} <b> & \u65E5\u672C\u8A9E  x";

  for (const one of cases) {
    const title = `${one.family.id} ${one.modelId}${one.body ? ` with ${Object.keys(one.body("")).join(", ")}` : ""}`;

    it(`echoes a prompt exactly: ${title}`, async () => {
      const { text, stop, parts } = await ask(one, { prompt: `sandbox: echo\n${verbatim}` });
      assert.equal(text, verbatim);
      assert.ok(
        stop === "complete" || (one.family.id === "anthropicText" && stop === "stopSequence"),
      );
      assert.equal(parts.filter((part) => part.type === "end").length, 1);
      assert.deepEqual(
        parts.filter((part) => part.type === "unknown" || part.type === "error"),
        [],
      );
    });

    // Bodies written here hold the prompt alone.
    if (one.body) continue;
    it(`finds the scenario below a system text and earlier turns: ${title}`, async () => {
      const isSystemInPrompt = ["mistralText", "cohereCommand"].includes(one.family.id);
      const { text } = await ask(one, {
        prompt: "sandbox: echo\nnow",
        ...(isSystemInPrompt ? {} : { system: "Be brief." }),
        ...(one.family.takesConversation
          ? {
              conversation: [
                { role: "user", text: "sandbox: throttling" },
                { role: "assistant", text: "before" },
              ],
            }
          : {}),
      });
      assert.equal(text, "now");
    });
  }

  const firstOfEach = families.flatMap(
    (family) => cases.find((one) => one.family === family) ?? [],
  );

  for (const one of firstOfEach) {
    it(`stops at the limit of the body: ${one.family.id}`, async () => {
      const own = one.body ? {} : undefined;
      const read = await ask(one, { prompt: "Hi", maxTokens: 5 }, own && { max_tokens: 5 });
      assert.equal(read.stop, "maxTokens");
      const usage = read.parts.findLast((part) => part.type === "usage");
      if (usage?.type === "usage") assert.equal(usage.usage.outputTokens, 5);
    });

    it(`calls a tool where the family has them: ${one.family.id}`, async () => {
      const { parts, text, stop } = await ask(one, { prompt: "sandbox: tool call" });
      const calls = parts.filter((part) => part.type === "toolCall");
      const input = calls.map((call) => call.inputText ?? "").join("");
      if (calls.length === 0) {
        assert.match(text, /no place for tool calls/);
      } else {
        assert.equal(calls.find((call) => call.name)?.name, "get_current_weather");
        assert.deepEqual(JSON.parse(input), { location: "Seattle" });
        assert.equal(stop, "toolUse");
      }
    });

    it(`reasons where the family can: ${one.family.id}`, async () => {
      const { reasoning, text, parts } = await ask(one, { prompt: "sandbox: reasoning" });
      const redacted = parts.some((part) => part.type === "redactedReasoning");
      assert.ok(
        redacted || /nothing to think/.test(reasoning) || /no place for reasoning/.test(text),
      );
      assert.match(text, /No model wrote this answer/);
    });

    it(`puts measured metrics into the last chunk only: ${one.family.id}`, async () => {
      const { chunks } = await ask(one, { prompt: "sandbox: echo\none two three" });
      const key = "amazon-bedrock-invocationMetrics";
      const withMetrics = chunks.flatMap((chunk, i) => (hasKey(chunk, key) ? [i] : []));
      // Recorded: the last chunk of Palmyra is a string.
      const expected = one.family.id === "writerPalmyra" ? [] : [chunks.length - 1];
      assert.deepEqual(withMetrics, expected);
    });

    it(`names a guardrail's intervention: ${one.family.id}`, async () => {
      const { chunks, parts } = await ask(one, { prompt: "sandbox: guardrail" });
      assert.ok(chunks.some((chunk) => hasKey(chunk, "amazon-bedrock-guardrailAction")));
      assert.ok(parts.some((part) => part.type === "end"));
    });
  }
});

function hasKey(chunk: Json, key: string): boolean {
  return typeof chunk === "object" && chunk !== null && key in chunk;
}
