/**
 * What went wrong, as a closed set. Derived from statuses, headers, exception types and error codes,
 * never from the text of a message.
 */
export type FailureKind =
  /** The service, or our own parser, refused the body, a header or an identifier. */
  | "invalidRequest"
  /** The identity is known but may not do this. */
  | "accessDenied"
  /** No credentials, or expired, unknown or wrongly signed ones. */
  | "credentials"
  /** The service knows no such model, profile or operation. */
  | "notFound"
  | "throttled"
  | "quotaExceeded"
  | "modelNotReady"
  | "modelTimeout"
  /** The model itself failed: ModelErrorException, ModelStreamErrorException, an error chunk. */
  | "modelError"
  /** The service failed or has no capacity: 5xx and 529. */
  | "service"
  /** An exception that this version has no name for; the raw text says more. */
  | "unknownException"
  /** Name resolution, connect, reset: no TLS or proxy in particular. */
  | "connection"
  | "tls"
  | "proxy"
  /** connectTimeout or stallTimeout passed. */
  | "timeout"
  /** The stream closed without the family's own final event. */
  | "incomplete"
  /** The extension host ended in mid-stream; seen when the run is read back from its journal. */
  | "interrupted"
  /** Bytes that are no event stream: bad CRC, impossible length, end inside a frame. */
  | "protocol"
  /** An HTTP answer that no Bedrock endpoint gives: HTML, a redirect, a wrong content type. */
  | "unexpectedAnswer"
  /** Something the user has to choose or correct here first: no region, no model, a bad setting. */
  | "configuration"
  /** A caller of a command passed something impossible. */
  | "callerMistake"
  /** A defect of this extension. */
  | "internal"
  /** Only of a record: another version wrote a kind that this one does not know. */
  | "unrecognized";

/** The evidence a failure carries. Plain JSON; never holds a secret. */
export interface FailureEvidence {
  /** The exception's name as the API spells it, for example `ThrottlingException`. */
  readonly exception?: string;
  /** Status of the HTTP answer; 200 for an exception inside the stream. */
  readonly httpStatus?: number;
  readonly requestId?: string;
  /** `originalMessage` of ModelStreamErrorException: what the model's container said. */
  readonly originalMessage?: string;
  readonly originalStatusCode?: number;
  /** Node's or OpenSSL's code of a transport error, for example `ECONNRESET`. */
  readonly code?: string;
  /** The answer as it came, for a click on "show raw answer". */
  readonly rawText?: string;
  /** May the same request be sent again with hope? Says nothing about who does it. */
  readonly retryable?: boolean;
  /** Milliseconds the service asked to wait. */
  readonly retryAfterMs?: number;
  /** JSON pointer into the body that was sent. */
  readonly pointer?: string;
  /**
   * Headers of the HTTP answer without secrets, names in lower case. No part of the record: a run keeps
   * the heads of all its answers.
   */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A failure as plain JSON, the shape of `RunSummary.failure`. */
export interface FailureRecord extends Omit<FailureEvidence, "headers"> {
  readonly kind: FailureKind;
  readonly message: string;
  readonly retryable: boolean;
}

const brand = "bedrockStreamFailure";

/** The one error class of this extension. */
export class Failure extends Error {
  /** Marks instances across bundles, where `instanceof` sees two classes. */
  readonly [brand] = true;
  readonly kind: FailureKind;
  readonly evidence: FailureEvidence;

  constructor(
    kind: FailureKind,
    message: string,
    evidence: FailureEvidence = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = "Failure";
    this.kind = kind;
    this.evidence = evidence;
  }

  /** The same failure with more evidence, for example the request id of the response head. */
  with(more: FailureEvidence): Failure {
    return new Failure(
      this.kind,
      this.message,
      { ...this.evidence, ...more },
      { cause: this.cause },
    );
  }

  toRecord(): FailureRecord {
    const { retryable = false, headers: _, ...evidence } = this.evidence;
    return { kind: this.kind, message: this.message, ...evidence, retryable };
  }
}

/** True for a `Failure` of this or any other bundle of this extension. */
export function isFailure(error: unknown): error is Failure {
  return error instanceof Error && brand in error;
}

/** Whatever was thrown, as a `Failure`; what is not one already is a defect of ours. */
export function asFailure(error: unknown): Failure {
  if (isFailure(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Failure("internal", message, {}, { cause: error });
}
