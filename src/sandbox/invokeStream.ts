import { createHash } from "node:crypto";
import { asFailure } from "../failure.js";
import type { JsonObject } from "../request/json.js";
import type { Answer, Question, Speaker, Speech } from "./answers/speaker.js";
import { checkRequestHeaders, guardrailKeys, streamHeaders } from "./bedrockHeaders.js";
import { composeAnswer } from "./composeAnswer.js";
import type { Exchange } from "./exchange.js";
import { LiveAnswer, liveGroups } from "./liveAnswer.js";
import type { Instead, Plan } from "./plan.js";
import { isRefusal, refusalBody, validationException, type Refusal } from "./refusal.js";
import type { OpenRequest } from "./requestLog.js";
import { resolveModel, type ResolvedModel } from "./resolveModel.js";
import { askedScenario } from "./scenarioLine.js";
import { speakerOf } from "./speakers.js";
import { pauseFor, streamAnswer, untilGone } from "./streamAnswer.js";
import { askUpstream } from "./upstream.js";
import { validateBody } from "./validateBody.js";

/** What the operation needs of the sandbox around it. */
export interface StreamSettings {
  readonly region: string;
  /** Milliseconds between pieces; undefined is a human pace. */
  readonly paceMs: number | undefined;
  /** Writes the answers to prompts that ask for no scenario. */
  readonly upstream?: URL;
  /** How often a body has met `instead` already; lives as long as the sandbox. */
  readonly failuresSoFar: Map<string, number>;
}

/**
 * Answers one InvokeModelWithResponseStream whose caller is known.
 * @returns a refusal that the caller of this function sends, or undefined when all is sent.
 */
export async function invokeStream(
  exchange: Exchange,
  logged: OpenRequest,
  settings: StreamSettings,
): Promise<Refusal | undefined> {
  const arrived = performance.now();
  const asked = readRequest(exchange, logged, settings.region);
  if (isRefusal(asked)) return asked;
  const { plan, speaker, question } = asked;

  if (plan.instead && isDue(plan, logged, settings.failuresSoFar)) {
    await pauseFor(plan.delayMs ?? 0, exchange.signal);
    return answerInstead(plan.instead, exchange, logged);
  }
  await pauseFor(plan.delayMs ?? 0, exchange.signal);
  const live = await liveAnswer(asked, settings.upstream, exchange.signal);
  if (isRefusal(live)) return live;
  const answer = live ?? asked.answer;
  const speech: Speech = {
    answer,
    body: asked.body,
    prompt: question.prompt,
    modelId: logged.modelId,
    baseModelId: asked.baseModelId,
    requestId: logged.requestId,
    created: Math.floor(Date.now() / 1000),
  };
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

interface Asked {
  readonly body: JsonObject;
  readonly baseModelId: string;
  readonly speaker: Speaker;
  readonly question: Question;
  readonly plan: Plan;
  readonly answer: Answer;
  /** Whether the prompt is for a model rather than for the sandbox. */
  readonly isForModel: boolean;
}

/** The answer that the upstream server begins to write; undefined when the sandbox answers itself. */
async function liveAnswer(
  asked: Asked,
  upstream: URL | undefined,
  signal: AbortSignal,
): Promise<LiveAnswer | Refusal | undefined> {
  if (!upstream || !asked.isForModel) return undefined;
  const { question, speaker, baseModelId, body } = asked;
  const { reasoning } = speaker.has(baseModelId, body);
  const live = new LiveAnswer(question.inputTokens, reasoning);
  try {
    await askUpstream(upstream, question, body, live, signal);
    return live;
  } catch (error) {
    signal.throwIfAborted();
    const { message, evidence } = asFailure(error);
    return {
      name: "ModelErrorException",
      status: 424,
      message,
      members: { originalStatusCode: evidence.httpStatus ?? 502, resourceName: upstream.host },
      from: "bedrock",
    };
  }
}

function readRequest(exchange: Exchange, logged: OpenRequest, region: string): Asked | Refusal {
  const model = resolveModel(logged.modelId, region, logged.body);
  if (isRefusal(model)) return model;
  const checked = validateBody(logged.body, model.family, model.baseModelId);
  if (isRefusal(checked)) return checkRequestHeaders(exchange, {}) ?? checked;
  const { body } = checked;
  const wrongHeader = checkRequestHeaders(exchange, body);
  if (wrongHeader) return wrongHeader;
  const speaker = speakerOf(model.family.id);
  if (!speaker) return validationException("The model is unsupported for streaming.");
  return {
    body,
    baseModelId: model.baseModelId,
    speaker,
    ...planFor(speaker, body, model, logged.modelId),
  };
}

function planFor(
  speaker: Speaker,
  body: JsonObject,
  model: ResolvedModel,
  modelId: string,
): Pick<Asked, "question" | "plan" | "answer" | "isForModel"> {
  const question = speaker.question(body, model.baseModelId);
  const asked = askedScenario(question.prompt);
  const plan: Plan =
    asked.type === "scenario" ? asked.scenario.plan(asked.args) : { answer: { type: "canned" } };
  const answer = composeAnswer(question, plan.answer, speaker.has(model.baseModelId, body), {
    modelId,
    prompt: asked.type === "scenario" ? asked.rest : question.prompt,
    ...(asked.type === "unknown"
      ? { notice: `There is no scenario "${asked.name}"; the last lines say where the list is.` }
      : {}),
  });
  return { question, plan, answer, isForModel: asked.type === "nothing" };
}

/** Bodies whose failures are counted; the oldest are forgotten. */
const REMEMBERED = 1000;

/** Counts the failures of "twice" and the like; after the success the count begins anew. */
function isDue(plan: Plan, logged: OpenRequest, failures: Map<string, number>): boolean {
  if (plan.times === undefined) return true;
  const key = createHash("sha256").update(`${logged.modelId}\n${logged.body}`).digest("hex");
  const sofar = failures.get(key) ?? 0;
  failures.delete(key);
  if (sofar >= plan.times) return false;
  failures.set(key, sofar + 1);
  const [oldest] = failures.keys();
  if (failures.size > REMEMBERED && oldest !== undefined) failures.delete(oldest);
  return true;
}

async function answerInstead(
  instead: Instead,
  exchange: Exchange,
  logged: OpenRequest,
): Promise<Refusal | undefined> {
  switch (instead.type) {
    case "refusal":
      return instead.refusal;
    case "page":
      logged.status = instead.status;
      exchange.respond(instead.status, instead.headers, instead.body);
      return undefined;
    case "reset":
      exchange.reset();
      return undefined;
    case "silence":
      await untilGone(exchange.signal);
      return undefined;
    default: {
      const never: never = instead;
      return never;
    }
  }
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

/** Sends a refusal as the service does. */
export function sendRefusal(
  exchange: Exchange,
  refusal: Refusal,
  headers: Readonly<Record<string, string>>,
): void {
  exchange.respond(refusal.status, { ...headers, ...refusal.headers }, refusalBody(refusal));
}
