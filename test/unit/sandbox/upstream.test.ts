import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { isFailure } from "../../../src/failure.js";
import { chunkReaderFor, families } from "../../../src/models/families.js";
import { baseModelId } from "../../../src/models/baseModelId.js";
import type { ChunkPart } from "../../../src/models/family.js";
import type { Json } from "../../../src/request/json.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import {
  errorOf,
  framesOf,
  rawRequest,
  streamRequest,
  titan,
  titanRequest,
  type RawAnswer,
} from "./rawRequest.js";
import { until } from "../../support/until.js";

const pieces = ["Once", " upon", " a", " time", "\n\n", "\u{1F600}", " done."];

interface Asked {
  readonly model: string;
  readonly messages: readonly { role: string; content: string }[];
  readonly max_tokens?: number;
  readonly stop?: readonly string[];
}

/** A server in OpenAI's form that can be told how to behave. */
class LoopbackServer {
  readonly asked: Asked[] = [];
  status = 200;
  reasoning: readonly string[] = [];
  finishReason: string | undefined = "stop";
  /** Resolves when the first piece may be followed by the rest. */
  goOn: Promise<void> = Promise.resolve();
  /** Answers in place of the pieces. */
  misbehave: ((response: http.ServerResponse) => void) | undefined;
  models = JSON.stringify({ data: [{ id: "tiny" }, { id: "other" }] });
  private readonly server = http.createServer((request, response) => {
    void this.answer(request, response);
  });

  /** Connections of clients that have not gone. */
  async connections(): Promise<number> {
    return promisify(this.server.getConnections.bind(this.server))();
  }

  async listen(): Promise<URL> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    if (request.url === "/v1/models") {
      response.end(this.models);
      return;
    }
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    this.asked.push(JSON.parse(Buffer.concat(parts).toString()) as Asked);
    response.writeHead(this.status, { "content-type": "text/event-stream" });
    if (this.misbehave) {
      this.misbehave(response);
      return;
    }
    const say = (delta: object, finish_reason: string | null = null): void => {
      const event = `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\r\n\r\n`;
      // In two writes, so that lines and characters are cut.
      const bytes = Buffer.from(event);
      response.write(bytes.subarray(0, 41));
      response.write(bytes.subarray(41));
    };
    for (const reasoning_content of this.reasoning) say({ reasoning_content });
    for (const [i, content] of pieces.entries()) {
      if (i === 4) await this.goOn;
      say({ content });
    }
    if (this.finishReason !== undefined) {
      say({}, this.finishReason);
      response.write("data: [DONE]\n\n");
    }
    response.end();
  }
}

function partsOf(modelId: string, answer: RawAnswer): ChunkPart[] {
  const reader = chunkReaderFor(modelId);
  return framesOf(answer.body).flatMap(({ json }) => {
    const { bytes } = json as { bytes: string };
    return reader.read(JSON.parse(Buffer.from(bytes, "base64").toString()) as Json);
  });
}

function said(parts: readonly ChunkPart[], type: "text" | "reasoning"): string {
  return parts.map((part) => (part.type === type ? part.text : "")).join("");
}

