import { templatedUserText } from "../../models/templatedUserText.js";
import { isJsonObject, type Json, type JsonObject } from "../../request/json.js";
import type { OfferedTool } from "./speaker.js";

/** The value at a path of keys; undefined where the path leads nowhere. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (current, key) => (isJsonObject(current) ? current[key] : undefined),
    value,
  );
}

export function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** A string or a list of strings, as stop keys are written; empty ones end nothing. */
export function stringsOf(value: Json | undefined): readonly string[] {
  return [value].flat().filter((item): item is string => typeof item === "string" && item !== "");
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** Words in the texts of a value, keys and short codes such as roles and types left out. */
export function wordsIn(value: Json | undefined): number {
  if (typeof value === "string") return countWords(value);
  if (Array.isArray(value)) {
    return (value as readonly Json[]).reduce<number>((sum, item) => sum + wordsIn(item), 0);
  }
  if (!isJsonObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (uncounted.has(key) ? 0 : wordsIn(item)),
    0,
  );
}

/** Without a list of them: a prompt may have millions. */
export function countWords(text: string): number {
  const word = /\S+/g;
  let count = 0;
  while (word.test(text)) count += 1;
  return count;
}

const uncounted = new Set(["role", "type", "data", "bytes", "url", "format", "media_type", "id"]);

/** The text of the last user turn of a `messages` list, its text blocks joined by line feeds. */
export function lastUserTurn(messages: Json | undefined): string {
  const turns = listOf(messages).filter((turn) => at(turn, "role") === "user");
  const content = at(turns.at(-1), "content");
  if (typeof content === "string") return content;
  return listOf(content)
    .map((block) => at(block, "text"))
    .filter((text) => typeof text === "string")
    .join("\n");
}

/** The last user turn of a prompt that is one text, with or without a template around it. */
export function lastUserText(prompt: Json | undefined): string {
  if (typeof prompt !== "string") return "";
  return templatedUserText(prompt) ?? prompt;
}

/** Tools of an OpenAI-shaped body, and the one that `tool_choice` demands. */
export function functionTools(body: JsonObject): {
  tools: readonly OfferedTool[];
  demandedTool?: OfferedTool;
} {
  const tools = listOf(body["tools"]).flatMap((tool) =>
    offered(at(tool, "function", "name"), at(tool, "function", "parameters")),
  );
  const choice = body["tool_choice"];
  const any = choice === "any" || choice === "required";
  return { tools, ...demanded(tools, any, at(choice, "function", "name")) };
}

export function offered(name: Json | undefined, schema: Json | undefined): OfferedTool[] {
  return typeof name === "string"
    ? [{ name, inputSchema: isJsonObject(schema) ? schema : {} }]
    : [];
}

/** The named tool, or with `any` the first one. */
export function demanded(
  tools: readonly OfferedTool[],
  any: boolean,
  name: Json | undefined,
): { demandedTool?: OfferedTool } {
  const tool = any ? tools[0] : tools.find((one) => one.name === name);
  return tool ? { demandedTool: tool } : {};
}
