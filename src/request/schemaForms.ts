import * as l10n from "../l10n.js";
import { isJsonObject, withoutKeys, type JsonObject } from "./json.js";

/*
 * The JSON language service strikes nothing through and knows one severity for all that a schema
 * forbids. Its own keyword for a deprecated entry makes warnings; what must differ is said with it.
 */
const refused = "unknown key, refused";
const passedOn = "unknown key, passed on";

/** What to say of a key which no schema names, by the message of its deprecated entry. */
export function unknownKeyText(message: string, key: string): string | undefined {
  if (message === refused) {
    return l10n.t('"{0}" is no key of this object; the service refuses it.', key);
  }
  return message === passedOn
    ? l10n.t('"{0}" is not known for this model; it is sent as it stands.', key)
    : undefined;
}

/** The schema, as text, that validates a body: a key that it does not name makes a warning. */
export function validationSchemaText(generated: JsonObject, name: string): string {
  const body = bodyOf(generated, name);
  const unknown = body["additionalProperties"] === false ? refused : passedOn;
  const schema = {
    ...body,
    additionalProperties: { deprecationMessage: unknown },
    definitions: definitionsFor(generated, name),
  };
  return JSON.stringify(schema, (key, value: unknown) =>
    key === "additionalProperties" && value === false ? { deprecationMessage: refused } : value,
  );
}

/**
 * The schema, as text, of a whole request file with this body, for completion and hover: there a
 * deprecated key is offered too, for it to be struck through.
 */
export function fileSchemaText(generated: JsonObject, name: string | undefined): string {
  const members = isJsonObject(generated["properties"]) ? generated["properties"] : {};
  const schema = {
    ...withoutKeys(generated, "bodyDefinitions", "allOf"),
    properties: name === undefined ? members : { ...members, body: bodyMember(generated, name) },
    definitions: name === undefined ? {} : definitionsFor(generated, name),
  };
  return JSON.stringify(schema, offeringDeprecated);
}

/** The body's own schema stands in place; what is said of the member `body` stays. */
function bodyMember(generated: JsonObject, name: string): JsonObject {
  const members = generated["properties"];
  const member = isJsonObject(members) && isJsonObject(members["body"]) ? members["body"] : {};
  const said = withoutKeys(member, "anyOf", "defaultSnippets");
  return { ...bodyOf(generated, name), ...said };
}

function bodyOf(generated: JsonObject, name: string): JsonObject {
  const { definitions } = generated;
  const body = isJsonObject(definitions) ? definitions[name] : undefined;
  return isJsonObject(body) ? body : {};
}

/** References of a body begin at the generated schema's root. */
function definitionsFor(generated: JsonObject, name: string): JsonObject {
  return { [name]: { definitions: bodyOf(generated, name)["definitions"] ?? {} } };
}

function offeringDeprecated(_key: string, value: unknown): unknown {
  if (!isJsonObject(value) || value["deprecated"] !== true) return value;
  return withoutKeys(value, "deprecationMessage", "doNotSuggest");
}
