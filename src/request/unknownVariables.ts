import * as l10n from "../l10n.js";
import { jsonTree } from "./jsonTree.js";
import { stringsOf, variableNames, type VariableProblem } from "./variables.js";

const braced = /\{\{\s*([A-Za-z]\w*)\s*(?::[^{}"\n]*)?\}\}/g;

/**
 * What looks like a variable in a string of JSON text and is none: it is sent as it stands, which may
 * be meant, because prompts hold templates of other tools.
 */
export function unknownVariables(json: string): VariableProblem[] {
  const names: ReadonlySet<string> = new Set(variableNames);
  const isStranger = ([, name = ""]: RegExpExecArray) => !names.has(name);
  if (![...json.matchAll(braced)].some(isStranger)) return [];
  const problems: VariableProblem[] = [];
  for (const { offset, length, parent } of stringsOf(jsonTree(json))) {
    const isKey = parent?.type === "property" && parent.children?.[0]?.offset === offset;
    if (isKey) continue;
    for (const found of json.slice(offset, offset + length).matchAll(braced)) {
      if (!isStranger(found)) continue;
      const message = l10n.t("{0} is no variable; it is sent as it stands.", found[0]);
      problems.push({ message, offset: offset + found.index, length: found[0].length });
    }
  }
  return problems;
}
