import { isJsonObject } from "../json.js";
import type { KeyPath } from "./finding.js";
import { isIndex } from "./keyPath.js";

const contentTags =
  /^(?:text|image|document|pdf|tool_use|tool_result|thinking|redacted_thinking|search_result|server_tool_use|mcp_tool_use|container_upload|[a-z_]+_tool_result(?:_error)?)$/;

/** Tags that are also a key of the object they tag: at the end of a path they mean the key. */
const tagAndKey = new Set(["text", "thinking", "url", "content", "signature"]);

/** The tags that may follow a key (its index left out): Anthropic's validator writes them into paths. */
const tagsAfter: Readonly<Record<string, RegExp>> = {
  content: contentTags,
  messages: /^(?:user|assistant|system|developer|tool|function)$/,
  system: /^text$/,
  tools: /^(?:custom|mcp_toolset)$/,
  tool_choice: /^(?:auto|any|tool|none)$/,
  thinking: /^(?:enabled|disabled|adaptive)$/,
  source: /^(?:base64|url|file|text|content)$/,
  cache_control: /^ephemeral$/,
  format: /^json_schema$/,
  citations: /^[a-z_]+_location$/,
  trigger: /^(?:input_tokens|tool_uses)$/,
  keep: /^(?:tool_uses|thinking_turns|all)$/,
  clear_at_least: /^input_tokens$/,
  user_location: /^approximate$/,
};

/** Their tags follow an index: `messages.0.content` is a key, `messages.0.content.0.text` a tag. */
const listsOfBlocks = new Set(["content", "tools", "system", "messages"]);

/** Names that pydantic gives to the branches of a union of plain types. */
const typeTags =
  /^(?:str|int|float|bool|none|dict|constrained-str|(?:list|dict|set|tuple|union|literal|function-\w+|tagged-union|nullable|is-instance|lax-or-strict|json-or-python)(?:\[.*)?|typed-dict|(?:[A-Z][a-z0-9]+){2,})$/;

/** Versioned tools and edits: `text_editor_20250124`, `clear_tool_uses_20250919`. */
const datedTag = /^[a-z_]+_20\d{6}$/;

/** The path without the union tags that are no keys, judged by the path alone. */
export function withoutTags(path: KeyPath): KeyPath {
  const kept: string[] = [];
  path.forEach((segment, index) => {
    if (!isTag(kept, segment, path[index + 1])) kept.push(segment);
  });
  return kept;
}

/** Is the segment, after the segments kept so far and before the next one, a union's tag? */
export function isTag(before: KeyPath, segment: string, next: string | undefined): boolean {
  if (typeTags.test(segment)) return before.length > 0;
  if (datedTag.test(segment)) return before.length > 0;
  const owner = isIndex(before.at(-1)) ? before.at(-2) : before.at(-1);
  if (owner === undefined) return false;
  if (listsOfBlocks.has(owner) && !isIndex(before.at(-1))) return false;
  if (!(tagsAfter[owner]?.test(segment) ?? false)) return false;
  return next !== undefined || !tagAndKey.has(segment);
}

/**
 * Does the body itself say that the segment is the tag of this object? With `missing` the next segment
 * is known to be in none, so that only what cannot hold it tells.
 */
export function isOwnTag(
  value: unknown,
  segment: string,
  next: string | undefined,
  missing = false,
): boolean {
  if (!isJsonObject(value) || value["type"] !== segment) return false;
  if (!Object.hasOwn(value, segment)) return true;
  if (next === undefined) return false;
  return missing ? typeof value[segment] !== "object" : !holds(value[segment], next);
}

function holds(value: unknown, segment: string): boolean {
  if (Array.isArray(value)) return isIndex(segment) && Number(segment) < value.length;
  return isJsonObject(value) && Object.hasOwn(value, segment);
}
