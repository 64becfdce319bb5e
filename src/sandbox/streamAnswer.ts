import { setImmediate, setTimeout } from "node:timers/promises";
import { isFailure, type Failure } from "../failure.js";
import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import { encodeFrame } from "../wire/encodeFrame.js";
import { unexpectedMessage } from "./exceptions.js";
import type { Exchange } from "./exchange.js";
import { chunkEvent } from "./chunkEvent.js";
import type { StreamFault } from "./plan.js";
import type { Refusal } from "./refusal.js";

/** How a stream goes out. */
export interface StreamOrder {
  /** Groups of chunks; a pause comes before each but the first. An empty group is a pause only. */
  readonly groups: Iterable<readonly Json[]> | AsyncIterable<readonly Json[]>;
  /** True where groups come when they come: none may wait for the next. */
  readonly isLive?: boolean;
  /** Milliseconds of the pause before group `i`. */
  readonly pause: (i: number) => number;
  /** Happens after so many chunks, at the latest before the last one. */
  readonly during?: { readonly after: number; readonly fault: StreamFault };
  /** Keys of the service for a chunk, the last one's among them. */
  readonly serviceKeys: (isLast: boolean) => JsonObject;
  /** Called with what was handed to the connection. */
  readonly onSent: (bytes: number, frames: number) => void;
}

/**
 * Sends the chunks, frame by frame, each when there is room for it. Status and headers are out already.
 * Rejects with the signal's reason when the client goes.
 */
export async function streamAnswer(exchange: Exchange, order: StreamOrder): Promise<void> {
  const sender = new Sender(exchange, order.onSent);
  try {
    await sendGroups(exchange, order, sender);
  } catch (error) {
    if (!isFailure(error)) throw error;
    await sender.send(exceptionFrame("modelStreamErrorException", modelStreamError(error)));
    await sender.flush();
    exchange.end();
  }
}

/** An upstream that fails in mid-answer is to the sandbox what a model's container is to Bedrock. */
function modelStreamError(failure: Failure): Pick<Refusal, "message" | "members"> {
  return {
    message: unexpectedMessage,
    members: { originalStatusCode: 500, originalMessage: failure.message },
  };
}

async function sendGroups(exchange: Exchange, order: StreamOrder, sender: Sender): Promise<void> {
  let pending = order.during;
  let groupIndex = 0;
  for await (const { group, isLastGroup } of withLast(order.groups)) {
    const pause = groupIndex === 0 ? 0 : order.pause(groupIndex);
    if (pause > 0) {
      await sender.flush();
      await pauseFor(pause, exchange.signal);
    }
    for (const [i, chunk] of group.entries()) {
      const isLast = isLastGroup && i === group.length - 1;
      if (pending && (sender.chunks >= pending.after || isLast)) {
        const { fault } = pending;
        pending = undefined;
        const frame = chunkFrame(chunk, order.serviceKeys(isLast), sender.chunks);
        const outcome = await inject(fault, sender, exchange, frame);
        if (outcome === "over") return;
        if (outcome === "replaced") continue;
      }
      await sender.sendChunk(chunkFrame(chunk, order.serviceKeys(isLast), sender.chunks));
    }
    if (order.isLive === true) await sender.flush();
    groupIndex += 1;
  }
  await sender.flush();
  exchange.end();
}

async function* withLast(
  groups: StreamOrder["groups"],
): AsyncIterable<{ group: readonly Json[]; isLastGroup: boolean }> {
  let held: readonly Json[] | undefined;
  try {
    for await (const group of groups) {
      if (held) yield { group: held, isLastGroup: false };
      held = group;
    }
  } catch (error) {
    // What was said before the author failed is still said.
    if (held) yield { group: held, isLastGroup: false };
    throw error;
  }
  if (held) yield { group: held, isLastGroup: true };
}

/** At full speed so many bytes are written together: a write for each frame would be the slowest part. */
const WRITE_TOGETHER = 16 * 1024;

class Sender {
  chunks = 0;
  private held: Uint8Array[] = [];
  private heldBytes = 0;

  constructor(
    private readonly exchange: Exchange,
    private readonly onSent: (bytes: number, frames: number) => void,
  ) {}

  async sendChunk(frame: Uint8Array): Promise<void> {
    this.chunks += 1;
    await this.send(frame);
  }

