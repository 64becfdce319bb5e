import assert from "node:assert/strict";
import { AnthropicBedrock } from "@anthropic-ai/bedrock-sdk";
import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  InvokeModelWithResponseStreamCommand,
  ModelStreamErrorException,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { piecesOf } from "../../../src/sandbox/composeAnswer.js";
import { knownExceptions } from "../../../src/sandbox/exceptions.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";

const claude = "anthropic.claude-3-haiku-20240307-v1:0";
const titan = "amazon.titan-text-lite-v1";

type StreamParameters = Parameters<AnthropicBedrock["messages"]["stream"]>[0];

type Handler = "the default HTTP/2 handler" | "the HTTP/1.1 handler";
const handlers: readonly Handler[] = ["the default HTTP/2 handler", "the HTTP/1.1 handler"];

function bodyOf(modelId: string, prompt: string): string {
  return JSON.stringify(
    modelId === titan
      ? { inputText: prompt, textGenerationConfig: { maxTokenCount: 4096 } }
      : {
          anthropic_version: "bedrock-2023-05-31",
          max_tokens: 4096,
          messages: [{ role: "user", content: prompt }],
        },
  );
}

function textOf(chunk: { outputText?: string; delta?: { text?: string } }): string {
  return chunk.outputText ?? chunk.delta?.text ?? "";
}

/** An error's name and the text that came before it. */
async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  return assert.fail("nothing was thrown");
}

