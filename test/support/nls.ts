import * as fs from "node:fs";
import { isJsonObject, parseJson, type Json, type JsonObject } from "../../src/request/json.js";

/** A file of messages: what stands in package.json or in the code, and what a person reads. */
export type Messages = Readonly<Record<string, string>>;

/** Reads a flat JSON object of texts. */
export function readMessages(file: string): Messages {
  const parsed = parseJson(fs.readFileSync(file, "utf8"));
  if (!isJsonObject(parsed)) throw new Error(`${file} is no object.`);
  const texts = Object.entries(parsed).map(([key, value]) => {
    if (typeof value !== "string") throw new Error(`${file}: ${key} is no text.`);
    return [key, value] as const;
  });
  return Object.fromEntries(texts);
}

/** package.json as VS Code reads it: every `%key%` replaced by its English text. */
export function readManifest(): JsonObject {
  const english = readMessages("package.nls.json");
  const manifest = resolved(parseJson(fs.readFileSync("package.json", "utf8")), english);
  if (!isJsonObject(manifest)) throw new Error("package.json is no object.");
  return manifest;
}

function resolved(value: Json | undefined, messages: Messages): Json {
  if (typeof value === "string") {
    const key = /^%(.+)%$/.exec(value)?.[1];
    return key === undefined ? value : (messages[key] ?? value);
  }
  if (Array.isArray(value)) return value.map((one) => resolved(one, messages));
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, resolved(one, messages)]),
  );
}
