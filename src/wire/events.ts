import type { WireEvent } from "./wireEvent.js";

/**
 * Reads one whole frame, as `FrameSplitter` yields it.
 * Throws Failure("protocol") for wrong checksums, headers or a chunk that is no JSON.
 */
export function toWireEvent(frame: Uint8Array): WireEvent {
  throw new Error(`not built yet ${frame.length}`);
}