describe("sandbox and the official clients", () => {
  let sandbox: Sandbox;
  const clients: BedrockRuntimeClient[] = [];

  beforeEach(async () => {
    sandbox = await startSandbox({ paceMs: 0 });
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await sandbox.close();
  });

  function awsClient(handler: Handler, bearer = false): BedrockRuntimeClient {
    const { accessKeyId, secretAccessKey, bearerToken } = sandbox;
    const client = new BedrockRuntimeClient({
      endpoint: sandbox.endpoint,
      region: sandbox.region,
      maxAttempts: 1,
      ...(handler === "the HTTP/1.1 handler" ? { requestHandler: new NodeHttpHandler() } : {}),
      ...(bearer
        ? { token: { token: bearerToken }, authSchemePreference: ["httpBearerAuth"] }
        : { credentials: { accessKeyId, secretAccessKey } }),
    });
    clients.push(client);
    return client;
  }

  async function textFrom(
    client: BedrockRuntimeClient,
    modelId: string,
    prompt: string,
    text: string[] = [],
  ): Promise<string> {
    const response = await client.send(
      new InvokeModelWithResponseStreamCommand({
        modelId,
        body: bodyOf(modelId, prompt),
        contentType: "application/json",
      }),
    );
    assert.equal(response.contentType, "application/json");
    for await (const event of response.body ?? []) {
      if (event.chunk?.bytes)
        text.push(textOf(JSON.parse(Buffer.from(event.chunk.bytes).toString())));
    }
    return text.join("");
  }

  const verbatim =
    "  two  spaces,\na line, \u{1F600}\u{1F469}\u200D\u{1F467} and \u65E5\u672C\u8A9E";

  for (const handler of handlers) {
    for (const modelId of [
      claude,
      titan,
      `arn:aws:bedrock:us-east-1::foundation-model/${claude}`,
    ]) {
      it(`streams the exact text of ${modelId} to the AWS SDK over ${handler}`, async () => {
        const text = await textFrom(awsClient(handler), modelId, `sandbox: echo\n${verbatim}`);
        assert.equal(text, verbatim);
      });
    }

    it(`ends the AWS SDK's streams when it closes over ${handler}`, async () => {
      // Over HTTP/2 the SDK takes the lost connection for an end: only that it goes on is certain.
      const ended = textFrom(awsClient(handler), titan, "sandbox: stall after 2").catch(() => "");
      while ((sandbox.requests[0]?.framesSent ?? 0) < 2) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      await sandbox.close();
      await ended;
      assert.equal(sandbox.openStreams(), 0);
    });

    it(`lets the AWS SDK in with a bearer token over ${handler}`, async () => {
      const text = await textFrom(awsClient(handler, true), claude, "sandbox: echo\nyes");
      assert.equal(text, "yes");
      assert.ok(sandbox.requests.every(({ headers }) => !("authorization" in headers)));
    });

    it(`answers every exception before the stream by its name over ${handler}`, async () => {
      const client = awsClient(handler);
      for (const { refusal } of knownExceptions) {
        const error = await failureOf(textFrom(client, claude, `sandbox: ${refusal.name}`));
        assert.equal(error.name, refusal.name);
        assert.equal(error.message, refusal.message);
        assert.equal(
          (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode,
          refusal.status,
        );
      }
    });

    it(`throws every exception of the stream by its name, after the text over ${handler}`, async () => {
      const client = awsClient(handler);
      for (const { member, refusal } of knownExceptions) {
        if (member === undefined || member === "futureException") continue;
        const text: string[] = [];
        const error = await failureOf(textFrom(client, titan, `sandbox: ${member} after 4`, text));
        assert.equal(error.name, refusal.name);
        assert.equal(error.message, refusal.message);
        assert.equal(text.length, 4);
      }
    });

    it(`cuts a frame and damages a checksum so that the AWS SDK sees it over ${handler}`, async () => {
      const client = awsClient(handler);
      for (const scenario of ["cut", "corrupt", "corrupt prelude", "error message"]) {
        await failureOf(textFrom(client, titan, `sandbox: ${scenario} after 2`));
      }
    });
  }

  it("notices that the AWS SDK leaves", async () => {
    const response = await awsClient("the HTTP/1.1 handler").send(
      new InvokeModelWithResponseStreamCommand({
        modelId: titan,
        body: bodyOf(titan, "sandbox: stall after 2"),
      }),
    );
    for await (const event of response.body ?? []) {
      assert.ok(event.chunk);
      assert.equal(sandbox.openStreams(), 1);
      break;
    }
    for (const client of clients.splice(0)) client.destroy();
    while (sandbox.openStreams() > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it("gives originalStatusCode and originalMessage of modelStreamErrorException", async () => {
    const error = await failureOf(
      textFrom(awsClient("the HTTP/1.1 handler"), titan, "sandbox: modelStreamErrorException"),
    );
    assert.ok(error instanceof ModelStreamErrorException);
    assert.equal(error.originalStatusCode, 500);
    assert.equal(error.originalMessage, "CUDA out of memory (sandbox)");
  });

  it("refuses a wrong secret, an unknown key, a foreign Region and an old clock by name", async () => {
    const { accessKeyId, secretAccessKey } = sandbox;
    const bearer = {
      token: { token: "ABSKwrong" },
      authSchemePreference: ["httpBearerAuth"],
    };
    const wrong: readonly (readonly [BedrockRuntimeClientConfig, string])[] = [
      [{ credentials: { accessKeyId, secretAccessKey: "wrong" } }, "InvalidSignatureException"],
      [
        { credentials: { accessKeyId: "AKIAWRONG", secretAccessKey } },
        "UnrecognizedClientException",
      ],
      [{ region: "eu-west-1" }, "InvalidSignatureException"],
      [{ systemClockOffset: -6 * 60_000 }, "InvalidSignatureException"],
      [bearer, "AccessDeniedException"],
    ];
    for (const [config, name] of wrong) {
      const client = new BedrockRuntimeClient({
        endpoint: sandbox.endpoint,
        region: sandbox.region,
        credentials: { accessKeyId, secretAccessKey },
        maxAttempts: 1,
        ...config,
      } satisfies BedrockRuntimeClientConfig);
      clients.push(client);
      assert.equal((await failureOf(textFrom(client, claude, "Hi"))).name, name);
    }
  });

  function anthropicClient(bearer = false): AnthropicBedrock {
    const where = { baseURL: sandbox.endpoint, awsRegion: sandbox.region, maxRetries: 0 };
    if (bearer) return new AnthropicBedrock({ ...where, apiKey: sandbox.bearerToken });
    const { accessKeyId: awsAccessKey, secretAccessKey: awsSecretKey } = sandbox;
    return new AnthropicBedrock({ ...where, awsAccessKey, awsSecretKey });
  }

  for (const bearer of [false, true]) {
    it(`streams to Anthropic's SDK with ${bearer ? "a bearer token" : "a signature"}`, async () => {
      const stream = anthropicClient(bearer).messages.stream({
        model: claude,
        max_tokens: 2000,
        messages: [{ role: "user", content: `sandbox: echo\n${verbatim}` }],
      });
      const message = await stream.finalMessage();
      assert.deepEqual(message.content, [{ type: "text", text: verbatim }]);
      assert.equal(message.stop_reason, "end_turn");
      assert.equal(message.usage.output_tokens, piecesOf(verbatim).length);
    });
  }

  it("gives Anthropic's SDK thinking, a tool call and each stop reason", async () => {
    const ask = (line: string, more: Partial<StreamParameters> = {}) =>
      anthropicClient()
        .messages.stream({
          model: claude,
          max_tokens: 2000,
          messages: [{ role: "user", content: line }],
          ...more,
        })
        .finalMessage();
    const thinking = await ask("sandbox: reasoning");
    assert.equal(thinking.content[0]?.type, "thinking");
    const tool = await ask("sandbox: tool call", {
      tools: [
        {
          name: "add",
          input_schema: {
            type: "object",
            properties: { a: { type: "integer" }, note: { type: "string" } },
            required: ["a"],
          },
        },
      ],
    });
    assert.equal(tool.stop_reason, "tool_use");
    const call = tool.content.at(-1);
    assert.ok(call?.type === "tool_use");
    assert.deepEqual([call.name, call.input], ["add", { a: 1 }]);
    assert.equal((await ask("sandbox: max tokens")).stop_reason, "max_tokens");
    assert.equal((await ask("sandbox: refusal")).stop_reason, "refusal");
  });

  it("gives Anthropic's SDK the errors it knows by status", async () => {
    const send = (line: string): Promise<unknown> =>
      anthropicClient()
        .messages.stream({
          model: claude,
          max_tokens: 2000,
          messages: [{ role: "user", content: line }],
        })
        .finalMessage();
    const error = await failureOf(send("sandbox: throttling"));
    assert.equal((error as { status?: number }).status, 429);
    await failureOf(send("sandbox: throttlingException after 3"));
    await failureOf(send("sandbox: close after 4"));
  });
});
