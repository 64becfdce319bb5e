import { createHash } from "node:crypto";
import { asFailure } from "../failure.js";
import type { JsonObject } from "../request/json.js";
import type { Answer, Question, Speaker, Speech } from "./answers/speaker.js";
import { checkRequestHeaders, type Operation } from "./bedrockHeaders.js";
import { composeAnswer } from "./composeAnswer.js";
import type { Exchange } from "./exchange.js";
import { LiveAnswer } from "./liveAnswer.js";
import type { Instead, Plan } from "./plan.js";
import { isRefusal, validationException, type Refusal } from "./refusal.js";
import type { OpenRequest } from "./requestLog.js";
import { resolveModel, type ResolvedModel } from "./resolveModel.js";
import { askedScenario } from "./scenarioLine.js";
import { speakerOf } from "./speakers.js";
import { pauseFor, untilGone } from "./streamAnswer.js";
import { askUpstream } from "./upstream.js";
import { validateBody } from "./validateBody.js";

/** What the operations need of the sandbox around them. */
export interface InvokeSettings {
  readonly region: string;
  /** Milliseconds between pieces; undefined is a human pace. */
  readonly paceMs: number | undefined;
  /** Writes the answers to prompts that ask for no scenario. */
  readonly upstream?: URL;
  /** How often a body has met `instead` already; lives as long as the sandbox. */
  readonly failuresSoFar: Map<string, number>;
}

/** An answer that is ready to be sent, in pieces or whole. */
export interface Prepared {
  readonly plan: Plan;
  readonly speaker: Speaker;
  readonly speech: Speech;
  /** The answer, when another server is still writing it. */
  readonly live: LiveAnswer | undefined;
  /** When the request came, in milliseconds of `performance.now()`. */
  readonly arrived: number;
}

/**
 * Reads and checks a request whose caller is known, and waits as its scenario says.
 * @returns a refusal for the caller of this function to send, or undefined when all is sent already.
 */
export async function prepareAnswer(
  exchange: Exchange,
  logged: OpenRequest,
  settings: InvokeSettings,
  operation: Operation,
): Promise<Prepared | Refusal | undefined> {
  const arrived = performance.now();
  const asked = readRequest(exchange, logged, settings.region, operation);
  if (isRefusal(asked)) return asked;
  const { plan, speaker, question, baseModelId, body } = asked;
  await pauseFor(plan.delayMs ?? 0, exchange.signal);
  if (plan.instead && isDue(plan, logged, settings.failuresSoFar)) {
    return answerInstead(plan.instead, exchange, logged);
  }
  const live = await liveAnswer(asked, settings.upstream, exchange.signal);
  if (isRefusal(live)) return live;
  const speech: Speech = {
    answer: live ?? asked.answer,
    body,
    prompt: question.prompt,
    modelId: logged.modelId,
    baseModelId,
    requestId: logged.requestId,
    created: Math.floor(Date.now() / 1000),
  };
  return { plan, speaker, speech, live, arrived };
}

/** What the model behind an upstream server did wrong, as Bedrock says it before a stream. */
export function modelError(error: unknown, upstream: string): Refusal {
  const { message, evidence } = asFailure(error);
  return {
    name: "ModelErrorException",
    status: 424,
    message,
    members: { originalStatusCode: evidence.httpStatus ?? 502, resourceName: upstream },
    from: "bedrock",
  };
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
    return modelError(error, upstream.host);
  }
}

/** Reads a request and decides what is answered to it. */
function readRequest(
  exchange: Exchange,
  logged: OpenRequest,
  region: string,
  operation: Operation,
): Asked | Refusal {
  const model = resolveModel(logged.modelId, region, logged.body, operation);
  if (isRefusal(model)) return model;
  const checked = validateBody(logged.body, model.family, model.baseModelId);
  if (isRefusal(checked)) return checkRequestHeaders(exchange, {}, operation) ?? checked;
  const { body } = checked;
  const wrongHeader = checkRequestHeaders(exchange, body, operation);
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
