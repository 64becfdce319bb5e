import { knownExceptions, type KnownException } from "./exceptions.js";
import type { AnswerStyle, Instead, Plan, StreamFault } from "./plan.js";

/** One thing the sandbox can be asked for in the first line of a prompt. */
export interface Scenario {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What may follow the name, for people. */
  readonly argument?: string;
  /** One line for people. */
  readonly description: string;
  plan(args: ScenarioArguments): Plan;
}

/** What follows a scenario's name. */
export interface ScenarioArguments {
  /** `after N`: chunks that are sent first. */
  readonly after?: number;
  /** `once`, `twice`, `N times`: requests that fail before one succeeds. */
  readonly times?: number;
  /** `retry after N`: seconds in the answer's `Retry-After`. */
  readonly retryAfter?: number;
  /** A number right behind the name. */
  readonly count?: number;
}

/** Chunks before a fault that names no number: enough for every family to have said something. */
const SOME = 3;

const canned: AnswerStyle = { type: "canned" };

const endings: readonly Scenario[] = [
  answerScenario("max tokens", "stops at a limit of 12 words", () => ({
    type: "text",
    text: "This answer of the sandbox stops at a limit of twelve words,",
    stop: "maxTokens",
  })),
  answerScenario("stop sequence", "ends as if a stop sequence had come", () => ({
    type: "text",
    text: "This answer of the sandbox ends at a stop sequence.",
    stop: "stopSequence",
  })),
  answerScenario("refusal", "the model refuses to answer", () => ({
    type: "text",
    text: "The sandbox was asked to refuse this request.",
    stop: "refused",
  })),
  answerScenario("content filter", "the answer is cut off by a content filter", () => ({
    type: "text",
    text: "The sandbox was asked to filter",
    stop: "contentFiltered",
  })),
  answerScenario("guardrail", "a guardrail blocks the answer", () => ({
    type: "text",
    text: "Sorry, the model cannot answer this question.",
    stop: "guardrailIntervened",
  })),
];

const answers: readonly Scenario[] = [
  answerScenario("tool call", "calls the body's first tool, or get_current_weather", () => ({
    type: "toolCall",
  })),
  answerScenario("reasoning", "thinks before it answers", () => ({ type: "reasoning" })),
  answerScenario("echo", "answers with the rest of the prompt, character for character", () => ({
    type: "echo",
  })),
  answerScenario("unicode", "answers with emoji, combining marks and several scripts", () => ({
    type: "text",
    text: unicodeText,
    stop: "complete",
  })),
  {
    name: "long",
    argument: "N",
    description: "answers with N words (1000), whatever limit the body sets",
    plan: ({ count = 1000 }) => ({ answer: { type: "words", count } }),
  },
  {
    name: "burst",
    argument: "N",
    description: "N chunks of text (1000) at full speed, whatever limit the body sets",
    plan: ({ count = 1000 }) => ({ answer: { type: "words", count }, paceMs: 0 }),
  },
  {
    name: "slow",
    argument: "N",
    description: "one piece every N milliseconds (500)",
    plan: ({ count = 500 }) => ({ answer: canned, paceMs: count }),
  },
  {
    name: "delay",
    argument: "N",
    description: "nothing for N seconds (5), then the answer",
    plan: ({ count = 5 }) => ({ answer: canned, delayMs: count * 1000 }),
  },
];

const faults: readonly Scenario[] = [
  faultScenario("stall", "no more chunks, the connection stays open", { type: "stall" }, 0),
  {
    name: "reset",
    argument: "[after N]",
    description: "the connection is reset; without a number before the answer begins",
    plan: ({ after }) =>
      after === undefined
        ? { answer: canned, instead: { type: "reset" } }
        : { answer: canned, during: { after, fault: { type: "reset" } } },
  },
  faultScenario("close", "a clean end without the final event", { type: "close" }),
  faultScenario("cut", "the end comes inside a frame", { type: "cut" }),
  faultScenario("corrupt", "a frame with a wrong checksum", { type: "corrupt", part: "message" }),
  faultScenario("corrupt prelude", "a frame whose prelude has a wrong checksum", {
    type: "corrupt",
    part: "prelude",
  }),
  faultScenario("unknown event", "an event that no version of the API names, then goes on", {
    type: "unknownEvent",
  }),
  faultScenario("unknown chunk", "a chunk of a shape that no family has, then goes on", {
    type: "chunk",
    json: { sandbox: { shape: "unknown" } },
    ends: false,
  }),
  faultScenario("error chunk", "an error object where a chunk should be (Claude's), then the end", {
    type: "chunk",
    json: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    ends: true,
  }),
  faultScenario("error message", "a message of type error (:message-type error)", {
    type: "error",
    code: "InternalFailure",
    message: "The sandbox was asked for a message of type error.",
  }),
];

