import type { MessageHeaders } from "./wireEvent.js";
import type { Failure } from "../failure.js";

/** Cuts a byte stream, however it is chopped, into whole frames. */
export class FrameSplitter {
  /** The fault behind the frames that the last `feed` returned; every later call throws it. */
  readonly failure: Failure | undefined = undefined;

  /** Whole frames in order; throws Failure("protocol") when not even one more could be read. */
  feed(bytes: Uint8Array): readonly Uint8Array[] {
    throw new Error(`not built yet ${bytes.length}`);
  }

  /** The stream is over. Throws Failure("protocol") inside a frame, even after one byte of it. */
  end(): void {}
}

export interface DecodedFrame {
  readonly headers: MessageHeaders;
  readonly body: Uint8Array;
}

export function decodeFrame(frame: Uint8Array): DecodedFrame {
  throw new Error(`not built yet ${frame.length}`);
}

export function encodeFrame(headers: MessageHeaders, body: Uint8Array): Uint8Array {
  throw new Error(`not built yet ${Object.keys(headers).length} ${body.length}`);
}
