import assert from "node:assert/strict";
import * as http from "node:http";
import * as zlib from "node:zlib";
import type { InvokeOptions } from "../../../src/client/invoke.js";
import { invoke } from "../../../src/client/invoke.js";
import { isFailure, type FailureEvidence, type FailureKind } from "../../../src/failure.js";
import { encodeFrame } from "../../../src/wire/encodeFrame.js";
import { maxHeadersLength, maxPayloadLength } from "../../../src/wire/frames.js";
import {
  httpChunk,
  startBrokenServer,
  streamHead,
  type BrokenConnection,
} from "../../support/brokenServer.js";
import { activeTimers, chunkFrame, jsonOf, options, request } from "../../support/invokeKit.js";
import { promptlyMs } from "../../support/promptly.js";

/** How an exchange has to end: cleanly, or with this failure. */
type Ending = "clean" | (FailureEvidence & { readonly kind: FailureKind });

interface Fault {
  readonly title: string;
  readonly serve: (connection: BrokenConnection) => void | Promise<void>;
  /** Text of every chunk, type of every other event, in order. */
  readonly delivered?: readonly string[];
  readonly ending: Ending;
  readonly options?: Partial<InvokeOptions>;
  /** For faults that show what the server saw. */
  readonly requests?: number;
}

const one = chunkFrame("1");
const two = chunkFrame("2");
const broken = { kind: "connection", code: "ECONNRESET", retryable: true } as const;
const protocol = (code: string) => ({ kind: "protocol", code }) as const;
const impatient = { stallTimeoutMs: 300 };

/** Sends head and frames, then does something else. */
function after(
  frames: readonly Uint8Array[],
  then: (connection: BrokenConnection) => void | Promise<void>,
) {
  return async (connection: BrokenConnection) => {
    await connection.head();
    for (const frame of frames) await connection.chunk(frame);
    await then(connection);
  };
}

const reset = (connection: BrokenConnection) => connection.reset();
const halfClose = (connection: BrokenConnection) => connection.halfClose();
const end = (connection: BrokenConnection) => connection.end();
/** Keeps the connection open until the client gives up. */
const hang = async (connection: BrokenConnection) => void (await connection.closed);

/** A reset may overtake bytes that the client has not read: let them be read first. */
const resetLater = async (connection: BrokenConnection) => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  connection.reset();
};

const answer =
  (status: number, headers: Readonly<Record<string, string>>, body: Uint8Array | string) =>
  (connection: BrokenConnection) =>
    connection.answer(status, headers, body);

function flipped(frame: Uint8Array, at: number): Uint8Array {
  const damaged = Uint8Array.from(frame);
  const index = at < 0 ? frame.length + at : at;
  damaged[index] = (damaged[index] ?? 0) ^ 0x20;
  return damaged;
}

function prelude(total: number, headers: number): Uint8Array {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(total, 0);
  bytes.writeUInt32BE(headers, 4);
  bytes.writeUInt32BE(zlib.crc32(bytes.subarray(0, 8)), 8);
  return bytes;
}

