import type { JsonObject } from "../request/json.js";
import type { Answer, Speaker } from "./answers/speaker.js";
import { guardrailKeys, streamHeaders } from "./bedrockHeaders.js";
import type { Exchange } from "./exchange.js";
import { liveGroups } from "./liveAnswer.js";
import { prepareAnswer, type InvokeSettings } from "./prepareAnswer.js";
import { isRefusal, type Refusal } from "./refusal.js";
import type { OpenRequest } from "./requestLog.js";
import { streamAnswer } from "./streamAnswer.js";

/**
 * Answers one InvokeModelWithResponseStream whose caller is known.
 * @returns a refusal that the caller of this function sends, or undefined when all is sent.
 */
export async function invokeStream(
  exchange: Exchange,
  logged: OpenRequest,
  settings: InvokeSettings,
): Promise<Refusal | undefined> {
  const prepared = await prepareAnswer(exchange, logged, settings, "stream");
  if (prepared === undefined || isRefusal(prepared)) return prepared;
  const { plan, speaker, speech, live, arrived } = prepared;
  const { answer } = speech;
  logged.status = 200;
  exchange.open(200, streamHeaders(exchange, logged.requestId));
  const metrics = meter(arrived, answer, speaker);
  await streamAnswer(exchange, {
    groups: live ? liveGroups(speaker, speech, live, exchange.signal) : speaker.chunks(speech),
    isLive: live !== undefined,
    pause: live ? () => 0 : (i) => plan.paceMs ?? settings.paceMs ?? humanPause(i),
    ...(plan.during ? { during: plan.during } : {}),
    serviceKeys: (isLast) => ({
      ...guardrailKeys(exchange, answer, isLast),
      ...metrics(isLast),
    }),
    onSent: (bytes, frames) => {
      logged.bytesSent += bytes;
      logged.framesSent += frames;
    },
  });
  return undefined;
}

/** Between 30 and 50 ms, uneven as models are but the same each time. */
function humanPause(i: number): number {
  return 30 + ((i * 13) % 21);
}

/** The metrics of the last chunk, as measured. */
function meter(arrived: number, answer: Answer, speaker: Speaker): (isLast: boolean) => JsonObject {
  let firstByteLatency: number | undefined;
  return (isLast) => {
    const elapsed = Math.round(performance.now() - arrived);
    firstByteLatency ??= elapsed;
    if (!isLast || speaker.metered?.(answer) === false) return {};
    return {
      "amazon-bedrock-invocationMetrics": {
        inputTokenCount: answer.inputTokens,
        outputTokenCount: answer.outputTokens,
        invocationLatency: elapsed,
        firstByteLatency,
      },
    };
  };
}