describe("sandbox with an upstream server", () => {
  let server: LoopbackServer;
  let url: URL;
  let sandbox: Sandbox;

  beforeEach(async () => {
    server = new LoopbackServer();
    url = await server.listen();
    sandbox = await startSandbox({ upstream: url });
  });

  afterEach(async () => {
    await sandbox.close();
    await server.close();
  });

  const models = families.flatMap(({ models: [model], ...family }) =>
    family.streams && model ? [{ family, modelId: model.modelId }] : [],
  );
  for (const { family, modelId } of models) {
    it(`gives its text in the chunks of ${family.id}`, async () => {
      const body = family.body({ prompt: "Tell me.", maxTokens: 99 }, baseModelId(modelId) ?? "");
      const parts = partsOf(modelId, await rawRequest(sandbox, streamRequest(modelId, body)));
      assert.equal(said(parts, "text"), pieces.join(""));
      assert.ok(parts.some((part) => part.type === "end"));
      assert.deepEqual([server.asked[0]?.model, server.asked[0]?.max_tokens], ["tiny", 99]);
      assert.deepEqual(server.asked[0]?.messages, [{ role: "user", content: "Tell me." }]);
    });
  }

  it("passes system text and turns on", async () => {
    await rawRequest(
      sandbox,
      streamRequest("amazon.nova-lite-v1:0", {
        system: [{ text: "Be brief." }],
        messages: [
          { role: "user", content: [{ text: "a" }] },
          { role: "assistant", content: [{ text: "b" }] },
          { role: "user", content: [{ text: "c" }] },
        ],
      }),
    );
    assert.deepEqual(server.asked[0]?.messages, [
      { role: "system", content: "Be brief." },
      { role: "user", content: "a" },
      { role: "assistant", content: "b" },
      { role: "user", content: "c" },
    ]);
  });

  it("sends text on before the upstream has finished", async () => {
    let release = (): void => undefined;
    server.goOn = new Promise((resolve) => {
      release = resolve;
    });
    const answer = rawRequest(sandbox, titanRequest("Tell me."));
    while ((sandbox.requests[0]?.framesSent ?? 0) === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    release();
    assert.equal(said(partsOf(titan, await answer), "text"), pieces.join(""));
  });

  it("shows its reasoning where the family has a place for it", async () => {
    server.reasoning = ["Let me", " think"];
    const modelId = "qwen.qwen3-32b-v1:0";
    const request = streamRequest(modelId, { messages: [{ role: "user", content: "Hi" }] });
    const parts = partsOf(modelId, await rawRequest(sandbox, request));
    assert.equal(said(parts, "reasoning"), "Let me think");
    assert.equal(said(parts, "text"), pieces.join(""));
    const plain = partsOf(titan, await rawRequest(sandbox, titanRequest("Hi")));
    assert.equal(said(plain, "text"), pieces.join(""));
  });

  it("tells a cut answer from a complete one", async () => {
    server.finishReason = "length";
    const parts = partsOf(titan, await rawRequest(sandbox, titanRequest("Hi")));
    assert.equal(parts.find((part) => part.type === "stop")?.stop, "maxTokens");
  });

  it("ends with modelStreamErrorException when the upstream breaks off, after all its text", async () => {
    server.finishReason = undefined;
    const answer = await rawRequest(sandbox, titanRequest("Hi"));
    const frames = framesOf(answer.body);
    assert.equal(frames.length, pieces.length + 1);
    assert.equal(frames.at(-1)?.headers[":exception-type"], "modelStreamErrorException");
  });

  it("answers ModelErrorException when the upstream refuses or is not there", async () => {
    server.status = 500;
    const refused = await rawRequest(sandbox, titanRequest("Hi"));
    assert.deepEqual([refused.status, errorOf(refused).type], [424, "ModelErrorException"]);
    assert.match(errorOf(refused).message, /answered 500/);
    await server.close();
    assert.match(
      errorOf(await rawRequest(sandbox, titanRequest("Hi"))).message,
      /cannot be reached/,
    );
  });

  it("gives its whole text to InvokeModel, its reasoning apart, or says that it broke off", async () => {
    server.reasoning = ["Let me", " think"];
    const ask = (): Promise<RawAnswer> =>
      rawRequest(sandbox, {
        path: "/model/qwen.qwen3-32b-v1%3A0/invoke",
        body: JSON.stringify({ messages: [{ role: "user", content: "Hi" }] }),
      });
    const { choices } = JSON.parse((await ask()).body.toString()) as {
      choices: readonly { message: unknown; finish_reason: string }[];
    };
    assert.deepEqual(choices[0]?.message, {
      role: "assistant",
      content: pieces.join(""),
      reasoning_content: "Let me think",
    });
    assert.equal(choices[0]?.finish_reason, "stop");
    server.finishReason = undefined;
    const broken = await ask();
    assert.deepEqual([broken.status, errorOf(broken).type], [424, "ModelErrorException"]);
  });

  it("leaves scenarios to the sandbox", async () => {
    const parts = partsOf(titan, await rawRequest(sandbox, titanRequest("sandbox: echo\nmine")));
    assert.equal(said(parts, "text"), "mine");
    assert.equal(server.asked.length, 0);
  });

  describe("that has no end", () => {
    /** Writes the same again and again for as long as anybody listens. */
    const endless = (text: string) => (response: http.ServerResponse) => {
      const part = text.repeat(Math.ceil(100_000 / text.length));
      const write = (): void => {
        while (!response.destroyed && response.write(part));
      };
      response.on("drain", write);
      write();
    };
    const event = (delta: object): string =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n`;

    afterEach(async () => {
      await until("the upstream is left", async () => (await server.connections()) === 0);
    });

    it("is left in the middle of a line", async () => {
      server.misbehave = (response) => {
        response.write(event({ content: "Once" }));
        endless("data: ")(response);
      };
      const frames = framesOf((await rawRequest(sandbox, titanRequest("Hi"))).body);
      assert.equal(frames.length, 2);
      assert.equal(frames[1]?.headers[":exception-type"], "modelStreamErrorException");
      assert.match(JSON.stringify(frames[1]?.json), /sent a line of more than 1000000 characters/);
    });

    it("is left when it says nothing in many lines", async () => {
      server.misbehave = endless(": ping\n");
      const frames = framesOf((await rawRequest(sandbox, titanRequest("Hi"))).body);
      assert.deepEqual(
        frames.map(({ headers }) => headers[":exception-type"]),
        ["modelStreamErrorException"],
      );
    });

    it("is left when it says too much", async () => {
      server.misbehave = endless(event({ content: "x".repeat(10_000) }));
      const answer = await rawRequest(sandbox, {
        path: `/model/${titan}/invoke`,
        body: JSON.stringify({ inputText: "Hi" }),
      });
      assert.deepEqual([answer.status, errorOf(answer).type], [424, "ModelErrorException"]);
      assert.match(errorOf(answer).message, /sent an answer of more than 50000000 characters/);
    });

    it("is left behind the last event", async () => {
      server.misbehave = (response) => {
        const choices = [{ index: 0, delta: { content: "all" }, finish_reason: "stop" }];
        response.write(`data: ${JSON.stringify({ choices })}\n\ndata: [DONE]\n\n`);
      };
      const parts = partsOf(titan, await rawRequest(sandbox, titanRequest("Hi")));
      assert.equal(said(parts, "text"), "all");
      assert.ok(parts.some((part) => part.type === "end"));
    });

    it("is left when it refuses", async () => {
      server.status = 500;
      server.misbehave = endless("no ");
      assert.equal((await rawRequest(sandbox, titanRequest("Hi"))).status, 424);
    });

    it("is left when its list of models is too long", async () => {
      server.models = `{"data":[${" ".repeat(2_000_000)}]}`;
      const answer = await rawRequest(sandbox, titanRequest("Hi"));
      assert.deepEqual([answer.status, errorOf(answer).type], [424, "ModelErrorException"]);
    });

    it("is left when the client leaves", async () => {
      server.misbehave = endless(": ping\n");
      const request = titanRequest("Hi");
      const client = http.request(sandbox.endpoint + request.path, {
        method: "POST",
        agent: false,
        headers: { ...request.headers, authorization: `Bearer ${sandbox.bearerToken}` },
      });
      client.on("error", () => undefined).end(request.body);
      await once(client, "response");
      client.destroy();
    });
  });

  it("reads many small pieces as quickly as they come", async () => {
    const count = 300_000;
    server.misbehave = (response) => {
      const choices = [{ index: 0, delta: { content: "x" }, finish_reason: null }];
      response.write(`data: ${JSON.stringify({ choices })}\n`.repeat(count));
      const end = [{ index: 0, delta: {}, finish_reason: "stop" }];
      response.end(`data: ${JSON.stringify({ choices: end })}\n`);
    };
    const answer = await rawRequest(sandbox, {
      path: "/model/qwen.qwen3-32b-v1%3A0/invoke",
      body: JSON.stringify({ messages: [{ role: "user", content: "Hi" }] }),
    });
    assert.ok(answer.body.includes("x".repeat(count)));
  });

  it("refuses a server that is not on loopback", async () => {
    for (const href of ["http://10.0.0.1:80", "http://example.com", "https://127.0.0.1"]) {
      await assert.rejects(
        startSandbox({ upstream: new URL(href) }),
        (error) => isFailure(error) && error.kind === "configuration",
      );
    }
  });
});
