/**
 * The operation's input, member by member, in the API's own words.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html
 */
export interface InvokeRequest {
  readonly modelId: string;
  /** The body as text, sent byte for byte (UTF-8). */
  readonly body: string;
  /** MIME type of the body; default `application/json`. */
  readonly contentType?: string;
  /** MIME type wanted inside the chunks; default `application/json`. */
  readonly accept?: string;
  readonly guardrailIdentifier?: string;
  readonly guardrailVersion?: string;
  readonly trace?: "ENABLED" | "DISABLED" | "ENABLED_FULL";
  readonly performanceConfigLatency?: "standard" | "optimized";
  readonly serviceTier?: "priority" | "default" | "flex" | "reserved";
  /** JSON text, at most 8,500 characters. */
  readonly requestMetadata?: string;
}

/** All of them, in the order in which a request file is written. */
export const inputMembers = [
  "modelId",
  "body",
  "contentType",
  "accept",
  "guardrailIdentifier",
  "guardrailVersion",
  "trace",
  "performanceConfigLatency",
  "serviceTier",
  "requestMetadata",
] as const satisfies readonly (keyof InvokeRequest)[];
