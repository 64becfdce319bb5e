import { Failure } from "../failure.js";
import type { WireEvent } from "../wire/wireEvent.js";

/** An HTTP answer that is not the stream that was asked for. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text, already decompressed; possibly cut. */
  readonly body: string;
  /** When the answer arrived by this machine's clock. */
  readonly receivedAt: Date;
}

/** What the service, or something in front of it, answered instead of the stream. */
export function httpFailure(answer: HttpAnswer): Failure {
  return new Failure("unknownException", answer.body, { httpStatus: answer.status });
}

/** An exception or error message inside the stream. Has no HTTP status; add the head's request id. */
export function serviceFailure(
  event: Extract<WireEvent, { type: "exception" | "error" }>,
): Failure {
  return new Failure("unknownException", event.rawText);
}
