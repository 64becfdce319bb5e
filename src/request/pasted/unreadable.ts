import { Failure } from "../../failure.js";

/** Why pasted text is no request, as a sentence; for a program also where. */
export function unreadablePaste(message: string, source?: string, offset = 0): Failure {
  const line = source === undefined ? undefined : source.slice(0, offset).split("\n").length;
  const text = line === undefined ? message : `Line ${line}: ${message}`;
  return new Failure("invalidRequest", text, { code: "UNREADABLE_PASTE" });
}
