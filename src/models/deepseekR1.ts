import type { Json, JsonObject } from "../request/json.js";
import { endsByGuardrail } from "./bedrockKeys.js";
import { bodySchema, stringsSchema } from "./bodySchema.js";
import { ChoicesReader, firstChoice, isCompletionChunk } from "./choicesReader.js";
import type { ChunkPart, ChunkReader, Family, Prompt } from "./family.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";
import { TaggedReasoningReader } from "./taggedReasoning.js";

const maxTokens = 32768;

/**
 * DeepSeek R1; V3 is a chat model.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-deepseek.html
 */
export const deepseekR1: Family = {
  id: "deepseekR1",
  name: "DeepSeek R1",
  serves: (baseModelId) => /^deepseek\.r1/.test(baseModelId),
  recognizes,
  alsoReads: isCompletionChunk,
  models: [{ modelId: "us.deepseek.r1-v1:0", name: "DeepSeek R1" }],
  schema,
  body,
  reader: () => new DeepseekR1Reader(),
  maxTokensPointer: "/max_tokens",
  streams: true,
  // A prompt that goes on with an answer would need `</think>` in it, and no chunk would tell.
  takesPrefill: false,
  takesConversation: true,
};

/** Other completions (Writer, imported models, containers) have a finish_reason or neither key. */
function recognizes(chunk: Json): boolean {
  const choice = firstChoice(chunk) ?? {};
  return isCompletionChunk(chunk) && "stop_reason" in choice && !("finish_reason" in choice);
}

/**
 * Reasoning and answer come in one `text`. The documented prompt ends with the opening tag, so
 * everything before `</think>` is reasoning; an opening tag of the model's own is tolerated.
 *
 * A body with another template may get an answer without any tag. While it streams that cannot be
 * known, so it is shown as reasoning. When the model then stops by itself (not at the token
 * limit, which cuts real reasoning) what it said was its answer, and is given as text once more:
 * an answer shown twice is better than none. So is what a guardrail says in the answer's place.
 */
class DeepseekR1Reader implements ChunkReader {
  private readonly inner = new TaggedReasoningReader(new ChoicesReader(), "reasoning");
  /** All text so far; undefined once a tag was seen. */
  private untagged: string | undefined = "";

  read(chunk: Json): readonly ChunkPart[] {
    const text = firstChoice(chunk)?.text;
    if (this.untagged !== undefined && typeof text === "string") {
      this.untagged = hasTag(this.untagged, text) ? undefined : this.untagged + text;
    }
    const parts = this.inner.read(chunk).flatMap((part) => this.withUntagged(part));
    return endsByGuardrail(chunk) ? [...parts, ...this.asText()] : parts;
  }

  finish(): readonly ChunkPart[] {
    return this.inner.finish();
  }

  private withUntagged(part: ChunkPart): readonly ChunkPart[] {
    return part.type === "stop" && part.stop === "complete" ? [...this.asText(), part] : [part];
  }

  private asText(): readonly ChunkPart[] {
    const text = this.untagged;
    this.untagged = undefined;
    return text ? [{ type: "text", text }] : [];
  }
}

const tag = /<\/?think>/;

/** Looks only where the new piece could have completed a tag. */
function hasTag(before: string, piece: string): boolean {
  return tag.test(before.slice(-"</think".length) + piece);
}

// The bars are U+FF5C and the low lines U+2581; with others the model answers nonsense.
const beginOfSentence = "<\uff5cbegin\u2581of\u2581sentence\uff5c>";
const endOfSentence = "<\uff5cend\u2581of\u2581sentence\uff5c>";
const user = "<\uff5cUser\uff5c>";
const assistant = "<\uff5cAssistant\uff5c>";

/** Earlier turns follow the template that DeepSeek publishes; unverified on Bedrock. */
function body(prompt: Prompt): JsonObject {
  const turns = (prompt.conversation ?? []).map((turn) =>
    turn.role === "user" ? `${user}${turn.text}` : `${assistant}${turn.text}${endOfSentence}`,
  );
  const now = `${user}${prompt.prompt}${assistant}<think>\n`;
  return {
    prompt: `${beginOfSentence}${prompt.system ?? ""}${turns.join("")}${now}`,
    // AWS advises no more than 8,192: beyond, answers get worse.
    max_tokens: Math.min(prompt.maxTokens ?? 8192, maxTokens),
  };
}

function schema(): JsonObject {
  return bodySchema({
    title: "DeepSeek R1",
    required: ["prompt"],
    closed: false,
    properties: {
      prompt: {
        type: "string",
        description: "The prompt in DeepSeek's template, which ends with the opening think tag.",
      },
      max_tokens: integerSchema(
        "Most tokens in the answer, reasoning included; AWS advises at most 8192.",
        { minimum: 1, maximum: maxTokens },
      ),
      temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
        minimum: 0,
        maximum: 1,
      }),
      top_p: numberSchema("Only the most likely tokens up to this share of probability are used.", {
        minimum: 0,
        maximum: 1,
      }),
      stop: stringsSchema("Texts that end the answer where the model writes them.", {
        maxItems: 10,
      }),
    },
  });
}