const beforeTheHead: readonly Fault[] = [
  { title: "a reset before the head", serve: reset, ending: broken },
  { title: "a close before the head", serve: halfClose, ending: broken },
  {
    title: "a reset inside the status line",
    serve: async (connection) => {
      await connection.write("HTTP/1.1 20");
      await resetLater(connection);
    },
    ending: broken,
  },
  {
    title: "a close inside the response headers",
    serve: async (connection) => {
      await connection.write(streamHead().slice(0, 60));
      connection.halfClose();
    },
    ending: broken,
  },
  {
    title: "an answer that is not HTTP",
    serve: async (connection) => {
      await connection.write("SSH-2.0-OpenSSH_9.9\r\n");
      await connection.closed;
    },
    ending: { kind: "unexpectedAnswer", code: "HPE_INVALID_CONSTANT" },
  },
  {
    title: "a hundred megabytes of response headers",
    serve: async (connection) => {
      await connection.write("HTTP/1.1 200 OK\r\n");
      const line = `X-Filler: ${"f".repeat(100_000)}\r\n`;
      for (let n = 0; n < 1_000 && !connection.socket.destroyed; n++) {
        await Promise.race([connection.write(line), connection.closed]);
      }
    },
    ending: { kind: "unexpectedAnswer", code: "HPE_HEADER_OVERFLOW" },
  },
  {
    title: "a stall before the head",
    serve: hang,
    options: impatient,
    ending: { kind: "timeout", code: "STALL" },
  },
  {
    title: "a stall inside the response headers",
    serve: async (connection) => {
      await connection.write(streamHead().slice(0, 60));
      await connection.closed;
    },
    options: impatient,
    ending: { kind: "timeout", code: "STALL" },
  },
  {
    title: "a switch of protocols that nobody asked for",
    serve: async (connection) => {
      await connection.write("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
      await connection.closed;
    },
    ending: broken,
  },
  {
    title: "informational answers before the head",
    serve: async (connection) => {
      await connection.write("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
      await after([one], end)(connection);
    },
    delivered: ["1"],
    ending: "clean",
  },
];

const betweenFrames: readonly Fault[] = [
  { title: "a reset after the head", serve: after([], resetLater), ending: broken },
  { title: "a close after the head", serve: after([], halfClose), ending: broken },
  {
    title: "a reset between frames",
    serve: after([one, two], resetLater),
    delivered: ["1", "2"],
    ending: broken,
  },
  {
    title: "a close between frames",
    serve: after([one, two], halfClose),
    delivered: ["1", "2"],
    ending: broken,
  },
  { title: "a clean end with zero frames", serve: after([], end), ending: "clean" },
  {
    title: "an empty body with a length",
    serve: answer(200, { "Content-Type": "application/vnd.amazon.eventstream" }, ""),
    ending: "clean",
  },
  {
    title: "a clean end after frames",
    serve: after([one, two], end),
    delivered: ["1", "2"],
    ending: "clean",
  },
  {
    title: "a stall between frames",
    serve: after([one], hang),
    options: impatient,
    delivered: ["1"],
    ending: { kind: "timeout", code: "STALL" },
  },
  {
    title: "an HTTP chunk whose size is no number",
    serve: after([one], async (connection) => {
      await connection.write("zz\r\n");
      await connection.closed;
    }),
    delivered: ["1"],
    ending: protocol("HPE_INVALID_CHUNK_SIZE"),
  },
  {
    title: "bytes behind the end of the HTTP body",
    serve: after([one], async (connection) => {
      await connection.write("0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nmore");
    }),
    delivered: ["1"],
    ending: "clean",
  },
];

/** Parts of a frame: where each begins, in bytes. */
const parts: readonly (readonly [part: string, at: number])[] = [
  ["the first byte of a prelude", 1],
  ["a prelude", 7],
  ["the prelude's checksum", 10],
  ["the headers", 30],
  ["the payload", two.length - 10],
  ["the checksum", two.length - 2],
];

const insideFrames: readonly Fault[] = parts.flatMap(([part, at]): Fault[] => [
  {
    title: `a reset inside ${part}`,
    serve: after([one, two.subarray(0, at)], resetLater),
    delivered: ["1"],
    ending: broken,
  },
  {
    title: `a close inside ${part}`,
    serve: after([one, two.subarray(0, at)], halfClose),
    delivered: ["1"],
    ending: broken,
  },
  {
    title: `a clean end inside ${part}`,
    serve: after([one, two.subarray(0, at)], end),
    delivered: ["1"],
    ending: protocol("TRUNCATED_FRAME"),
  },
  {
    title: `a stall inside ${part}`,
    serve: after([one, two.subarray(0, at)], hang),
    options: impatient,
    delivered: ["1"],
    ending: { kind: "timeout", code: "STALL" },
  },
]);

// The server leaves the connection open in all of these: the client must close it by itself.
const damagedFrames: readonly Fault[] = [
  ["a wrong length", flipped(two, 3), "PRELUDE_CHECKSUM"],
  ["a wrong prelude checksum", flipped(two, 9), "PRELUDE_CHECKSUM"],
  ["a flipped bit in the headers", flipped(two, 30), "MESSAGE_CHECKSUM"],
  ["a flipped bit in the payload", flipped(two, -10), "MESSAGE_CHECKSUM"],
  ["a wrong message checksum", flipped(two, -1), "MESSAGE_CHECKSUM"],
  ["a frame that announces 4 GB", prelude(0xffffffff, 0), "FRAME_TOO_LONG"],
  ["a payload over the limit", prelude(maxPayloadLength + 17, 0), "FRAME_TOO_LONG"],
  ["headers over the limit", prelude(0xfffff, maxHeadersLength + 1), "HEADERS_TOO_LONG"],
  ["a frame shorter than its own frame", prelude(15, 0), "IMPOSSIBLE_LENGTH"],
  ["headers longer than their frame", prelude(100, 90), "IMPOSSIBLE_LENGTH"],
  ["garbage after the last frame", Buffer.from("\r\n0000000000000000"), "PRELUDE_CHECKSUM"],
  [
    "an HTML page inside the stream",
    Buffer.from("<html><body>502</body></html>"),
    "PRELUDE_CHECKSUM",
  ],
  [
    "a chunk whose payload is no JSON",
    encodeFrame({ ":message-type": "event", ":event-type": "chunk" }, Buffer.from("{oops")),
    "BAD_CHUNK",
  ],
].flatMap(([title, bytes, code]): Fault[] => {
  if (typeof title !== "string" || typeof bytes === "string" || typeof code !== "string") return [];
  const ending = protocol(code);
  return [
    {
      title: `${title}, in the same packet as good frames`,
      serve: async (connection) => {
        await connection.head();
        await connection.write(httpChunk(Buffer.concat([one, two, bytes as Uint8Array])));
        await connection.closed;
      },
      delivered: ["1", "2"],
      ending,
    },
    {
      title: `${title}, on its own`,
      serve: after([one, bytes as Uint8Array], hang),
      delivered: ["1"],
      ending,
    },
  ];
});

const exceptionFrame = (type: string) =>
  encodeFrame(
    { ":message-type": "exception", ":exception-type": type },
    Buffer.from(JSON.stringify({ message: `about ${type}` })),
  );

const streamExceptions = [
  "internalServerException",
  "modelStreamErrorException",
  "modelTimeoutException",
  "serviceUnavailableException",
  "throttlingException",
  "validationException",
];

const specialEvents: readonly Fault[] = [
  ...[...streamExceptions, "brandNewException"].flatMap((type): Fault[] => [
    {
      title: `${type} as the first event`,
      serve: after([exceptionFrame(type)], end),
      delivered: ["exception"],
      ending: "clean",
    },
    {
      title: `${type} after chunks`,
      serve: after([one, two, exceptionFrame(type)], end),
      delivered: ["1", "2", "exception"],
      ending: "clean",
    },
  ]),
  {
    title: "an error message",
    serve: after([one, encodeFrame({ ":message-type": "error", ":error-code": "X" }, one)], end),
    delivered: ["1", "error"],
    ending: "clean",
  },
  {
    title: "an event of an unknown type",
    serve: after(
      [encodeFrame({ ":message-type": "event", ":event-type": "novelty" }, one), two],
      end,
    ),
    delivered: ["unknown", "2"],
    ending: "clean",
  },
  {
    title: "a message of an unknown type",
    serve: after([encodeFrame({}, new Uint8Array()), two], end),
    delivered: ["unknown", "2"],
    ending: "clean",
  },
];

const otherFramings: readonly Fault[] = [
  {
    title: "a slow drip of one byte at a time",
    serve: async (connection) => {
      connection.socket.setNoDelay(true);
      await connection.head();
      for (const byte of Buffer.concat([one, two])) {
        await connection.chunk(Uint8Array.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      await connection.end();
    },
    delivered: ["1", "2"],
    ending: "clean",
  },
  {
    title: "a body that ends with the connection",
    serve: async (connection) => {
      await connection.write(streamHead().replace("Transfer-Encoding: chunked\r\n", ""));
      await connection.write(Buffer.concat([one, two]));
      connection.halfClose();
    },
    delivered: ["1", "2"],
    ending: "clean",
  },
  {
    title: "a body that ends with the connection, inside a frame",
    serve: async (connection) => {
      await connection.write(streamHead().replace("Transfer-Encoding: chunked\r\n", ""));
      await connection.write(Buffer.concat([one, two.subarray(0, 1)]));
      connection.halfClose();
    },
    delivered: ["1"],
    ending: protocol("TRUNCATED_FRAME"),
  },
  {
    title: "a reset of a body that ends with the connection",
    serve: async (connection) => {
      await connection.write(streamHead().replace("Transfer-Encoding: chunked\r\n", ""));
      await connection.write(one);
      await resetLater(connection);
    },
    delivered: ["1"],
    ending: broken,
  },
  {
    title: "fewer bytes than Content-Length",
    serve: async (connection) => {
      const length = `Content-Length: ${one.length + two.length}`;
      await connection.write(streamHead().replace("Transfer-Encoding: chunked", length));
      await connection.write(one);
      connection.halfClose();
    },
    delivered: ["1"],
    ending: broken,
  },
];

const json = JSON.stringify({ message: "said in full" });
const named = { "x-amzn-ErrorType": "ThrottlingException:http://internal.amazon.com/coral/" };
const throttled = {
  kind: "throttled",
  exception: "ThrottlingException",
  httpStatus: 429,
  retryable: true,
} as const;

const refusals: readonly Fault[] = [
  ...(
    [
      ["gzip", zlib.gzipSync(json)],
      ["x-gzip", zlib.gzipSync(json)],
      ["deflate", zlib.deflateSync(json)],
      ["deflate", zlib.deflateRawSync(json)],
      ["br", zlib.brotliCompressSync(json)],
      ["identity", Buffer.from(json)],
    ] as const
  ).map(([encoding, body]): Fault => ({
    title: `an error body in ${encoding} (${body.length} bytes)`,
    serve: answer(429, { ...named, "Content-Encoding": encoding }, body),
    ending: { ...throttled, rawText: json },
  })),
  {
    title: "an error body that is not what its Content-Encoding says",
    serve: answer(429, { ...named, "Content-Encoding": "gzip" }, json),
    ending: throttled,
  },
  {
    title: "an error body that unpacks to a gigabyte",
    serve: answer(
      429,
      { ...named, "Content-Encoding": "gzip" },
      zlib.gzipSync(Buffer.alloc(64 * 1024 * 1024)),
    ),
    ending: throttled,
  },
  {
    title: "an error body without an end",
    serve: async (connection) => {
      await connection.head({ ...named, "Content-Type": "application/json" });
      while (!connection.socket.destroyed) {
        await Promise.race([connection.chunk(Buffer.alloc(65_536, "x")), connection.closed]);
      }
    },
    ending: { kind: "throttled", exception: "ThrottlingException", httpStatus: 200 },
  },
  {
    title: "an error body that stalls",
    serve: async (connection) => {
      await connection.write(
        `HTTP/1.1 429 Slow\r\nContent-Length: 1000\r\nx-amzn-ErrorType: ThrottlingException\r\n\r\n${json}`,
      );
      await connection.closed;
    },
    options: impatient,
    ending: { ...throttled, rawText: json },
  },
  {
    title: "an error body that is cut off",
    serve: async (connection) => {
      await connection.write(
        "HTTP/1.1 429 Cut\r\nContent-Length: 1000\r\nx-amzn-ErrorType: ThrottlingException\r\n\r\n{",
      );
      connection.halfClose();
    },
    ending: throttled,
  },
  ...[301, 302, 303, 307, 308].map((status): Fault => ({
    title: `a redirect with ${status}`,
    serve: answer(status, { Location: "https://elsewhere.example/model" }, ""),
    ending: { kind: "unexpectedAnswer", code: "REDIRECT", httpStatus: status },
    requests: 1,
  })),
  {
    title: "an answer of 304",
    serve: (connection) => connection.write("HTTP/1.1 304 Not Modified\r\n\r\n"),
    ending: { kind: "unexpectedAnswer", httpStatus: 304 },
  },
  {
    title: "an answer of 204",
    serve: (connection) => connection.write("HTTP/1.1 204 No Content\r\n\r\n"),
    ending: { kind: "unexpectedAnswer", code: "NO_EVENT_STREAM", httpStatus: 204 },
  },
  {
    title: "a proxy that wants to know who asks",
    serve: answer(407, { "Content-Type": "text/html" }, "<html><title>Login</title></html>"),
    ending: { kind: "proxy", httpStatus: 407 },
  },
  {
    title: "the HTML page of a proxy",
    serve: answer(502, { "Content-Type": "text/html" }, "<html><title>Bad Gateway</title></html>"),
    ending: { kind: "unexpectedAnswer", code: "HTML", httpStatus: 502, retryable: true },
  },
  {
    title: "an empty error body",
    serve: answer(500, {}, ""),
    ending: { kind: "service", httpStatus: 500, retryable: true },
  },
  {
    title: "an unknown operation, answered with 200",
    serve: answer(
      200,
      { "Content-Type": "application/json" },
      '{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}',
    ),
    ending: { kind: "notFound", exception: "UnknownOperationException", httpStatus: 200 },
  },
  {
    title: "a sign-in page, answered with 200",
    serve: answer(200, { "Content-Type": "text/html" }, "<!DOCTYPE html><title>Hotel</title>"),
    ending: { kind: "unexpectedAnswer", code: "HTML", httpStatus: 200 },
  },
  {
    title: "JSON instead of a stream, answered with 200",
    serve: answer(200, { "Content-Type": "application/json" }, '{"completion":"text"}'),
    ending: { kind: "unexpectedAnswer", code: "NO_EVENT_STREAM", httpStatus: 200 },
  },
  {
    title: "a 200 without a Content-Type",
    serve: answer(200, {}, one),
    ending: { kind: "unexpectedAnswer", code: "NO_EVENT_STREAM", httpStatus: 200 },
  },
  {
    title: "a compressed event stream",
    serve: async (connection) => {
      await connection.head({ "Content-Encoding": "gzip" });
      await connection.chunk(zlib.gzipSync(one));
      await connection.end();
    },
    ending: { kind: "unexpectedAnswer", code: "NO_EVENT_STREAM", httpStatus: 200 },
  },
  {
    title: "throttling with a time to wait",
    serve: answer(429, { ...named, "Retry-After": "7" }, json),
    ending: { ...throttled, retryAfterMs: 7_000 },
  },
];

const headExceptions: readonly Fault[] = (
  [
    ["AccessDeniedException", 403, "accessDenied"],
    ["InternalServerException", 500, "service"],
    ["ModelErrorException", 424, "modelError"],
    ["ModelNotReadyException", 429, "modelNotReady"],
    ["ModelStreamErrorException", 424, "modelError"],
    ["ModelTimeoutException", 408, "modelTimeout"],
    ["ResourceNotFoundException", 404, "notFound"],
    ["ServiceQuotaExceededException", 400, "quotaExceeded"],
    ["ServiceUnavailableException", 503, "service"],
    ["ThrottlingException", 429, "throttled"],
    ["ValidationException", 400, "invalidRequest"],
    ["ExpiredTokenException", 403, "credentials"],
    ["UnrecognizedClientException", 403, "credentials"],
    ["BrandNewException", 400, "unknownException"],
  ] as const
).map(([exception, status, kind]) => ({
  title: `${exception} before the stream`,
  serve: answer(
    status,
    { "x-amzn-ErrorType": `${exception}:http://internal.amazon.com/`, "x-amzn-RequestId": "r-1" },
    json,
  ),
  ending: {
    kind,
    exception,
    httpStatus: status,
    requestId: "r-1",
    retryable: [429, 500, 503].includes(status),
    rawText: json,
  },
}));

describe("fault table", () => {
  const groups: Readonly<Record<string, readonly Fault[]>> = {
    "before the head": beforeTheHead,
    "between frames": betweenFrames,
    "inside frames": insideFrames,
    "damaged frames": damagedFrames,
    "special events": specialEvents,
    "other framings": otherFramings,
    "answers that are no stream": refusals,
    "exceptions before the stream": headExceptions,
  };
  for (const [group, faults] of Object.entries(groups)) {
    describe(group, () => {
      for (const fault of faults) it(`survives ${fault.title}`, () => check(fault));
    });
  }
});

async function check(fault: Fault): Promise<void> {
  const timersBefore = await activeTimers();
  let requests = 0;
  let closedAt = Promise.resolve(NaN);
  const server = await startBrokenServer((connection) => {
    requests += 1;
    closedAt = connection.closed;
    return fault.serve(connection);
  });
  // Without a pool the socket has to go at every ending, clean ones included.
  const agent = new http.Agent({ keepAlive: false });
  try {
    const { delivered, bytes, failure } = await drain(fault, server.endpoint, agent);
    const endedAt = performance.now();
    assert.deepEqual(delivered, fault.delivered ?? []);
    assertEnding(failure, fault.ending);
    assert.ok(bytes >= delivered.length, "bytes are counted");
    assert.ok((await closedAt) - endedAt < promptlyMs, "the client closes the socket at once");
    assert.equal(await activeTimers(), timersBefore, "no timer is left");
    assert.equal(requests, fault.requests ?? 1);
    assert.deepEqual(server.errors, []);
  } finally {
    await server.close();
    agent.destroy();
  }
}

async function drain(fault: Fault, endpoint: string, agent: http.Agent) {
  const delivered: string[] = [];
  let bytes = 0;
  let failure: unknown;
  try {
    const all = options(endpoint, { agent, ...fault.options });
    const { batches } = await invoke(request, all, new AbortController().signal);
    for await (const batch of batches) {
      delivered.push(...batch.events.map(jsonOf));
      bytes += batch.bytes;
    }
  } catch (error) {
    failure = error;
  }
  return { delivered, bytes, failure };
}

function assertEnding(failure: unknown, ending: Ending): void {
  if (ending === "clean") {
    assert.equal(failure, undefined);
    return;
  }
  assert.ok(isFailure(failure), `a Failure, not ${String(failure)}`);
  const { kind, ...evidence } = ending;
  assert.equal(failure.kind, kind, failure.message);
  for (const [name, value] of Object.entries(evidence)) {
    const record: Readonly<Record<string, unknown>> = { ...failure.toRecord() };
    assert.equal(record[name], value, `${name} of: ${failure.message}`);
  }
  assert.ok(failure.message.length > 10, "a sentence for people");
}
