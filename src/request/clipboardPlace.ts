import * as l10n from "../l10n.js";
import { jsonTree } from "./jsonTree.js";
import { findJsonVariables, type VariableProblem } from "./variables.js";

/**
 * The clipboard may hold a password: it belongs into the body alone, never into a host, a path, a
 * header, the log or the list of past runs, where the other keys of a request file go.
 */
export function clipboardOutsideBody(file: string): readonly VariableProblem[] {
  if (!file.includes("clipboard")) return [];
  const { variables } = findJsonVariables(file);
  const clipboards = variables.filter(({ name }) => name === "clipboard");
  if (clipboards.length === 0) return [];
  // Of a key written twice the last one counts.
  const body = jsonTree(file)?.children?.findLast(
    ({ children }) => children?.[0]?.value === "body",
  );
  const start = body?.offset ?? 0;
  const end = body ? start + body.length : 0;
  return clipboards
    .filter(({ offset }) => offset < start || offset >= end)
    .map(({ offset, length }) => ({
      message: l10n.t('{0} stands in "body" alone: write the value here.', "{{clipboard}}"),
      ...{ offset, length },
    }));
}
