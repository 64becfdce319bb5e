import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import type { ChunkPart, Usage } from "./family.js";
import { jsonAt, numberAt } from "./jsonAt.js";
import { mergeUsage } from "./usage.js";

/** What Bedrock itself writes into a chunk, next to the words of the model. */
export interface BedrockKeys {
  /**
   * Tokens as metered. They may differ from the model's own usage (a recorded Claude tool call: 90
   * metered, 134 reported); a run lets the model's own counts win and fills only what is missing.
   */
  readonly usage?: Usage;
  /** Milliseconds, measured by the service. */
  readonly metrics?: {
    readonly invocationLatency?: number;
    readonly firstByteLatency?: number;
  };
  /**
   * A guardrail changed or blocked something. Masking counts too, and then the text goes on and the
   * model ends in its own way: so this is no end. A run whose chunks said it once ends as
   * `guardrailIntervened` whatever the family's stop reason is, because what is shown is not all the
   * model's own words; it still needs the family's final event to count as ended.
   */
  readonly guardrailIntervened: boolean;
  /**
   * The chunk holds metrics: no recorded stream has a chunk of the model after it. Not a family's final event, and
   * it may be missing.
   */
  readonly isLast: boolean;
  /** The guardrail's trace, only when the request asked for it. */
  readonly trace?: Json;
}

const metricsKey = "amazon-bedrock-invocationMetrics";

/** Reads the `amazon-bedrock-*` keys of a chunk; a chunk without them, or no object, is fine. */
export function readBedrockKeys(chunk: Json): BedrockKeys {
  const metrics = jsonAt(chunk, metricsKey);
  const trace = jsonAt(chunk, "amazon-bedrock-trace");
  const guardrailIntervened = hasIntervened(chunk);
  const traced = trace === undefined ? {} : { trace };
  if (metrics === undefined) {
    return { guardrailIntervened, isLast: false, ...traced };
  }
  const usage = mergeUsage(
    {},
    {
      inputTokens: numberAt(metrics, "inputTokenCount"),
      outputTokens: numberAt(metrics, "outputTokenCount"),
      cacheReadInputTokens: numberAt(metrics, "cacheReadInputTokenCount"),
      cacheWriteInputTokens: numberAt(metrics, "cacheWriteInputTokenCount"),
    },
  );
  const invocationLatency = numberAt(metrics, "invocationLatency");
  const firstByteLatency = numberAt(metrics, "firstByteLatency");
  return {
    usage,
    metrics: {
      ...(invocationLatency === undefined ? {} : { invocationLatency }),
      ...(firstByteLatency === undefined ? {} : { firstByteLatency }),
    },
    guardrailIntervened,
    isLast: true,
    ...traced,
  };
}

/**
 * True for a chunk after which a blocking guardrail lets nothing follow: it intervened and the chunk
 * carries what only last chunks carry. A blocked answer may lack the family's own ending (seen with
 * Titan), so this is asked where that did not come. Without a trace, and where the metrics are
 * missing too, a blocked chunk cannot be told from a masked one.
 */
export function endsByGuardrail(chunk: Json): boolean {
  if (!hasIntervened(chunk)) return false;
  const { isLast, trace } = readBedrockKeys(chunk);
  return isLast || trace !== undefined;
}

function hasIntervened(chunk: Json): boolean {
  return jsonAt(chunk, "amazon-bedrock-guardrailAction") === "INTERVENED";
}

/** The parts of that ending. */
export const guardrailEnding: readonly ChunkPart[] = [
  { type: "stop", stop: "guardrailIntervened", stopReason: "INTERVENED" },
  { type: "end" },
];

/** True for a chunk in which only Bedrock speaks, for example the metering chunk of Jamba. */
export function hasOnlyBedrockKeys(chunk: Json): boolean {
  if (!isJsonObject(chunk)) {
    return false;
  }
  const keys = Object.keys(chunk);
  return keys.length > 0 && keys.every((key) => key.startsWith("amazon-bedrock-"));
}

/**
 * Schema of the body key that any family takes with a guardrail.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-tagging.html
 */
export const guardrailConfigSchema: JsonObject = {
  type: "object",
  description: "How the guardrail of this request works.",
  properties: {
    tagSuffix: {
      type: "string",
      description: "Suffix of the tags that mark the guarded parts of the input.",
      pattern: "^[a-zA-Z0-9]{1,20}$",
    },
    streamProcessingMode: {
      description:
        "SYNCHRONOUS holds chunks back until they are checked; ASYNCHRONOUS sends them at once and masks nothing.",
      enum: ["SYNCHRONOUS", "ASYNCHRONOUS"],
      default: "SYNCHRONOUS",
    },
  },
};
