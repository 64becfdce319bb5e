import { findingsIn } from "./locate/findings.js";
import { toPointer } from "./pointer.js";

/**
 * The JSON pointers into the body that a service message blames, most likely first; for a missing key
 * the pointer that it would have. Empty when the message blames no place. With the body that was sent
 * (a value, or its JSON text) the pointers are spelled as the body spells its keys.
 */
export function locateMessage(message: string, body?: unknown): string[] {
  const pointers = findingsIn(message, body).flatMap(({ paths }) => paths.map(toPointer));
  return [...new Set(pointers)];
}
