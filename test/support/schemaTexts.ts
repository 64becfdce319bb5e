import { generateRequestSchema } from "../../src/request/schemaGeneration.js";
import { textsOfSchema } from "../../src/request/schemaInLanguage.js";
import { messageCalls } from "./messageCalls.js";

/** Files of the JSON language service whose messages are seen in request files. */
const seen = ["parser/jsonParser.js", "services/jsonCompletion.js", "services/jsonHover.js"];

/** What a person reads in request files that stands in no source file of this extension. */
export function schemaTexts(): readonly string[] {
  const ofService = messageCalls("node_modules/vscode-json-languageservice/lib/esm", ".js")
    .filter(({ place }) => seen.some((file) => place.includes(file)))
    .flatMap(({ message }) => message ?? []);
  return [...new Set([...textsOfSchema(generateRequestSchema()), ...ofService])];
}
