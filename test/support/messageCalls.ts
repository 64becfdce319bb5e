import * as fs from "node:fs";
import * as path from "node:path";
import ts from "typescript";

/** One `l10n.t(...)` of the code. */
export interface MessageCall {
  /** File and line, for people. */
  readonly place: string;
  /** Undefined where the message is no literal, so that nobody could translate it. */
  readonly message: string | undefined;
  /** How many parts it is given. */
  readonly parts: number;
}

/** Every `l10n.t(...)` and `vscode.l10n.t(...)` of the files below a folder. */
export function messageCalls(folder: string, ending = ".ts"): readonly MessageCall[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .sort()
    .flatMap((name) => callsOf(path.join(folder, name)));
}

function callsOf(file: string): readonly MessageCall[] {
  const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.ES2022);
  const found: MessageCall[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTranslating(node.expression)) {
      const [message, ...parts] = node.arguments;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push({
        place: `${file}:${line + 1}`,
        message: message && ts.isStringLiteralLike(message) ? message.text : undefined,
        parts: parts.length,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `l10n.t` and `vscode.l10n.t`. */
function isTranslating(callee: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== "t") return false;
  const { expression } = callee;
  return ts.isIdentifier(expression)
    ? expression.text === "l10n"
    : ts.isPropertyAccessExpression(expression) && expression.name.text === "l10n";
}

/** The numbers of a message's places, each once, in order: `[0, 1]` for "{1} of {0}". */
export function placesOf(message: string): readonly number[] {
  const found = [...message.matchAll(/\{(\d+)\}/g)].map(([, index]) => Number(index));
  return [...new Set(found)].sort((a, b) => a - b);
}
