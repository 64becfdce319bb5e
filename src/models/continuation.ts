import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import type { Family } from "./family.js";

/**
 * The body that asks for the rest of an answer that was cut: the text so far stands as the answer's
 * beginning. Undefined for families and models that take no such beginning, and when there is no text.
 */
export function continuedBody(
  family: Family,
  baseModelId: string,
  body: JsonObject,
  text: string,
): JsonObject | undefined {
  // Claude refuses a beginning that ends in white space.
  const begun = text.trimEnd();
  if (!family.takesPrefill || begun === "") return undefined;
  if (family.refusesPrefill?.(baseModelId, body)) return undefined;
  for (const key of ["prompt", "inputText"]) {
    const asked = body[key];
    if (typeof asked === "string") return { ...body, [key]: asked + begun };
  }
  const { messages } = body;
  return Array.isArray(messages) ? { ...body, messages: continued(messages, begun) } : undefined;
}

/** Adds to an answer that was begun already, else a turn of the assistant. */
function continued(messages: readonly Json[], begun: string): readonly Json[] {
  const last = messages.at(-1);
  if (!isJsonObject(last) || last.role !== "assistant") {
    return [...messages, { role: "assistant", content: contentLike(messages, begun) }];
  }
  const { content } = last;
  const more =
    typeof content === "string"
      ? content + begun
      : [...(Array.isArray(content) ? content : []), textBlockLike(messages, begun)];
  return [...messages.slice(0, -1), { ...last, content: more }];
}

/** As the turns before are written: Nova takes only lists of blocks. */
function contentLike(messages: readonly Json[], text: string): Json {
  const plain = messages.some((turn) => isJsonObject(turn) && typeof turn.content === "string");
  return plain ? text : [textBlockLike(messages, text)];
}

function textBlockLike(messages: readonly Json[], text: string): Json {
  const blocks = messages.flatMap((turn) =>
    isJsonObject(turn) && Array.isArray(turn.content) ? (turn.content as readonly Json[]) : [],
  );
  const typed = blocks.some((block) => isJsonObject(block) && block.type !== undefined);
  return typed ? { type: "text", text } : { text };
}