  async send(bytes: Uint8Array): Promise<void> {
    this.exchange.signal.throwIfAborted();
    this.held.push(bytes);
    this.heldBytes += bytes.length;
    if (this.heldBytes < WRITE_TOGETHER) return;
    await this.flush();
    // Lets everything else in this process run between two writes.
    await setImmediate();
  }

  /** Before every wait and every end: nothing that is due may be late. */
  async flush(): Promise<void> {
    if (this.held.length === 0) return;
    const bytes = Buffer.concat(this.held);
    this.onSent(bytes.length, this.held.length);
    this.held = [];
    this.heldBytes = 0;
    await this.exchange.write(bytes);
  }
}

/**
 * @param frame the frame that is due now.
 * @returns "over" when nothing may follow, "replaced" when the due frame is not to be sent any more,
 * "goOn" when the stream continues with it.
 */
async function inject(
  fault: StreamFault,
  sender: Sender,
  exchange: Exchange,
  frame: Uint8Array,
): Promise<"over" | "replaced" | "goOn"> {
  switch (fault.type) {
    case "exception":
      await sender.send(exceptionFrame(fault.member, fault.refusal));
      break;
    case "error":
      await sender.send(
        encodeFrame(
          {
            ":error-code": fault.code,
            ":error-message": fault.message,
            ":message-type": "error",
          },
          new Uint8Array(),
        ),
      );
      break;
    case "stall":
      await sender.flush();
      await untilGone(exchange.signal);
      return "over";
    case "reset":
      await sender.flush();
      // A reset overtakes bytes that are still on their way.
      await pauseFor(RESET_DELAY_MS, exchange.signal);
      exchange.reset();
      return "over";
    case "close":
      break;
    case "cut":
      await sender.send(frame.subarray(0, Math.floor(frame.length / 2)));
      break;
    case "corrupt":
      await sender.sendChunk(damaged(frame, fault.part));
      return "replaced";
    case "unknownEvent":
      await sender.send(eventFrame("futureEvent", { sandbox: "no version names this event" }));
      return "goOn";
    case "chunk":
      await sender.sendChunk(chunkFrame(fault.json, {}, sender.chunks));
      if (!fault.ends) return "goOn";
      break;
    default: {
      const never: never = fault;
      return never;
    }
  }
  await sender.flush();
  exchange.end();
  return "over";
}

function exceptionFrame(member: string, refusal: Pick<Refusal, "message" | "members">): Uint8Array {
  return encodeFrame(
    {
      ":exception-type": member,
      ":content-type": "application/json",
      ":message-type": "exception",
    },
    Buffer.from(JSON.stringify({ message: refusal.message, ...refusal.members })),
  );
}

function eventFrame(type: string, payload: Json): Uint8Array {
  return encodeFrame(
    { ":event-type": type, ":content-type": "application/json", ":message-type": "event" },
    Buffer.from(JSON.stringify(payload)),
  );
}

const PADDING = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** One chunk as recorded: base64, and padding of varying length in `p`. */
function chunkFrame(chunk: Json, serviceKeys: JsonObject, index: number): Uint8Array {
  const hasKeys = isJsonObject(chunk) && Object.keys(serviceKeys).length > 0;
  const json = JSON.stringify(hasKeys ? { ...chunk, ...serviceKeys } : chunk);
  const paddingLength = 3 + ((index * 37 + json.length * 11) % (PADDING.length - 2));
  const bytes = Buffer.from(json).toString("base64");
  return chunkEvent(`{"bytes":"${bytes}","p":"${PADDING.slice(0, paddingLength)}"}`);
}

const RESET_DELAY_MS = 20;

/** Offset of the prelude's checksum in a frame. */
const PRELUDE_CHECKSUM = 8;

function damaged(frame: Uint8Array, part: "message" | "prelude"): Uint8Array {
  const copy = Uint8Array.from(frame);
  const at = part === "message" ? copy.length - 1 : PRELUDE_CHECKSUM;
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

/** Node's timers take no more and wait for no time at all then. */
const MAX_PAUSE_MS = 2 ** 31 - 1;

/** Waits, or rejects with the signal's reason. */
export async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (ms <= 0) return;
  try {
    await setTimeout(Math.min(ms, MAX_PAUSE_MS), undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** Waits for nothing but the client's or the sandbox's end. */
export function untilGone(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
