import { isJsonObject, parseJson, type Json } from "../request/json.js";
import { jsonAt, stringAt } from "./jsonAt.js";

/** Where a user turn stands in the templates of models that take one text, the most special first. */
const templates: readonly RegExp[] = [
  /<\|start_header_id\|>user<\|end_header_id\|>\n{0,2}(?:<\|image\|>)*([^]*?)<\|eot_id\|>/g,
  /<\|header_start\|>user<\|header_end\|>\n{0,2}(?:<\|image\|>)*([^]*?)<\|eot\|>/g,
  /<\|im_start\|>user\n?([^]*?)(?:<\|im_end\|>|$)/g,
  /<\uff5cUser\uff5c>([^]*?)(?:<\uff5cAssistant\uff5c>|$)/g,
  /\[INST\] ?(?:<<SYS>>[^]*?<<\/SYS>>\s*)?([^]*?) ?\[\/INST\]/g,
  /\n\nHuman: ?([^]*?)(?=\n\nHuman:|\n\nAssistant:|$)/g,
  /(?:^|\n)User: ?([^]*?)(?=\nUser:|\nBot:|$)/g,
];

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
    if (text !== undefined) return lastUserText(text);
  }
  return "";
}

function textOfContent(content: Json | undefined): string {
  if (typeof content === "string") return content;
  return list(content)
    .flatMap((block) => stringAt(block, "text") ?? [])
    .join("\n");
}

function lastUserText(prompt: string): string {
  for (const template of templates) {
    const last = [...prompt.matchAll(template)].at(-1);
    if (last) return (last[1] ?? "").trim();
  }
  return prompt;
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
