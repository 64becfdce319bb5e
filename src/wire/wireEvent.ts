/** One value of an event-stream header, by the nine types of the format. */
export type HeaderValue = boolean | number | bigint | string | Uint8Array | Date;

/** The headers of one message by name, for example `:event-type`. */
export type MessageHeaders = Readonly<Record<string, HeaderValue>>;

/** What every message on the wire has, whatever it says. */
interface WireMessage {
  readonly headers: MessageHeaders;
  /** Size of the whole frame in bytes, prelude and checksums included. */
  readonly frameBytes: number;
}

/**
 * One message of the response stream.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ResponseStream.html
 */
export type WireEvent =
  /** A part of the model's answer; `json` is the decoded text of `bytes`, not yet parsed. */
  | (WireMessage & { readonly type: "chunk"; readonly json: string })
  /** A modeled exception; it ends the stream. */
  | (WireMessage & {
      readonly type: "exception";
      /** As sent: a member name in lower camel case, for example `throttlingException`. */
      readonly exceptionType: string;
      readonly message: string;
      readonly originalMessage?: string;
      readonly originalStatusCode?: number;
      readonly rawText: string;
    })
  /** An unmodeled error of the service; it ends the stream. */
  | (WireMessage & {
      readonly type: "error";
      readonly errorCode: string;
      readonly errorMessage: string;
      readonly rawText: string;
    })
  /** An event no version of the API names; kept and shown, never dropped. */
  | (WireMessage & {
      readonly type: "unknown";
      /** The event type or message type it claimed, empty when it claimed none. */
      readonly eventType: string;
      readonly payload: Uint8Array;
    });
