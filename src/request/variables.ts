import type { Node } from "jsonc-parser";
import * as l10n from "../l10n.js";
import type { TextRange } from "./documentRange.js";
import { isJsonObject, parseJson } from "./json.js";
import { jsonTree } from "./jsonTree.js";
import { sendableJson } from "./sendableJson.js";

/** The variables a request may hold; the last three tell where the selection stands. */
export const variableNames = [
  "selection",
  "file",
  "fileBase64",
  "clipboard",
  "env",
  "input",
  "date",
  "languageId",
  "fileName",
  "lineRange",
] as const;

export type VariableName = (typeof variableNames)[number];

/** The variables that need to say which: `{{file:src/a.ts}}`. */
const needArgument: ReadonlySet<VariableName> = new Set(["file", "fileBase64", "env", "input"]);

/** A variable as it stands in a text; the range holds the braces. */
export interface Variable extends TextRange {
  readonly name: VariableName;
  /** A path, an environment variable's name or a label, free of the text's escapes. */
  readonly argument?: string;
  /** How many JSON strings it stands in: 0 in plain text, 2 in a body that is given as text. */
  readonly depth: number;
}

/** Why a variable has no value, at its place. */
export interface VariableProblem extends TextRange {
  readonly message: string;
}

export interface FoundVariables {
  /** In the order of the text. */
  readonly variables: readonly Variable[];
  /** Variables that cannot be meant: a missing or a needless argument, or one that is no string's. */
  readonly problems: readonly VariableProblem[];
}

/** What a resolver finds: the value, or a sentence why there is none. */
export type Resolved = { readonly value: string } | { readonly problem: string };

/**
 * Finds the value of one variable. Called once for each different variable of a text, in its order and
 * one after the other, because a value may be asked of a person. Rejects only when the signal aborts.
 */
export type VariableResolver = (
  variable: { readonly name: VariableName; readonly argument?: string },
  signal: AbortSignal,
) => Promise<Resolved>;

/** A text whose variables are replaced, or why they are not. */
export type Substituted =
  { readonly text: string } | { readonly problems: readonly VariableProblem[] };

/**
 * Braces with a word of ours in them. Others stay as they are: prompts hold templates of other tools.
 * The argument ends at the first `}}` and holds no `{{`: what is not closed is looked through once,
 * not once more for every brace in it.
 */
const pattern = new RegExp(
  String.raw`\{\{\s*(${variableNames.join("|")})\s*(?::((?:(?!\}\}|\{\{).)*))?\}\}`,
  "g",
);

/** Finds the variables in plain text. */
export function findVariables(text: string): FoundVariables {
  const variables: Variable[] = [];
  const problems: VariableProblem[] = [];
  for (const found of text.matchAll(pattern)) {
    const range = { offset: found.index, length: found[0].length };
    const name = variableNames.find((one) => one === found[1]);
    const argument = found[2]?.trim() ?? "";
    if (name === undefined) continue;
    const message = argumentProblem(name, argument);
    if (message !== undefined) problems.push({ message, ...range });
    else variables.push({ name, ...(argument !== "" && { argument }), depth: 0, ...range });
  }
  return { variables, problems };
}

function argumentProblem(name: VariableName, argument: string): string | undefined {
  const needed = needArgument.has(name);
  if (needed && argument === "")
    return l10n.t("{0} needs to say which: {1}.", `{{${name}}}`, `{{${name}:…}}`);
  return !needed && argument !== ""
    ? l10n.t("{0} takes nothing after its name.", `{{${name}}}`)
    : undefined;
}

/**
 * Finds the variables in JSON text (comments and trailing commas tolerated): only those inside string
 * values count; in a key they are a problem. Arguments are free of JSON's escapes.
 */
