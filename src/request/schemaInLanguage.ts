import * as l10n from "../l10n.js";
import { isJsonObject, type Json, type JsonObject } from "./json.js";
import { withHints } from "./schemaHints.js";

/** Keywords whose text a person reads. */
const textKeywords: ReadonlySet<string> = new Set([
  "title",
  "description",
  "deprecationMessage",
  "errorMessage",
]);

/** Keywords that hold values of a body: what is called `description` there is none. */
const valueKeywords: ReadonlySet<string> = new Set(["default", "const", "enum", "examples"]);

/**
 * The generated schema in the language of the window. The build writes it in English, with hints
 * made of its texts; those are made anew of the translated ones.
 */
export function schemaInLanguage(generated: JsonObject): JsonObject {
  if (l10n.isEnglish()) return generated;
  const { definitions, properties, ...rest } = objectInLanguage(generated);
  return {
    ...rest,
    definitions: Object.fromEntries(
      entriesOf(definitions).map(([name, schema]) => [name, withHints(schema)]),
    ),
    properties: membersWithHints(properties, generated["required"]),
  };
}

/** Every text of a generated schema that a person reads, as the build wrote it. */
export function textsOfSchema(generated: JsonObject): readonly string[] {
  const texts = new Set<string>();
  eachText(generated, (text) => {
    texts.add(text);
    return text;
  });
  return [...texts];
}

function objectInLanguage(schema: JsonObject): JsonObject {
  const translated = eachText(schema, (text) => l10n.data(text));
  return isJsonObject(translated) ? translated : schema;
}

/** The schema with every text replaced. */
function eachText(schema: Json, replace: (text: string) => string): Json {
  if (Array.isArray(schema)) return schema.map((one) => eachText(one, replace));
  if (!isJsonObject(schema)) return schema;
  const entries = Object.entries(schema).map(([keyword, value]): [string, Json] => {
    if (value === undefined || valueKeywords.has(keyword)) return [keyword, value ?? null];
    if (keyword === "defaultSnippets") return [keyword, snippetsInLanguage(value)];
    const isText = typeof value === "string" && textKeywords.has(keyword);
    return [keyword, isText ? replace(value) : eachText(value, replace)];
  });
  return Object.fromEntries(entries);
}

/** The build makes the labels of snippets of a name and these words. */
function snippetsInLanguage(snippets: Json): Json {
  if (!Array.isArray(snippets)) return snippets;
  return snippets.map((snippet: Json) => {
    if (!isJsonObject(snippet) || typeof snippet["label"] !== "string") return snippet;
    const [, family] = /^Body for (.+)$/.exec(snippet["label"]) ?? [];
    const [, key] = /^(.+) with a prompt$/.exec(snippet["label"]) ?? [];
    if (family !== undefined) return { ...snippet, label: l10n.t("Body for {0}", family) };
    return key === undefined ? snippet : { ...snippet, label: l10n.t("{0} with a prompt", key) };
  });
}

function entriesOf(schemas: Json | undefined): [string, JsonObject][] {
  return Object.entries(isJsonObject(schemas) ? schemas : {}).flatMap(([name, schema]) =>
    isJsonObject(schema) ? [[name, schema]] : [],
  );
}

function membersWithHints(properties: Json | undefined, required: Json | undefined): JsonObject {
  const members = Object.fromEntries(entriesOf(properties));
  const hinted = withHints({ required: required ?? [], properties: members });
  return isJsonObject(hinted["properties"]) ? hinted["properties"] : members;
}
