import assert from "node:assert/strict";
import { once } from "node:events";
import http2 from "node:http2";
import net from "node:net";
import type { ConnectionLimits } from "../../../src/sandbox/connectionLimits.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { framesOf, rawRequest, streamRequest, titan, titanRequest } from "./rawRequest.js";
import { until } from "../../support/until.js";

/** Longer than a busy machine keeps a client from what it is about to say. */
const limits: ConnectionLimits = {
  headTimeoutMs: 1_000,
  requestTimeoutMs: 1_000,
  idleTimeoutMs: 1_000,
  maxConnections: 200,
};

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

describe("the sandbox's connections", () => {
  let sandbox: Sandbox;
  before(async () => (sandbox = await startSandbox({ paceMs: 0, connectionLimits: limits })));
  after(() => sandbox.close());

  const port = (): number => Number(new URL(sandbox.endpoint).port);
  const head = (...lines: readonly string[]): string =>
    [`Host: 127.0.0.1:${port()}`, `Authorization: Bearer ${sandbox.bearerToken}`, ...lines, ""]
      .map((line) => `${line}\r\n`)
      .join("");

  /** Resolves with what is heard until the connection ends; the test's own limit ends the wait. */
  async function connectionThatSays(said: string): Promise<string> {
    const socket = net.connect(port(), "127.0.0.1");
    let heard = "";
    socket.on("error", () => undefined).on("data", (data) => (heard += data.toString("latin1")));
    if (said !== "") socket.write(said);
    await once(socket, "close");
    return heard;
  }

  const unfinished: readonly (readonly [what: string, said: () => string, heard: RegExp])[] = [
    ["say nothing", () => "", /^$/],
    ["begin to say which protocol they speak", () => "PRI * HT", /^$/],
    ["begin a request", () => "POST /model/x/inv", /^HTTP\/1.1 408 /],
    ["begin a head", () => `GET / HTTP/1.1\r\n${head().slice(0, -2)}`, /^HTTP\/1.1 408 /],
    [
      "begin a body",
      () => `POST / HTTP/1.1\r\n${head("Content-Length: 9")}half`,
      /^HTTP\/1.1 408 /,
    ],
    [
      "wait with a body that they were told to send",
      () => `POST / HTTP/1.1\r\n${head("Content-Length: 9", "Expect: 100-continue")}`,
      /^HTTP\/1.1 100 /,
    ],
    ["speak HTTP/2 and ask nothing", () => preface, /./],
    ["ask once and no more", () => `GET / HTTP/1.1\r\n${head()}`, /^HTTP\/1.1 404 /],
  ];
  describe("that come to nothing", () => {
    let endings: readonly Promise<readonly string[]>[];
    // All at once: each of them takes its time.
    before(() => {
      endings = unfinished.map(([, said]) =>
        Promise.all(Array.from({ length: 20 }, () => connectionThatSays(said()))),
      );
    });
    for (const [i, [what, , expected]] of unfinished.entries()) {
      it(`are ended when they ${what}`, async () => {
        for (const heard of (await endings[i]) ?? [""]) assert.match(heard, expected);
      });
    }
  });

  it("are ended when their client ends its side in the middle of a preface", async () => {
    const patient = await startSandbox({
      connectionLimits: { ...limits, headTimeoutMs: 3_600_000, requestTimeoutMs: 3_600_000 },
    });
    try {
      const socket = net.connect(Number(new URL(patient.endpoint).port), "127.0.0.1");
      socket.end("PRI");
      socket.resume();
      await once(socket, "close");
    } finally {
      await patient.close();
    }
  });

  it("are no more than so many at a time", async () => {
    const small = await startSandbox({ connectionLimits: { ...limits, maxConnections: 3 } });
    const connect = (): net.Socket =>
      net
        .connect(Number(new URL(small.endpoint).port), "127.0.0.1")
        .on("error", () => undefined)
        .resume();
    try {
      const first = Array.from({ length: 3 }, connect);
      await Promise.all(first.map((socket) => once(socket, "connect")));
      await once(connect(), "close");
      assert.ok(first.every((socket) => !socket.closed));
      await Promise.all(first.map((socket) => once(socket, "close")));
      await until("there is room again", () =>
        rawRequest(small, titanRequest("sandbox: echo\nhi")).then(
          ({ status }) => status === 200,
          () => false,
        ),
      );
    } finally {
      await small.close();
    }
  });

  /** Three chunks with two pauses. */
  const slowMs = limits.idleTimeoutMs + 100;
  const slow = {
    inputText: `sandbox: slow ${slowMs}`,
    textGenerationConfig: { maxTokenCount: 3 },
  };

  it("carry an answer for as long as it takes", async () => {
    const answer = await rawRequest(sandbox, streamRequest(titan, slow));
    assert.equal(framesOf(answer.body).length, 3);
    assert.equal(answer.broken, undefined);
  });

  describe("over HTTP/2", () => {
    let session: http2.ClientHttp2Session;
    beforeEach(() => {
      session = http2.connect(sandbox.endpoint);
      session.on("error", () => undefined);
    });
    afterEach(() => session.destroy());

    function ask(asked: unknown): http2.ClientHttp2Stream {
      const { path, body } = streamRequest(titan, asked);
      const authorization = `Bearer ${sandbox.bearerToken}`;
      const stream = session.request({ ":method": "POST", ":path": path, authorization });
      stream.on("error", () => undefined);
      stream.write(String(body).slice(0, -1));
      return stream;
    }

    it("are ended behind their last answer", async () => {
      const stream = ask({ inputText: "sandbox: echo\nhi" });
      stream.end("}");
      stream.resume();
      await Promise.all([once(stream, "close"), once(session, "close")]);
    });

    it("carry an answer for as long as it takes", async () => {
      const stream = ask(slow);
      stream.end("}");
      const parts: Buffer[] = [];
      for await (const part of stream) parts.push(part as Buffer);
      assert.equal(framesOf(Buffer.concat(parts)).length, 3);
      assert.equal(stream.rstCode, http2.constants.NGHTTP2_NO_ERROR);
    });

    it("end a request whose body does not come", async () => {
      const stream = ask({ inputText: "sandbox: echo\nhi" });
      await once(stream, "close");
      assert.equal(stream.rstCode, http2.constants.NGHTTP2_CANCEL);
    });
  });
});
