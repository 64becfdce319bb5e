import * as l10n from "../../l10n.js";
import { Expressions } from "./expression.js";
import type { PastedMembers } from "./pasted.js";
import { knownText, membersOf } from "./python.js";
import { unreadablePaste } from "./unreadable.js";

/**
 * Reads a call of the AWS SDK for JavaScript, TypeScript included: a command of version 3, or a method
 * of the client.
 *
 * @throws {Failure} `invalidRequest`
 */
export function readJavaScript(source: string): PastedMembers {
  const expressions = new Expressions(source, "javascript");
  const { tokens } = expressions;
  const call = tokens.findIndex(
    ({ type, written }, index) =>
      type === "name" &&
      /^(?:InvokeModel(?:WithResponseStream)?Command|invokeModel(?:WithResponseStream)?)$/.test(
        written,
      ) &&
      tokens[index + 1]?.written === "(",
  );
  if (call < 0)
    throw unreadablePaste(l10n.t("There is no call of InvokeModel in this JavaScript."));
  const [input] = expressions.argumentsAt(call + 1).positional;
  if (input?.type !== "object") {
    const message = l10n.t("The call has to be given an object with modelId and body.");
    throw unreadablePaste(message, source, tokens[call]?.offset);
  }
  return { ...membersOf(input.entries), region: clientOption(expressions, "region") };
}

/** An option that any object of the source names, the client's most likely. */
function clientOption(expressions: Expressions, name: string): string | undefined {
  const { tokens } = expressions;
  const client = tokens.findIndex(
    ({ written }, index) => /BedrockRuntime/.test(written) && tokens[index + 1]?.written === "(",
  );
  const at = tokens.findIndex(
    ({ type, written }, index) =>
      index > client &&
      type === "name" &&
      written === name &&
      /^[:,}]$/.test(tokens[index + 1]?.written ?? ""),
  );
  if (client < 0 || at < 0) return undefined;
  const isShorthand = tokens[at + 1]?.written !== ":";
  return knownText(() => (isShorthand ? expressions.named(name) : expressions.valueAt(at + 2)));
}
