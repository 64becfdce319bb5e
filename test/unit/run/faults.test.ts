import assert from "node:assert/strict";
import type { Verdict } from "../../../src/run/runSummary.js";
import type { FailureKind } from "../../../src/failure.js";
import { encodeFrame } from "../../../src/wire/encodeFrame.js";
import { httpChunk, startBrokenServer, type BrokenConnection } from "../../support/brokenServer.js";
import { activeTimers, chunkFrame } from "../../support/invokeKit.js";
import { until } from "../../support/until.js";
import { runAgainst, type RunChoices } from "./sandboxRun.js";

type Serve = (connection: BrokenConnection) => void | Promise<void>;

/** One way to break a run, and the truth about it. */
interface Row {
  readonly title: string;
  readonly serve: Serve;
  readonly verdict: Verdict;
  /** Byte for byte what the model had said before. */
  readonly text: string;
  readonly kind?: FailureKind;
  readonly exception?: string;
  readonly choices?: RunChoices;
  /** The HTTP body ended as it should, so the connection is kept for the next request. */
  readonly reusable?: true;
  /** Stop when this many events have come; 0 as soon as the server has the request. */
  readonly stopAt?: number;
}

const said = (text: string) =>
  chunkFrame(
    JSON.stringify({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } }),
  );
const start = chunkFrame(JSON.stringify({ type: "message_start", message: { usage: {} } }));
const [hello, world] = [said("Hell\u00f6, "), said("\u4e16\u754c \u{1F600}")];
const stop = chunkFrame(
  JSON.stringify({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: {} }),
);
const final = chunkFrame(JSON.stringify({ type: "message_stop" }));
const both = "Hell\u00f6, \u4e16\u754c \u{1F600}";

function after(frames: readonly Uint8Array[], then: Serve): Serve {
  return async (connection) => {
    await connection.head();
    for (const frame of frames) await connection.chunk(frame);
    await then(connection);
  };
}

const hang: Serve = async ({ closed }) => void (await closed);
const end: Serve = ({ end: finish }) => finish();
const close: Serve = ({ halfClose }) => halfClose();
/** A reset may overtake bytes that the client has not read yet: let them be read first. */
const reset: Serve = async (connection) => {
  await new Promise((resolve) => setTimeout(resolve, 30));
  connection.reset();
};

const ways = { reset, close, "clean end": end } as const;
const moments: readonly (readonly [string, readonly Uint8Array[], string])[] = [
  ["after the head", [], ""],
  ["between frames", [start, hello], "Hell\u00f6, "],
  ["after the stop reason, before the final event", [start, hello, world, stop], both],
  ["one byte into a frame", [start, hello, world.subarray(0, 1)], "Hell\u00f6, "],
  ["inside a prelude", [start, hello, world.subarray(0, 9)], "Hell\u00f6, "],
  ["inside the headers", [start, hello, world.subarray(0, 40)], "Hell\u00f6, "],
  ["inside the payload", [start, hello, world.subarray(0, 120)], "Hell\u00f6, "],
  ["inside the last checksum", [start, hello, world.subarray(0, -2)], "Hell\u00f6, "],
];

const cuts: readonly Row[] = moments.flatMap(([moment, frames, text]) =>
  Object.entries(ways).map(([way, then]): Row => ({
    title: `a ${way} ${moment}`,
    serve: after(frames, then),
    ...(then === end && { reusable: true }),
    verdict: "connectionLost",
    text,
  })),
);

const stalls: readonly Row[] = moments.map(([moment, frames, text]): Row => ({
  title: `a stall ${moment}`,
  serve: after(frames, hang),
  verdict: "stalled",
  kind: "timeout",
  text,
  choices: { stallTimeoutMs: 150 },
}));

const stops: readonly Row[] = [
  { title: "a stop before the head", serve: hang, verdict: "stopped", text: "", stopAt: 0 },
  ...moments
    .filter(([, frames]) => frames.length > 0)
    .map(([moment, frames, text]): Row => ({
      title: `a stop ${moment}`,
      serve: after(frames, hang),
      verdict: "stopped",
      text,
      stopAt: frames.includes(stop) ? 4 : 2,
    })),
];

const damaged = (at: number) => {
  const frame = Uint8Array.from(world);
  frame[at < 0 ? frame.length + at : at]! ^= 0x10;
  return frame;
};

const damages: readonly Row[] = (
  [
    ["a wrong prelude checksum", damaged(9)],
    ["a wrong length", damaged(2)],
    ["a wrong header", damaged(30)],
    ["a wrong payload", damaged(-20)],
    ["a wrong checksum", damaged(-1)],
    ["garbage", Buffer.from("garbage that is no frame at all")],
  ] as const
).map(([what, bytes]): Row => ({
  title: `${what} after text`,
  serve: after([start, hello, bytes], hang),
  verdict: "failed",
  kind: "protocol",
  text: "Hell\u00f6, ",
}));

