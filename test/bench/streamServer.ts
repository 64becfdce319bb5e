// A server in a process of its own, so that reading and sending do not share a thread. It answers
// each request with as many events as its body asks for:
// {"events": N, "letters": M, "perSecond": R, "pauseMs": P}.
import * as http from "node:http";
import * as http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { endWithParent } from "../support/janitor.js";
import { chunkFrame } from "../support/invokeKit.js";

interface Wanted {
  readonly events: number;
  readonly letters: number;
  /** 0 is full speed. */
  readonly perSecond: number;
  /** Before the first byte of the answer, as a model thinks. */
  readonly pauseMs: number;
}

const headers = {
  "content-type": "application/vnd.amazon.eventstream",
  "x-amzn-bedrock-content-type": "application/json",
  "x-amzn-requestid": "11111111-2222-3333-4444-555555555555",
};

const begin = [
  { type: "message_start", message: { usage: { input_tokens: 3, output_tokens: 1 } } },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
];
const end = [
  { type: "content_block_stop", index: 0 },
  { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 9 } },
  { type: "message_stop" },
];
const frameOf = (json: unknown) => Buffer.from(chunkFrame(JSON.stringify(json)));

/** Frames of text, every eighth with a line of its own as prose has, made once for each length. */
const made = new Map<number, readonly Buffer[]>();
function textFrames(letters: number): readonly Buffer[] {
  const known = made.get(letters);
  if (known) return known;
  const frames = Array.from({ length: 8 }, (_, i) => {
    const text = "the quick brown fox jumps over a dog "
      .repeat(Math.ceil(letters / 37))
      .slice(0, Math.max(1, letters - 1));
    const delta = { type: "text_delta", text: text + (i === 7 ? "\n" : " ") };
    return frameOf({ type: "content_block_delta", index: 0, delta });
  });
  made.set(letters, frames);
  return frames;
}

/** Bytes that are written at once. */
const pieceEvents = 512;

async function* piecesOf(wanted: Wanted): AsyncGenerator<Buffer> {
  const { events, letters, perSecond, pauseMs } = wanted;
  if (pauseMs > 0) await sleep(pauseMs);
  const frames = textFrames(letters);
  const batch = perSecond > 0 ? Math.max(1, Math.round(perSecond / 100)) : pieceEvents;
  yield Buffer.concat(begin.map(frameOf));
  const started = performance.now();
  for (let sent = 0; sent < events; sent += batch) {
    const count = Math.min(batch, events - sent);
    yield Buffer.concat(Array.from({ length: count }, (_, i) => frames[(sent + i) % 8] ?? begin0));
    if (perSecond > 0) {
      await sleep(Math.max(0, started + ((sent + count) * 1000) / perSecond - performance.now()));
    }
  }
  yield Buffer.concat(end.map(frameOf));
}
const begin0 = frameOf(begin[0]);

async function answer(body: Buffer, stream: NodeJS.WritableStream): Promise<void> {
  const asked = JSON.parse(body.toString("utf8")) as Partial<Wanted>;
  const wanted = { events: 10, letters: 5, perSecond: 0, pauseMs: 0, ...asked };
  let pieces = 0;
  for await (const piece of piecesOf(wanted)) {
    pieces += 1;
    if (pieces === 2) process.send?.({ firstTextAt: performance.timeOrigin + performance.now() });
    if (!stream.write(piece)) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          stream.off("drain", go).off("close", go);
          resolve();
        };
        stream.on("drain", go).on("close", go);
      });
    }
    if ("destroyed" in stream && stream.destroyed === true) return;
  }
  stream.end();
}

function collect(request: NodeJS.ReadableStream, then: (body: Buffer) => Promise<void>): void {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("end", () => void then(Buffer.concat(pieces)).catch(() => undefined));
}

const plain = http.createServer((request, response) => {
  collect(request, (body) => {
    response.writeHead(200, headers);
    return answer(body, response);
  });
});
const multiplexed = http2.createServer();
multiplexed.on("stream", (stream) => {
  stream.on("error", () => undefined);
  collect(stream, (body) => {
    stream.respond({ ":status": 200, ...headers });
    return answer(body, stream);
  });
});

endWithParent();
plain.keepAliveTimeout = 60_000;
plain.listen(0, "127.0.0.1", () => {
  multiplexed.listen(0, "127.0.0.1", () => {
    const port = (server: http.Server | http2.Http2Server) =>
      (server.address() as AddressInfo).port;
    process.send?.({ http1: port(plain), http2: port(multiplexed) });
  });
});
