import { isJsonObject, parseJson, type Json } from "../request/json.js";
import { jsonAt, stringAt } from "./jsonAt.js";
import { templatedUserText } from "./templatedUserText.js";

/** Keys under which the families take the prompt as one text. */
const textKeys = ["prompt", "inputText", "message", "inputs"] as const;

/** What a person asked last in a body of any family, for lists and searches; empty when it is not seen. */
export function promptOfBody(body: string): string {
  const json = parseJson(body);
  if (!isJsonObject(json)) return "";
  const turns = list(json["messages"]).filter((turn) => stringAt(turn, "role") === "user");
  if (turns.length > 0) return textOfContent(jsonAt(turns.at(-1), "content"));
  for (const key of textKeys) {
    const text = stringAt(json, key);
    if (text !== undefined) return templatedUserText(text)?.trim() ?? text;
  }
  return "";
}

function textOfContent(content: Json | undefined): string {
  if (typeof content === "string") return content;
  return list(content)
    .flatMap((block) => stringAt(block, "text") ?? [])
    .join("\n");
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
