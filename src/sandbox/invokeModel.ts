import { isFailure } from "../failure.js";
import type { Answer, Said } from "./answers/speaker.js";
import { guardrailKeys, replyHeaders } from "./bedrockHeaders.js";
import type { Exchange, HeaderMap } from "./exchange.js";
import type { StreamFault } from "./plan.js";
import { modelError, prepareAnswer, type InvokeSettings } from "./prepareAnswer.js";
import { isRefusal, type Refusal } from "./refusal.js";
import type { OpenRequest } from "./requestLog.js";
import { untilGone } from "./streamAnswer.js";

/**
 * Answers one InvokeModel whose caller is known: what the stream would say, in one reply.
 * @returns a refusal that the caller of this function sends, or undefined when all is sent.
 */
export async function invokeModel(
  exchange: Exchange,
  logged: OpenRequest,
  settings: InvokeSettings,
): Promise<Refusal | undefined> {
  const prepared = await prepareAnswer(exchange, logged, settings, "whole");
  if (prepared === undefined || isRefusal(prepared)) return prepared;
  const { plan, speaker, speech, live, arrived } = prepared;
  const { answer } = speech;
  let said: Said;
  try {
    await live?.ready(Infinity, exchange.signal);
    said = { reasoning: joined(answer.reasoning), text: joined(answer.text) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return modelError(error, settings.upstream?.host ?? "");
  }
  const whole: Whole = {
    headers: {
      ...replyHeaders(exchange, logged.requestId),
      ...meterHeaders(answer, performance.now() - arrived),
    },
    body: JSON.stringify({
      ...speaker.reply(speech, said),
      ...guardrailKeys(exchange, answer, true),
    }),
  };
  if (plan.during) return failWhole(plan.during.fault, exchange, logged, whole);
  send(exchange, logged, whole);
  return undefined;
}

interface Whole {
  readonly headers: HeaderMap;
  readonly body: string;
}

function send(exchange: Exchange, logged: OpenRequest, { headers, body }: Whole): void {
  logged.status = 200;
  logged.bytesSent += Buffer.byteLength(body);
  exchange.respond(200, headers, body);
}

/** What a fault of the stream becomes where there is none. */
async function failWhole(
  fault: StreamFault,
  exchange: Exchange,
  logged: OpenRequest,
  whole: Whole,
): Promise<Refusal | undefined> {
  switch (fault.type) {
    case "exception":
      return fault.refusal;
    case "error":
      return { name: fault.code, status: 500, message: fault.message, from: "frontDoor" };
    case "stall":
      await untilGone(exchange.signal);
      return undefined;
    case "reset":
      exchange.reset();
      return undefined;
    case "close":
    case "cut":
    case "corrupt":
      send(exchange, logged, { ...whole, body: whole.body.slice(0, whole.body.length / 2) });
      return undefined;
    case "unknownEvent":
      send(exchange, logged, whole);
      return undefined;
    case "chunk":
      send(exchange, logged, fault.ends ? { ...whole, body: JSON.stringify(fault.json) } : whole);
      return undefined;
    default: {
      const never: never = fault;
      return never;
    }
  }
}

function joined(pieces: Iterable<string>): string {
  return [...pieces].join("");
}

/** The counts that a stream has in its last chunk. */
function meterHeaders(answer: Answer, elapsedMs: number): HeaderMap {
  return {
    "x-amzn-bedrock-input-token-count": String(answer.inputTokens),
    "x-amzn-bedrock-output-token-count": String(answer.outputTokens),
    "x-amzn-bedrock-invocation-latency": String(Math.round(elapsedMs)),
  };
}
