import assert from "node:assert/strict";
import { AnthropicBedrock } from "@anthropic-ai/bedrock-sdk";
import {
  BedrockRuntimeClient,
  InvokeModelCommand,
  type InvokeModelCommandInput,
} from "@aws-sdk/client-bedrock-runtime";
import { knownExceptions } from "../../../src/sandbox/exceptions.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { errorOf, rawRequest, titan } from "./rawRequest.js";

const claude = "anthropic.claude-3-haiku-20240307-v1:0";
const imported = "arn:aws:bedrock:us-east-1:111122223333:imported-model/sandboximprt";
const verbatim = "  Two\nlines, \u{1F469}\u200D\u{1F467} <b> & \u65E5\u672C\u8A9E  x";

type Body = (prompt: string) => Record<string, unknown>;

const chat: Body = (content) => ({ messages: [{ role: "user", content }], max_tokens: 900 });
const claudeBody: Body = (prompt) => ({ anthropic_version: "bedrock-2023-05-31", ...chat(prompt) });
const completion: Body = (prompt) => ({ prompt, max_tokens: 900 });

/** Model, body, and where AWS's pages say that text and stop reason of the reply are. */
const replies: readonly (readonly [
  modelId: string,
  body: Body,
  text: string,
  stop: string,
  complete: string,
])[] = [
  [claude, claudeBody, "content.0.text", "stop_reason", "end_turn"],
  [
    "anthropic.claude-v2:1",
    (prompt) => ({ prompt: `\n\nHuman: ${prompt}\n\nAssistant:`, max_tokens_to_sample: 900 }),
    "completion",
    "stop_reason",
    "stop_sequence",
  ],
  [
    "amazon.nova-lite-v1:0",
    (text) => ({ messages: [{ role: "user", content: [{ text }] }] }),
    "output.message.content.0.text",
    "stopReason",
    "end_turn",
  ],
  [
    titan,
    (inputText) => ({ inputText }),
    "results.0.outputText",
    "results.0.completionReason",
    "FINISH",
  ],
  ["meta.llama3-8b-instruct-v1:0", (prompt) => ({ prompt }), "generation", "stop_reason", "stop"],
  [
    "mistral.mistral-7b-instruct-v0:2",
    completion,
    "outputs.0.text",
    "outputs.0.stop_reason",
    "stop",
  ],
  [
    "mistral.mistral-large-2407-v1:0",
    chat,
    "choices.0.message.content",
    "choices.0.stop_reason",
    "stop",
  ],
  [
    "cohere.command-text-v14",
    completion,
    "generations.0.text",
    "generations.0.finish_reason",
    "COMPLETE",
  ],
  ["cohere.command-r-v1:0", (message) => ({ message }), "text", "finish_reason", "COMPLETE"],
  [
    "ai21.jamba-1-5-mini-v1:0",
    chat,
    "choices.0.message.content",
    "choices.0.finish_reason",
    "stop",
  ],
  [
    "ai21.j2-mid-v1",
    (prompt) => ({ prompt, maxTokens: 900 }),
    "completions.0.data.text",
    "completions.0.finishReason.reason",
    "endoftext",
  ],
  ["qwen.qwen3-32b-v1:0", chat, "choices.0.message.content", "choices.0.finish_reason", "stop"],
  [
    "us.writer.palmyra-x5-v1:0",
    chat,
    "choices.0.message.content",
    "choices.0.finish_reason",
    "stop",
  ],
  ["us.writer.palmyra-x4-v1:0", completion, "choices.0.text", "choices.0.finish_reason", "stop"],
  [imported, chat, "choices.0.message.content", "choices.0.finish_reason", "stop"],
  [imported, completion, "choices.0.text", "choices.0.finish_reason", "stop"],
  [imported, (prompt) => ({ prompt, max_gen_len: 900 }), "generation", "stop_reason", "stop"],
];

function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (current, key) =>
        typeof current === "object" && current !== null
          ? (current as Record<string, unknown>)[key]
          : undefined,
      value,
    );
}

