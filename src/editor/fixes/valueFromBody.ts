import type { Family } from "../../models/family.js";
import { isJsonObject, type Json, type JsonObject } from "../../request/json.js";
import type { JsonPath } from "./jsonEdit.js";
import { at } from "./valueAt.js";

/**
 * A value for a missing key that the rest of the body gives away: the tools that its turns call, the
 * turn's role after the one before, the tool that there is to choose. Undefined where it gives none.
 */
export function valueFromBody(
  path: JsonPath,
  body: JsonObject | undefined,
  family: Family | undefined,
  base: string,
): Json | undefined {
  const key = path.at(-1);
  const owner = path.at(-2);
  if (key === "tools" || key === "toolConfig") return toolsCalled(path, body, family, base);
  if (key === "role") return roleAfter(path, body);
  if (key === "name" && owner === "tool_choice") return nameOf(at(body, ["tools", 0]));
  if (key === "name") return isTool(path) ? `tool_${positionIn(path) + 1}` : undefined;
  if (key === "tool_use_id" || key === "tool_call_id" || key === "toolUseId") {
    const ids = callsIn(at(body, [path[0] ?? "", Number(path[1]) - 1])).map(({ id }) => id);
    return ids.length === 1 ? ids[0] : undefined;
  }
  return anySchema(key, owner);
}

/** A tool's schema that takes whatever the model writes. */
function anySchema(key: string | number | undefined, owner: string | number | undefined) {
  const isSchema = key === "input_schema" || key === "json";
  if (isSchema || (key === "parameters" && owner === "function")) return { type: "object" };
  if (key === "inputSchema") return { json: { type: "object" } };
  const schemas = ["input_schema", "json", "parameters"];
  return key === "type" && schemas.includes(String(owner)) ? "object" : undefined;
}

function isTool(path: JsonPath): boolean {
  return path.includes("tools") && !path.includes("messages");
}

function positionIn(path: JsonPath): number {
  return path.find((step) => typeof step === "number") ?? 0;
}

function nameOf(tool: Json | undefined): Json | undefined {
  return at(tool, ["name"]) ?? at(tool, ["function", "name"]);
}

/** Who speaks after the turn before: the other one. */
function roleAfter(path: JsonPath, body: JsonObject | undefined): Json | undefined {
  const index = path.at(-2);
  if (typeof index !== "number" || index === 0) return undefined;
  const before = at(body, [...path.slice(0, -2), index - 1, "role"]);
  if (at(body, [...path.slice(0, -1), "tool_call_id"]) !== undefined) return "tool";
  return before === "user" ? "assistant" : before === "assistant" ? "user" : undefined;
}

function toolsCalled(
  path: JsonPath,
  body: JsonObject | undefined,
  family: Family | undefined,
  base: string,
): Json | undefined {
  const turns = body?.["messages"];
  const called = Array.isArray(turns) ? turns.flatMap((turn: Json) => callsIn(turn)) : [];
  const names = [...new Set(called.map(({ name }) => name))].filter((name) => name !== "");
  if (names.length === 0) return undefined;
  const tools = names.map((name) => ({ name, description: name, inputSchema: { type: "object" } }));
  return at(family?.body({ prompt: "Hello", tools }, base), path);
}

interface Call {
  readonly id: string;
  readonly name: string;
}

/** The tools that a turn calls, as Claude, Nova and chat completions write it. */
function callsIn(turn: Json | undefined): readonly Call[] {
  return [at(turn, ["content"]), at(turn, ["tool_calls"])].flatMap((list) =>
    Array.isArray(list) ? (list as readonly Json[]).flatMap(callIn) : [],
  );
}

function callIn(block: Json): readonly Call[] {
  if (!isJsonObject(block)) return [];
  const call = isJsonObject(block["toolUse"]) ? block["toolUse"] : block;
  const name = nameOf(call);
  const id = call["id"] ?? call["toolUseId"];
  return typeof name === "string" && typeof id === "string" ? [{ id, name }] : [];
}
