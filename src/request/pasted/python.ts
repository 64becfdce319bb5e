import { isFailure } from "../../failure.js";
import * as l10n from "../../l10n.js";
import { inputMembers } from "../request.js";
import { Expressions } from "./expression.js";
import { textOfLiteral, type Literal } from "./literal.js";
import type { PastedMembers } from "./pasted.js";
import { unreadablePaste } from "./unreadable.js";

/**
 * Reads a call of boto3's `invoke_model_with_response_stream` or `invoke_model`.
 *
 * @throws {Failure} `invalidRequest`
 */
export function readPython(source: string): PastedMembers {
  const expressions = new Expressions(source, "python");
  const { tokens } = expressions;
  const call = tokens.findIndex(
    ({ type, written }, index) =>
      type === "name" &&
      /^invoke_model(?:_with_response_stream)?$/.test(written) &&
      tokens[index + 1]?.written === "(" &&
      tokens[index - 1]?.written === ".",
  );
  if (call < 0) throw unreadablePaste(l10n.t("There is no call of invoke_model in this Python."));
  const { named } = expressions.argumentsAt(call + 1);
  return {
    ...membersOf(named),
    region: argument(expressions, "region_name") ?? clientRegion(expressions),
    profile: argument(expressions, "profile_name"),
  };
}

/** The operation's members among arguments or entries, as text. */
export function membersOf(given: ReadonlyMap<string, Literal>): PastedMembers {
  return Object.fromEntries(
    inputMembers.flatMap((key) => {
      const value = given.get(key);
      return value === undefined || value.type === "word" ? [] : [[key, textOfLiteral(value)]];
    }),
  );
}

function argument(expressions: Expressions, name: string): string | undefined {
  const { tokens } = expressions;
  const at = tokens.findIndex(
    ({ written }, index) => written === name && tokens[index + 1]?.written === "=",
  );
  return at < 0 ? undefined : knownText(() => expressions.valueAt(at + 2));
}

/** `client("bedrock-runtime", "us-east-1")` */
function clientRegion(expressions: Expressions): string | undefined {
  const { tokens } = expressions;
  const at = tokens.findIndex(
    ({ written }, index) => written === "client" && tokens[index + 1]?.written === "(",
  );
  const second = at < 0 || tokens[at + 3]?.written !== "," ? undefined : tokens[at + 4];
  return second?.type === "string" ? knownText(() => expressions.valueAt(at + 4)) : undefined;
}

/** A region or profile that is computed is left to the settings. */
export function knownText(read: () => Literal | undefined): string | undefined {
  try {
    const found = read();
    return found?.type === "text" && found.text !== "" ? found.text : undefined;
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
}
