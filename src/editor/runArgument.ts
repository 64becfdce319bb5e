import * as vscode from "vscode";
import { Failure } from "../failure.js";
import { isJsonObject, type JsonObject } from "../request/json.js";

/** Whatever names a run: an id, an object with one, or a row of the history. */
export function runIdOf(argument: unknown, command: string): string | undefined {
  if (argument === undefined || argument === null || argument instanceof vscode.Uri) {
    return undefined;
  }
  if (typeof argument === "string") return argument;
  if (isObject(argument)) {
    if (typeof argument.id === "string") return argument.id;
    if (isObject(argument.entry)) return runIdOf(argument.entry, command);
    // A menu of a view passes what the view is about, which is no run.
    if (argument.id === undefined) return undefined;
  }
  throw new Failure("callerMistake", vscode.l10n.t("{0} takes the id of a run.", command));
}

/** The runs that a command on several is about: a list of ids, or a row and all that are selected. */
export function runIdsOf(argument: unknown, selected: unknown, command: string): readonly string[] {
  const list: readonly unknown[] =
    Array.isArray(selected) && selected.length > 0
      ? selected
      : Array.isArray(argument)
        ? argument
        : [argument];
  return list.flatMap((one) => runIdOf(one, command) ?? []);
}

/** The further parts of an argument that is an object of a caller, for example `{ id, speed }`. */
export function partsOf(argument: unknown): JsonObject {
  return isObject(argument) && argument.entry === undefined ? argument : {};
}

function isObject(value: unknown): value is JsonObject {
  return isJsonObject(value);
}