const strangers: readonly Scenario[] = [
  insteadScenario("silence", "the request is taken and never answered", { type: "silence" }),
  insteadScenario("html", "403 and an HTML page, as a proxy answers", page(403, "Access denied")),
  insteadScenario("portal", "200 and an HTML page, as a login portal answers", page(200, "Log in")),
  insteadScenario("redirect", "307 to another path", {
    type: "page",
    status: 307,
    headers: { location: "/redirected" },
    body: "",
  }),
];

/** Everything that can be asked for, in the order in which it is listed. */
export const scenarios: readonly Scenario[] = [
  ...answers,
  ...endings,
  ...faults,
  ...strangers,
  ...knownExceptions.map(beforeTheStream),
  ...knownExceptions.flatMap(inTheStream),
];

function answerScenario(name: string, description: string, answer: () => AnswerStyle): Scenario {
  return { name, description, plan: () => ({ answer: answer() }) };
}

function insteadScenario(name: string, description: string, instead: Instead): Scenario {
  return {
    name,
    argument: "[once | twice | N times]",
    description,
    plan: ({ times }) => ({
      answer: canned,
      instead,
      ...(times === undefined ? {} : { times }),
    }),
  };
}

function faultScenario(
  name: string,
  description: string,
  fault: StreamFault,
  otherwise = SOME,
): Scenario {
  return {
    name,
    argument: "[after N]",
    description: `${description}; after N chunks (${otherwise})`,
    plan: ({ after = otherwise }) => ({ answer: canned, during: { after, fault } }),
  };
}

function beforeTheStream(known: KnownException): Scenario {
  const { refusal, member, aliases = [] } = known;
  const inStream = member === undefined ? "" : " | after N";
  return {
    name: refusal.name,
    aliases,
    argument: `[once | twice | N times] [retry after N]${inStream}`,
    description: `${refusal.status} before the stream${member === undefined ? "" : ", with a number of chunks inside it"}`,
    plan: ({ after, times, retryAfter }) => {
      if (after !== undefined && member !== undefined) {
        return { answer: canned, during: { after, fault: { type: "exception", member, refusal } } };
      }
      const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
      return {
        answer: canned,
        instead: { type: "refusal", refusal: { ...refusal, headers } },
        ...(times === undefined ? {} : { times }),
      };
    },
  };
}

function inTheStream({ refusal, member }: KnownException): Scenario[] {
  if (member === undefined) return [];
  const fault: StreamFault = { type: "exception", member, refusal };
  return [faultScenario(member, `the stream's exception ${member}`, fault)];
}

function page(status: number, title: string): Instead {
  return {
    type: "page",
    status,
    headers: { "content-type": "text/html; charset=utf-8", server: "sandbox-proxy" },
    body: `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  };
}

/** Astral characters, a family joined by ZWJ, combining marks, right-to-left, CJK, a flag, a lone BOM. */
const unicodeText =
  "Emoji \u{1F600} \u{1F469}\u200D\u{1F469}\u200D\u{1F467}, flag \u{1F1E9}\u{1F1EA}, combining e\u0301 and " +
  "n\u0303, Hebrew \u05E9\u05DC\u05D5\u05DD, Japanese \u65E5\u672C\u8A9E, Greek \u03B1\u03B2\u03B3, " +
  "math \u{1D54F}, no-break\u00A0space, BOM \uFEFF, quotes \u201Cso\u201D.";
