import assert from "node:assert/strict";
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { isFailure } from "../../../src/failure.js";
import { encodeFrame } from "../../../src/wire/encodeFrame.js";
import { chunkEvent } from "../../../src/sandbox/chunkEvent.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { errorOf, framesOf, rawRequest, streamRequest, titan, titanRequest } from "./rawRequest.js";
import { promptlyMs } from "../../support/promptly.js";

/** Polls until a condition holds; the test's own time limit ends the wait. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(2);
}

/** A stream that is read only as far as the test wants, and can be left. */
function openStream(sandbox: Sandbox, prompt: string): Promise<http.IncomingMessage> {
  const { path, headers, body } = titanRequest(prompt);
  return new Promise((resolve, reject) => {
    const request = http.request(sandbox.endpoint + path, {
      method: "POST",
      agent: false,
      headers: { ...headers, authorization: `Bearer ${sandbox.bearerToken}` },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      response.on("error", () => undefined);
      resolve(response);
    });
    request.end(body);
  });
}

describe("sandbox", () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox({ paceMs: 0 });
  });

  afterEach(async () => {
    await sandbox.close();
  });

  describe("at the door", () => {
    it("listens on 127.0.0.1 only", () => {
      assert.match(sandbox.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    });

    it("has other keys each time, unless they are given", async () => {
      const other = await startSandbox({ accessKeyId: "AKIAFIXED" });
      await other.close();
      assert.equal(other.accessKeyId, "AKIAFIXED");
      assert.match(sandbox.accessKeyId, /^AKIASANDBOX[A-Z2-7]{9}$/);
      assert.notEqual(other.secretAccessKey, sandbox.secretAccessKey);
      assert.notEqual(other.bearerToken, sandbox.bearerToken);
    });

    it("rejects with a failure when the port is taken", async () => {
      const port = Number(new URL(sandbox.endpoint).port);
      await assert.rejects(startSandbox({ port }), (error) => {
        return isFailure(error) && error.evidence.code === "EADDRINUSE";
      });
    });

    for (const host of ["evil.example", "evil.example:80", "127.0.0.1:", "127.0.0.1:1"]) {
      it(`refuses the host name ${host}`, async () => {
        const answer = await rawRequest(sandbox, {
          path: "/foundation-models",
          headers: { host },
        });
        assert.equal(answer.status, 403);
      });
    }

    it("takes its own names", async () => {
      const port = new URL(sandbox.endpoint).port;
      for (const name of ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"]) {
        const headers = { host: `${name}:${port}`, origin: sandbox.endpoint };
        const answer = await rawRequest(sandbox, { path: "/foundation-models", headers });
        assert.equal(answer.status, 200);
      }
    });

    for (const origin of [
      "https://evil.example",
      "null",
      "vscode-webview://abc",
      "http://127.0.0.1:1",
    ]) {
      it(`refuses a page of ${origin}`, async () => {
        const answer = await rawRequest(sandbox, {
          path: "/foundation-models",
          headers: { origin },
        });
        assert.equal(answer.status, 403);
        assert.equal(answer.headers["access-control-allow-origin"], undefined);
      });
    }

    it("ends every connection and stream when it closes", async () => {
      const response = await openStream(sandbox, "sandbox: stall after 2");
      const idle = net.connect(Number(new URL(sandbox.endpoint).port), "127.0.0.1");
      idle.on("error", () => undefined);
      const idleClosed = new Promise((resolve) => idle.on("close", resolve));
      await new Promise((resolve) => idle.on("connect", resolve));
      await new Promise((resolve) => response.once("data", resolve));
      const closed = new Promise((resolve) => response.on("close", resolve));
      response.resume();
      await sandbox.close();
      await Promise.all([closed, idleClosed]);
      await until(() => sandbox.openStreams() === 0);
    });
  });

  describe("answering", () => {
    it("sends the headers and frames that were recorded", async () => {
      const answer = await rawRequest(sandbox, titanRequest("sandbox: echo\none two three"));
      assert.equal(answer.status, 200);
      assert.equal(answer.headers["content-type"], "application/vnd.amazon.eventstream");
      assert.equal(answer.headers["x-amzn-bedrock-content-type"], "application/json");
      assert.equal(answer.headers["transfer-encoding"], "chunked");
      assert.match(String(answer.headers["x-amzn-requestid"]), /^[0-9a-f-]{36}$/);
      const frames = framesOf(answer.body);
      assert.equal(frames.length, 3);
      for (const { headers, json } of frames) {
        assert.deepEqual(Object.entries(headers), [
          [":event-type", "chunk"],
          [":content-type", "application/json"],
          [":message-type", "event"],
        ]);
        const { p, bytes } = json as { p: string; bytes: string };
        assert.ok("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".startsWith(p));
        assert.doesNotThrow(() => JSON.parse(Buffer.from(bytes, "base64").toString()));
      }
    });

    it("builds chunk frames as the general encoder does", () => {
      const headers = {
        ":event-type": "chunk",
        ":content-type": "application/json",
        ":message-type": "event",
      };
      for (const payload of ["", "{}", '{"bytes":"\u00e9\u65e5\u{1F600}"}', "x".repeat(100_000)]) {
        assert.deepEqual(
          Buffer.from(chunkEvent(payload)),
          Buffer.from(encodeFrame(headers, Buffer.from(payload))),
        );
      }
    });

    it("gives the same answer to the same request", async () => {
      const words = async (): Promise<unknown[]> =>
        framesOf((await rawRequest(sandbox, titanRequest("What is new?"))).body).map(
          ({ json }) =>
            (
              JSON.parse(Buffer.from((json as { bytes: string }).bytes, "base64").toString()) as {
                outputText: string;
              }
            ).outputText,
        );
      assert.deepEqual(await words(), await words());
    });

    it("logs requests without secrets, with their model and the bytes that were sent", async () => {
      const answer = await rawRequest(sandbox, titanRequest("sandbox: echo\nhi"));
      await until(() => sandbox.requests[0]?.ended !== undefined);
      const [logged] = sandbox.requests;
      assert.equal(logged?.modelId, titan);
      assert.equal(logged?.bytesSent, answer.body.length);
      assert.equal(logged?.requestId, answer.headers["x-amzn-requestid"]);
      assert.equal(logged?.ended, "sent");
      assert.ok(!JSON.stringify(sandbox.requests).includes(sandbox.bearerToken));
    });

    it("answers an unknown operation with UnknownOperationException", async () => {
      for (const path of [
        "/",
        "/model/x/converse-stream",
        "/model/a/b/invoke-with-response-stream",
      ]) {
        const answer = await rawRequest(sandbox, { path, body: "{}" });
        assert.deepEqual([answer.status, errorOf(answer).type], [404, "UnknownOperationException"]);
      }
    });

    it("refuses a body beyond 25,000,000 bytes and stays alive", async () => {
      const answer = await rawRequest(sandbox, {
        ...titanRequest(""),
        body: Buffer.alloc(25_000_001, "x"),
      });
      assert.match(errorOf(answer).message, /length less than or equal to 25000000/);
      assert.equal((await rawRequest(sandbox, titanRequest("Hi"))).status, 200);
    });

    it("checks the values of the operation's headers", async () => {
      const headers = {
        "x-amzn-bedrock-performanceconfig-latency": "fast",
        "x-amzn-bedrock-service-tier": "gold",
        "x-amzn-bedrock-trace": "yes",
        "x-amzn-bedrock-accept": "text/plain",
        "x-amzn-bedrock-guardrailidentifier": "abc",
        "x-amzn-bedrock-guardrailversion": "v1",
        "content-type": "text/plain",
      };
      for (const [name, value] of Object.entries(headers)) {
        const request = titanRequest("Hi");
        const answer = await rawRequest(sandbox, {
          ...request,
          headers: { ...request.headers, [name]: value },
        });
        assert.deepEqual([answer.status, errorOf(answer).type], [400, "ValidationException"], name);
      }
    });
  });

  it("finds a guardrail's identifier wrong by its pattern", async () => {
    const request = titanRequest("Hi");
    const headers = {
      ...request.headers,
      "x-amzn-bedrock-guardrailidentifier": "My Guardrail",
      "x-amzn-bedrock-guardrailversion": "DRAFT",
    };
    assert.match(
      errorOf(await rawRequest(sandbox, { ...request, headers })).message,
      /^1 validation error detected: Value 'My Guardrail' at 'guardrailIdentifier' failed .* pattern: /,
    );
  });

  it("cannot read a body that is no UTF-8", async () => {
    const body = Buffer.concat([Buffer.from('{"inputText":"'), Buffer.from([0xff, 0x22, 0x7d])]);
    const answer = await rawRequest(sandbox, { ...titanRequest(""), body });
    assert.match(errorOf(answer).message, /^Malformed input request, please reformat/);
  });

  it("spells the message of a refused API key with a capital letter", async () => {
    const headers = { authorization: "Bearer ABSKwrong" };
    const answer = await rawRequest(sandbox, { path: "/foundation-models", headers });
    assert.deepEqual(JSON.parse(answer.body.toString()), {
      Message: "Authentication failed: Please make sure your API Key is valid.",
    });
  });

  describe("when the client is slow or goes", () => {
    it("stops at once when the client leaves a paced stream", async () => {
      const paced = await startSandbox({ paceMs: 20 });
      try {
        const response = await openStream(paced, "sandbox: long 1000");
        await new Promise((resolve) => response.once("data", resolve));
        assert.equal(paced.openStreams(), 1);
        const left = performance.now();
        response.destroy();
        await until(() => paced.openStreams() === 0);
        // The whole answer would take twenty seconds.
        assert.ok(performance.now() - left < promptlyMs);
        await until(() => paced.requests[0]?.ended !== undefined);
        assert.equal(paced.requests[0]?.ended, "clientGone");
      } finally {
        await paced.close();
      }
    });

    it("stops when the client cancels an HTTP/2 stream or drops the session", async () => {
      for (const leave of ["cancel", "drop"]) {
        const session = http2.connect(sandbox.endpoint);
        session.on("error", () => undefined);
        const { path, body } = titanRequest("sandbox: stall after 2");
        const stream = session.request({
          ":method": "POST",
          ":path": path,
          authorization: `Bearer ${sandbox.bearerToken}`,
        });
        stream.on("error", () => undefined);
        stream.end(body);
        await new Promise((resolve) => stream.once("data", resolve));
        assert.equal(sandbox.openStreams(), 1);
        if (leave === "cancel") stream.close(http2.constants.NGHTTP2_CANCEL);
        else session.destroy();
        await until(() => sandbox.openStreams() === 0);
        session.destroy();
      }
    });

    it("stops waiting for a client that leaves a stall or a silence", async () => {
      const response = await openStream(sandbox, "sandbox: stall");
      response.destroy();
      const socket = net.connect(Number(new URL(sandbox.endpoint).port), "127.0.0.1");
      const { path, body } = titanRequest("sandbox: silence");
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: ${new URL(sandbox.endpoint).host}\r\n` +
          `Authorization: Bearer ${sandbox.bearerToken}\r\nContent-Type: application/json\r\n` +
          `Content-Length: ${String(body).length}\r\n\r\n${String(body)}`,
      );
      await until(() => sandbox.requests.length === 2 && sandbox.openStreams() >= 1);
      socket.destroy();
      await until(() => sandbox.openStreams() === 0);
    });

    it("writes no more than a client reads", async () => {
      const response = await openStream(sandbox, "sandbox: burst 200000");
      response.pause();
      const sent = (): number => sandbox.requests[0]?.bytesSent ?? 0;
      let before = -1;
      // The kernel's buffers fill first; then nothing moves.
      while (before !== sent()) {
        before = sent();
        await sleep(150);
      }
      assert.ok(before > 0 && before < 20_000_000, `${before} bytes were written to nobody`);
      response.destroy();
    });

    it("lets other requests through during a burst", async () => {
      const burst = rawRequest(sandbox, titanRequest("sandbox: burst 20000"));
      const quick = rawRequest(sandbox, titanRequest("sandbox: echo\nhi"));
      assert.equal(
        await Promise.race([burst.then(() => "burst"), quick.then(() => "quick")]),
        "quick",
      );
      await burst;
    });
  });

  describe("failing on request", () => {
    const words = "sandbox: ";

    it("throttles twice and then answers, again and again", async () => {
      for (const round of [1, 2]) {
        const statuses: number[] = [];
        for (let i = 0; i < 3; i++) {
          statuses.push((await rawRequest(sandbox, titanRequest(`${words}throttle twice`))).status);
        }
        assert.deepEqual(statuses, [429, 429, 200], `round ${round}`);
      }
    });

    it("says how long to wait when asked to", async () => {
      const answer = await rawRequest(sandbox, titanRequest(`${words}throttling retry after 7`));
      assert.equal(answer.headers["retry-after"], "7");
    });

    it("throws in the stream after exactly N chunks", async () => {
      for (const after of [0, 1, 5]) {
        const answer = await rawRequest(sandbox, titanRequest(`${words}throttling after ${after}`));
        const frames = framesOf(answer.body);
        assert.equal(frames.length, after + 1);
        assert.equal(frames.at(-1)?.headers[":exception-type"], "throttlingException");
        assert.equal(frames.at(-1)?.headers[":message-type"], "exception");
      }
    });

    it("throws before the last chunk when the answer is shorter than N", async () => {
      const answer = await rawRequest(sandbox, titanRequest(`${words}close after 100000`));
      const last = framesOf(answer.body).at(-1)?.json as { bytes: string };
      assert.equal(Buffer.from(last.bytes, "base64").toString().includes("FINISH"), false);
    });

    it("resets before the answer and in it", async () => {
      await assert.rejects(rawRequest(sandbox, titanRequest(`${words}reset`)), {
        code: "ECONNRESET",
      });
      const answer = await rawRequest(sandbox, titanRequest(`${words}reset after 4`));
      assert.equal(answer.broken, "ECONNRESET");
      assert.equal(framesOf(answer.body).length, 4);
    });

    it("ends inside a frame", async () => {
      const answer = await rawRequest(sandbox, titanRequest(`${words}cut after 2`));
      const whole = framesOf(answer.body);
      assert.equal(whole.length, 2);
      assert.equal(answer.broken, undefined);
    });

    it("sends what no version of the API names and goes on", async () => {
      const answer = await rawRequest(sandbox, titanRequest(`${words}unknown event after 2`));
      const types = framesOf(answer.body).map(({ headers }) => headers[":event-type"]);
      assert.equal(types[2], "futureEvent");
      assert.ok(types.length > 10);
    });

    it("answers as a proxy, a portal and a redirect", async () => {
      const html = await rawRequest(sandbox, titanRequest(`${words}html`));
      assert.deepEqual(
        [html.status, html.headers["content-type"]],
        [403, "text/html; charset=utf-8"],
      );
      assert.equal((await rawRequest(sandbox, titanRequest(`${words}portal`))).status, 200);
      const redirect = await rawRequest(sandbox, titanRequest(`${words}redirect`));
      assert.deepEqual([redirect.status, redirect.headers.location], [307, "/redirected"]);
    });

    it("says so when a scenario does not exist", async () => {
      const answer = await rawRequest(sandbox, titanRequest(`${words}thorttling`));
      const text = framesOf(answer.body)
        .map(({ json }) => Buffer.from((json as { bytes: string }).bytes, "base64").toString())
        .map((json) => (JSON.parse(json) as { outputText: string }).outputText)
        .join("");
      assert.match(text, /no scenario "thorttling"/);
    });

    it("sends as many words as asked for, whatever the body allows", async () => {
      const body = { inputText: `${words}long 300`, textGenerationConfig: { maxTokenCount: 1 } };
      const answer = await rawRequest(sandbox, streamRequest(titan, body));
      assert.equal(framesOf(answer.body).length, 300);
    });
  });
});
