import { scenarios, type Scenario, type ScenarioArguments } from "./scenarios.js";

/** What a prompt asks of the sandbox. */
export type Asked =
  | { readonly type: "nothing" }
  | {
      readonly type: "scenario";
      readonly scenario: Scenario;
      readonly args: ScenarioArguments;
      /** The prompt below the line. */
      readonly rest: string;
    }
  /** The line names a scenario that does not exist. */
  | { readonly type: "unknown"; readonly name: string };

/** The line may stand in a comment: prompts come from selections of code too. */
const line = /(?:\/\/|#|--|;|>|\*)?[ \t]*sandbox:([^\r\n]*)(?:\r?\n|$)/iy;

/** No scenario with all that may follow it is that long. */
const MAX_WORDS_LENGTH = 200;

/** Reads `sandbox: …` from the first line of a prompt. */
export function askedScenario(prompt: string): Asked {
  line.lastIndex = Math.max(0, prompt.search(/\S/));
  const match = line.exec(prompt);
  if (!match) return { type: "nothing" };
  const words = (match[1] ?? "").trim();
  if (words.length > MAX_WORDS_LENGTH) {
    return { type: "unknown", name: `${words.slice(0, MAX_WORDS_LENGTH)} […]` };
  }
  const whole = named(words);
  const { name, args } = whole ? { name: words, args: {} } : splitArguments(words);
  const scenario = whole ?? named(name);
  if (!scenario) return { type: "unknown", name: words };
  return { type: "scenario", scenario, args, rest: prompt.slice(match.index + match[0].length) };
}

/** Exact names first: `ThrottlingException` and `throttlingException` are two scenarios. */
function named(name: string): Scenario | undefined {
  const folded = name.toLowerCase();
  return (
    scenarios.find((one) => one.name === name) ??
    scenarios.find((one) => [one.name, ...(one.aliases ?? [])].includes(folded)) ??
    scenarios.find((one) => one.name.toLowerCase() === folded)
  );
}

const modifiers: readonly {
  readonly pattern: RegExp;
  read(number: number): ScenarioArguments;
}[] = [
  { pattern: /(?<!\s)\s+retry[- ]after\s+(\d{1,9})$/i, read: (retryAfter) => ({ retryAfter }) },
  { pattern: /(?<!\s)\s+after\s+(\d{1,9})(?:\s+chunks?)?$/i, read: (after) => ({ after }) },
  { pattern: /(?<!\s)\s+(\d{1,9})\s+times$/i, read: (times) => ({ times }) },
  { pattern: /(?<!\s)\s+once$/i, read: () => ({ times: 1 }) },
  { pattern: /(?<!\s)\s+twice$/i, read: () => ({ times: 2 }) },
  { pattern: /(?<!\s)\s+(\d{1,9})$/, read: (count) => ({ count }) },
];

function splitArguments(words: string): { name: string; args: ScenarioArguments } {
  let name = words;
  let args: ScenarioArguments = {};
  for (;;) {
    const found = modifiers
      .map(({ pattern, read }) => ({ match: pattern.exec(name), read }))
      .find(({ match }) => match !== null);
    if (!found?.match) return { name, args };
    args = { ...found.read(Number(found.match[1] ?? 0)), ...args };
    name = name.slice(0, found.match.index);
  }
}

/** The scenarios as a table of three columns; the README is checked against it. */
export function scenarioTable(): readonly {
  readonly name: string;
  readonly argument: string;
  readonly description: string;
}[] {
  return scenarios.map(({ name, aliases = [], argument = "", description }) => ({
    name: [name, ...aliases].join(", "),
    argument,
    description,
  }));
}