describe("sandbox answering InvokeModel", () => {
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
    });
  });

  after(async () => {
    client.destroy();
    await sandbox.close();
  });

  async function ask(
    modelId: string,
    body: unknown,
    more: Partial<InvokeModelCommandInput> = {},
  ): Promise<unknown> {
    const input = { modelId, body: JSON.stringify(body), ...more };
    const response = await client.send(new InvokeModelCommand(input));
    assert.equal(response.contentType, "application/json");
    return JSON.parse(Buffer.from(response.body).toString()) as unknown;
  }

  for (const [modelId, body, text, stop, complete] of replies) {
    it(`says the whole answer at once: ${modelId} with ${Object.keys(body("")).join(", ")}`, async () => {
      const reply = await ask(modelId, body(`sandbox: echo\n${verbatim}`));
      assert.equal(at(reply, text), verbatim);
      assert.equal(at(reply, stop), complete);
      assert.match(String(at(await ask(modelId, body("sandbox: max tokens")), text)), /words,$/);
    });
  }

  it("puts the reasoning of DeepSeek R1 before its closing tag", async () => {
    const reply = await ask("us.deepseek.r1-v1:0", { prompt: "Why?<think>\n", max_tokens: 900 });
    assert.match(
      String(at(reply, "choices.0.text")),
      /^The user sent .*nothing to think.*<\/think>This is/s,
    );
  });

  it("calls tools in each family's form", async () => {
    const line = "sandbox: tool call";
    const forms: readonly (readonly [string, Body, string, unknown])[] = [
      [claude, claudeBody, "content.1.input", { location: "Seattle" }],
      [
        "amazon.nova-lite-v1:0",
        (text) => ({ messages: [{ role: "user", content: [{ text }] }] }),
        "output.message.content.1.toolUse.input",
        { location: "Seattle" },
      ],
      [
        "qwen.qwen3-32b-v1:0",
        chat,
        "choices.0.message.tool_calls.0.function.arguments",
        '{"location":"Seattle"}',
      ],
      [
        "mistral.mistral-large-2407-v1:0",
        chat,
        "choices.0.message.tool_calls.0.function.arguments",
        '{"location":"Seattle"}',
      ],
      [
        "cohere.command-r-v1:0",
        (message) => ({ message }),
        "tool_calls.0.parameters",
        { location: "Seattle" },
      ],
    ];
    for (const [modelId, body, path, input] of forms) {
      assert.deepEqual(at(await ask(modelId, body(line)), path), input, modelId);
    }
  });

  it("answers every exception by name, those of the stream too", async () => {
    for (const { member, refusal } of knownExceptions) {
      for (const name of [refusal.name, ...(member === undefined ? [] : [`${member} after 2`])]) {
        await assert.rejects(ask(titan, { inputText: `sandbox: ${name}` }), {
          name: refusal.name,
          message: refusal.message,
        });
      }
    }
  });

  it("counts in the headers, and says the tier, the latency and what the guardrail did", async () => {
    const answer = await rawRequest(sandbox, {
      path: `/model/${titan}/invoke`,
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/plain, */*",
        "x-amzn-bedrock-performanceconfig-latency": "optimized",
        "x-amzn-bedrock-guardrailidentifier": "abc",
        "x-amzn-bedrock-guardrailversion": "1",
      },
      body: JSON.stringify({ inputText: "sandbox: echo\none two three" }),
    });
    const { headers } = answer;
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["x-amzn-bedrock-output-token-count"], "3");
    assert.equal(headers["x-amzn-bedrock-performanceconfig-latency"], "optimized");
    const reply: unknown = JSON.parse(answer.body.toString());
    assert.equal(at(reply, "amazon-bedrock-guardrailAction"), "NONE");
    assert.equal(
      headers["x-amzn-bedrock-input-token-count"],
      String(at(reply, "inputTextTokenCount")),
    );
  });

  it("refuses a type of reply that no model writes", async () => {
    const answer = await rawRequest(sandbox, {
      path: `/model/${titan}/invoke`,
      headers: { accept: "text/html" },
      body: JSON.stringify({ inputText: "Hi" }),
    });
    assert.deepEqual(errorOf(answer), {
      status: 400,
      type: "ValidationException",
      message: "The provided Accept Type is invalid or not supported for this model",
    });
  });

  it("ends inside the reply, is reset, and sends an error object where it is asked to", async () => {
    const raw = (line: string) =>
      rawRequest(sandbox, {
        path: `/model/${titan}/invoke`,
        body: JSON.stringify({ inputText: `sandbox: ${line}` }),
      });
    const cut = await raw("cut");
    assert.throws(() => JSON.parse(cut.body.toString()));
    await assert.rejects(raw("reset after 2"), { code: "ECONNRESET" });
    const error: unknown = JSON.parse((await raw("error chunk")).body.toString());
    assert.equal(at(error, "error.type"), "overloaded_error");
  });

  it("answers messages.create of Anthropic's SDK", async () => {
    const { endpoint, region, accessKeyId, secretAccessKey } = sandbox;
    const message = await new AnthropicBedrock({
      baseURL: endpoint,
      awsRegion: region,
      awsAccessKey: accessKeyId,
      awsSecretKey: secretAccessKey,
      maxRetries: 0,
    }).messages.create({
      model: claude,
      max_tokens: 900,
      messages: [{ role: "user", content: `sandbox: echo\n${verbatim}` }],
    });
    assert.deepEqual(message.content, [{ type: "text", text: verbatim }]);
    assert.equal(message.stop_reason, "end_turn");
  });
});