const thrown = (type: string, body: object) =>
  encodeFrame(
    { ":message-type": "exception", ":exception-type": type },
    Buffer.from(JSON.stringify(body)),
  );

const exceptions: readonly Row[] = (
  [
    ["internalServerException", "service"],
    ["modelStreamErrorException", "modelError"],
    ["modelTimeoutException", "modelTimeout"],
    ["throttlingException", "throttled"],
    ["validationException", "invalidRequest"],
    ["serviceUnavailableException", "service"],
    ["brandNewException", "unknownException"],
  ] as const
).flatMap(([type, kind]): Row[] => {
  const exception = `${type[0]?.toUpperCase()}${type.slice(1)}`;
  const frame = thrown(type, { message: "why" });
  const failed = { verdict: "failed", kind, exception, reusable: true } as const;
  return [
    { title: `${type} as the first event`, serve: after([frame], end), text: "", ...failed },
    {
      title: `${type} after text`,
      serve: after([start, hello, frame], end),
      text: "Hell\u00f6, ",
      ...failed,
    },
  ];
});

const whole = [start, hello, world, stop, final];
const complete: readonly Row[] = [
  {
    title: "a whole answer",
    reusable: true,
    serve: after(whole, end),
    verdict: "complete",
    text: both,
  },
  {
    title: "a whole answer in one packet with its head",
    reusable: true,
    serve: async (connection) => {
      await connection.head();
      await connection.write(
        Buffer.concat([httpChunk(Buffer.concat(whole)), Buffer.from("0\r\n\r\n")]),
      );
    },
    verdict: "complete",
    text: both,
  },
  {
    title: "a whole answer, one byte at a time",
    reusable: true,
    serve: async (connection) => {
      await connection.head();
      for (const byte of Buffer.concat(whole)) await connection.chunk(Uint8Array.of(byte));
      await connection.end();
    },
    verdict: "complete",
    text: both,
  },
  {
    title: "a reset after the final event",
    serve: after(whole, reset),
    verdict: "complete",
    text: both,
  },
  {
    title: "garbage after the final event",
    reusable: true,
    serve: after([...whole, Buffer.from("\r\n0000000000000000")], end),
    verdict: "complete",
    text: both,
  },
  {
    title: "an unknown event between text",
    reusable: true,
    serve: after(
      [
        start,
        hello,
        encodeFrame({ ":message-type": "event", ":event-type": "new" }, hello),
        world,
        stop,
        final,
      ],
      end,
    ),
    verdict: "complete",
    text: both,
  },
  {
    title: "an error object where a chunk should be",
    reusable: true,
    serve: after(
      [
        start,
        hello,
        chunkFrame('{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'),
      ],
      end,
    ),
    verdict: "failed",
    kind: "modelError",
    text: "Hell\u00f6, ",
  },
  {
    title: "zero frames",
    reusable: true,
    serve: after([], end),
    verdict: "connectionLost",
    kind: "incomplete",
    text: "",
  },
  {
    title: "a reset before the head",
    serve: reset,
    verdict: "connectionLost",
    kind: "connection",
    text: "",
  },
  {
    title: "a redirect",
    reusable: true,
    serve: ({ answer }) => answer(307, { Location: "https://elsewhere.invalid/" }, ""),
    verdict: "failed",
    kind: "unexpectedAnswer",
    text: "",
  },
  {
    title: "an empty error body",
    reusable: true,
    serve: ({ answer }) => answer(503, {}, ""),
    verdict: "failed",
    kind: "service",
    text: "",
  },
];

const rows = [...cuts, ...stalls, ...stops, ...damages, ...exceptions, ...complete];

describe(`a run over a broken connection (${rows.length} ways)`, () => {
  for (const row of rows) {
    it(`ends as ${row.verdict} after ${row.title}`, async () => {
      let asked = 0;
      const server = await startBrokenServer((connection) => {
        asked += 1;
        return row.serve(connection);
      });
      const timers = await activeTimers();
      try {
        const { endpoint } = server;
        const target = { endpoint, region: "us-east-1", bearerToken: "key" };
        const run = runAgainst(target, "hello", row.choices ?? {});
        if (row.stopAt !== undefined) {
          const { stopAt } = row;
          await until("the moment has come", () => asked > 0 && run.events.length >= stopAt);
          run.stop();
        }
        const summary = await run.ended;
        assert.equal(summary.verdict, row.verdict);
        assert.equal(summary.text, row.text);
        if (row.kind) assert.equal(summary.failure?.kind, row.kind);
        if (row.exception) assert.equal(summary.failure?.exception, row.exception);
        const honest = ["complete", "stopped"].includes(row.verdict);
        assert.equal(
          summary.failure === undefined,
          honest,
          "a failure is told, and only a failure",
        );
        assert.equal(await activeTimers(), timers, "no timer is left");
        // A body that ended cleanly leaves its connection to the next request.
        const kept = row.reusable === true ? 1 : 0;
        await until("the socket is closed", () => server.open() <= kept);
      } finally {
        await server.close();
      }
    });
  }
});