export function findJsonVariables(json: string): FoundVariables {
  const variables: Variable[] = [];
  const problems: VariableProblem[] = [];
  for (const node of stringsOf(jsonTree(json))) {
    const raw = json.slice(node.offset, node.offset + node.length);
    const found = findVariables(raw);
    const isKey = node.parent?.type === "property" && node.parent.children?.[0] === node;
    const depth = isBodyAsText(node) ? 2 : 1;
    for (const { name, argument, offset, length } of found.variables) {
      const range = { offset: node.offset + offset, length };
      if (isKey)
        problems.push({ message: l10n.t("A variable stands in a value, not in a key."), ...range });
      else variables.push({ name, ...unescaped(argument, depth), depth, ...range });
    }
    if (isKey) continue;
    problems.push(...found.problems.map((one) => ({ ...one, offset: node.offset + one.offset })));
  }
  return { variables, problems };
}

/** The string nodes in the order of the text, keys included; no recursion, bodies may nest deeply. */
export function* stringsOf(root: Node | undefined): Generator<Node> {
  const waiting = root === undefined ? [] : [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "string") yield node;
    for (const child of (node.children ?? []).toReversed()) waiting.push(child);
  }
}

/** A request file's body that is itself JSON text: what is put into it stands in a string of that too. */
function isBodyAsText(node: Node): boolean {
  const property = node.parent;
  const isBody = property?.type === "property" && property.children?.[0]?.value === "body";
  if (!isBody || property.parent?.parent !== undefined) return false;
  const text: unknown = node.value;
  return typeof text === "string" && isJsonObject(parseJson(text));
}

function unescaped(argument: string | undefined, depth: number): { argument?: string } {
  if (argument === undefined) return {};
  if (!argument.includes("\\")) return { argument };
  let plain = argument;
  for (let level = 0; level < depth; level++) {
    const value = parseJson(`"${plain}"`);
    if (typeof value === "string") plain = value;
  }
  return { argument: plain };
}

function escaped(value: string, depth: number): string {
  let text = value;
  for (let level = 0; level < depth; level++) text = JSON.stringify(text).slice(1, -1);
  return text;
}

/** Replaces the variables of plain text, a prompt for example, by their values as they are. */
export function substituteVariables(
  text: string,
  resolve: VariableResolver,
  signal: AbortSignal,
): Promise<Substituted> {
  return substitute(text, findVariables(text), resolve, signal);
}

/**
 * Replaces the variables of JSON text by their values, escaped for the strings they stand in. What is
 * no variable stays as written, but for comments and trailing commas, which are dropped. The offsets of
 * problems are those of the text given here.
 */
export async function substituteJsonVariables(
  json: string,
  resolve: VariableResolver,
  signal: AbortSignal,
): Promise<Substituted> {
  const done = await substitute(json, findJsonVariables(json), resolve, signal);
  return "text" in done ? { text: sendableJson(done.text) } : done;
}

/** Characters; of a body of 25 MB, with room for escapes. Large files written often would fill the memory. */
const maxSubstitutedLength = 50_000_000;

function tooLong(): string {
  return l10n.t(
    "With this variable the request is longer than a body may be: 25 MB. Take out some variables, or put in shorter files.",
  );
}

async function substitute(
  text: string,
  found: FoundVariables,
  resolve: VariableResolver,
  signal: AbortSignal,
): Promise<Substituted> {
  // Nobody is asked for a value that would not be sent.
  if (found.problems.length > 0) return { problems: found.problems };
  const known = new Map<string, Resolved>();
  const problems: VariableProblem[] = [];
  const pieces: string[] = [];
  let total = text.length;
  let end = 0;
  for (const { name, argument, depth, offset, length } of found.variables) {
    const id = `${name}:${argument ?? ""}`;
    signal.throwIfAborted();
    const asked = { name, ...(argument !== undefined && { argument }) };
    const resolved = known.get(id) ?? (await resolve(asked, signal));
    known.set(id, resolved);
    if ("problem" in resolved) problems.push({ message: resolved.problem, offset, length });
    else {
      const value = escaped(resolved.value, depth);
      total += value.length;
      if (total > maxSubstitutedLength) {
        return { problems: [{ message: tooLong(), offset, length }] };
      }
      pieces.push(text.slice(end, offset), value);
    }
    end = offset + length;
  }
  return problems.length > 0 ? { problems } : { text: pieces.join("") + text.slice(end) };
}
