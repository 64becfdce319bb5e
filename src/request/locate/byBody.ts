import { isJsonObject, type Json } from "../json.js";
import { finding, type KeyPath, type Problem, type Reader } from "./finding.js";
import { limitPath } from "./resolve.js";
import { readSentence } from "./sentence.js";

/**
 * Places that a message does not name and the body betrays: the only value that is what the message
 * quotes, or the key that what it speaks of always stands in.
 */
export const readByBody: Reader = (text, body) => {
  if (!isJsonObject(body)) return [];
  const said = /Malformed input request:\s*(.*)/s.exec(text)?.[1];
  const value = said === undefined ? undefined : quotedValue(said, body);
  if (value !== undefined && said !== undefined)
    return [finding(value, readSentence(said).problem)];
  for (const { says, place, problem } of implied) {
    const path = says.test(text) ? place(body) : undefined;
    if (path !== undefined) return [finding(path, problem?.(text))];
  }
  return [];
};

/** The path of the one value that the sentence quotes; undefined when none or several fit. */
function quotedValue(said: string, body: Json): KeyPath | undefined {
  const test = testFor(said);
  if (test === undefined) return undefined;
  const found = [...valuesIn(body, [])].filter(({ value }) => test(value));
  return found.length === 1 ? found[0]?.path : undefined;
}

function testFor(said: string): ((value: Json) => boolean) | undefined {
  const number = /^(-?[\d.]+(?:[eE][-+]?\d+)?) is not (?:less|greater|a multiple)/.exec(said)?.[1];
  if (number !== undefined) return (value) => value === Number(number);
  const string =
    /^string \[([^]*)\] does not match pattern/.exec(said)?.[1] ??
    /^(.*) is not a valid enum value/.exec(said)?.[1];
  if (string !== undefined) {
    return (value) => typeof value !== "object" && String(value) === string;
  }
  const items = /^expected (?:minimum|maximum) item count: \d+, found: (\d+)/.exec(said)?.[1];
  if (items !== undefined) return (value) => Array.isArray(value) && value.length === Number(items);
  const length = /^expected m(?:in|ax)Length: \d+, actual: (\d+)/.exec(said)?.[1];
  if (length !== undefined)
    return (value) => typeof value === "string" && [...value].length === Number(length);
  if (/^expected minLength: 1\b/.test(said)) return (value) => value === "";
  const type = /^expected type: \w+, found: (\w+)/.exec(said)?.[1];
  return type === undefined ? undefined : (value) => typeName(value) === type;
}

/** The name of org.json for a value's type. */
function typeName(value: Json): string {
  if (value === null) return "Null";
  if (Array.isArray(value)) return "JSONArray";
  if (typeof value === "object") return "JSONObject";
  if (typeof value === "number") return Number.isInteger(value) ? "Integer" : "Double";
  return typeof value === "string" ? "String" : "Boolean";
}

/** Levels of a body in which values are looked for: each costs every value below it a copy of its path. */
const maxDepth = 24;

function* valuesIn(value: Json, path: KeyPath): Generator<{ value: Json; path: KeyPath }> {
  if (path.length > 0) yield { value, path };
  if (typeof value !== "object" || value === null || path.length === maxDepth) return;
  for (const [key, child] of Object.entries(value)) {
    if (child !== undefined) yield* valuesIn(child, [...path, key]);
  }
}

interface Implied {
  readonly says: RegExp;
  readonly place: (body: Json) => KeyPath | undefined;
  /** What is wrong there, where more can be said than that something is. */
  readonly problem?: (text: string) => Problem;
}

const tooMuch = (): Problem => ({ type: "extraneousKey" });

const implied: readonly Implied[] = [
  {
    says: /support tool use|support tools|tool(?: use| calling|s)? (?:is|are) not supported/i,
    place: (body) => first(body, ["toolConfig", "tools"]),
    problem: tooMuch,
  },
  {
    says: /^(?:[^]{0,200}: )?(?:adaptive |extended )?thinking (?:mode )?is not supported/i,
    place: (body) => first(body, ["thinking"]),
    problem: tooMuch,
  },
  {
    says: /^Tool '.{1,128}' not found in provided tools/,
    place: (body) => toolChoiceName(body),
  },
  {
    says: /tool choice requires/,
    place: (body) => first(body, ["tool_choice", "tools"]),
  },
  {
    says: /support system (?:messages|prompts)|system (?:messages|prompts) (?:is|are) not supported/i,
    place: (body) => first(body, ["system", "preamble"]) ?? turn(body, (role) => role === "system"),
    problem: tooMuch,
  },
  { says: /must start with a user message|first message must/i, place: (body) => role(body, 0) },
  { says: /must alternate|alternates? between/i, place: repeatedRole },
  {
    says: /must end with a user message|message prefill|[Ll]ast (?:message|turn|role) must|message in the final position|last message is from the assistant/,
    place: lastTurn,
    problem: tooMuch,
  },
  { says: /missing a user message/i, place: (body) => first(body, ["messages"]) },
  {
    says: /maximum tokens you requested exceeds/i,
    place: limitPath,
    problem: (text) => readSentence(text).problem,
  },
  { says: /use the messages api/i, place: (body) => first(body, ["prompt"]) },
  {
    says: /compiled grammar is too large|Grammar compilation/,
    place: (body) => first(body, ["output_config", "output_format", "response_format"]),
  },
];

function toolChoiceName(body: Json): KeyPath | undefined {
  const choice = isJsonObject(body) ? body["tool_choice"] : undefined;
  return isJsonObject(choice) && "name" in choice ? ["tool_choice", "name"] : undefined;
}

function first(body: Json, keys: readonly string[]): KeyPath | undefined {
  const found = isJsonObject(body) ? keys.find((key) => Object.hasOwn(body, key)) : undefined;
  return found === undefined ? undefined : [found];
}

function roles(body: Json): unknown[] {
  const messages = isJsonObject(body) ? body["messages"] : undefined;
  return Array.isArray(messages)
    ? messages.map((turn: Json) => (isJsonObject(turn) ? turn["role"] : undefined))
    : [];
}

function role(body: Json, index: number): KeyPath | undefined {
  return index < roles(body).length
    ? ["messages", String(index), "role"]
    : first(body, ["messages"]);
}

function turn(body: Json, is: (role: unknown) => boolean): KeyPath | undefined {
  const index = roles(body).findIndex(is);
  return index < 0 ? undefined : ["messages", String(index)];
}

function repeatedRole(body: Json): KeyPath | undefined {
  const all = roles(body);
  const index = all.findIndex((one, at) => at > 0 && one === all[at - 1]);
  return index < 0 ? undefined : role(body, index);
}

function lastTurn(body: Json): KeyPath | undefined {
  const count = roles(body).length;
  return count === 0 ? undefined : ["messages", String(count - 1)];
}
