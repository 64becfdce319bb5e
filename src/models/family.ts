import type { Json, JsonObject } from "../request/json.js";

/** One turn of a conversation, oldest first. */
export interface Turn {
  readonly role: "user" | "assistant";
  readonly text: string;
}

/** An image for the user's turn. */
export interface PromptImage {
  /** `image/png`, `image/jpeg`, `image/gif` or `image/webp`. */
  readonly mediaType: string;
  readonly base64: string;
}

/** A tool the model may call; `inputSchema` is JSON Schema. */
export interface PromptTool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: JsonObject;
}

/** What a person asks, before it has any family's form. */
export interface Prompt {
  readonly prompt: string;
  readonly system?: string;
  /** Earlier turns, oldest first, the new prompt not included. */
  readonly conversation?: readonly Turn[];
  /** Upper limit of tokens in the answer; each family has its own default. */
  readonly maxTokens?: number;
  readonly images?: readonly PromptImage[];
  readonly tools?: readonly PromptTool[];
}

/** Token counts as a family or the service reports them; cumulative, a later one replaces. */
export interface Usage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadInputTokens?: number;
  readonly cacheWriteInputTokens?: number;
}

/** The endings a model itself can announce; part of the verdicts of a run. */
export type StopKind =
  | "complete"
  | "maxTokens"
  | "stopSequence"
  | "toolUse"
  | "contentFiltered"
  | "guardrailIntervened"
  | "refused";

/** What one chunk says. A chunk may say several things, or nothing. */
export type ChunkPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "reasoning"; readonly text: string }
  /** A piece of a tool call: id and name come once, `inputText` is appended. */
  | {
      readonly type: "toolCall";
      readonly index: number;
      readonly id?: string;
      readonly name?: string;
      readonly inputText?: string;
    }
  | { readonly type: "image"; readonly mediaType: string; readonly base64: string }
  | { readonly type: "citation"; readonly citation: Json }
  /** Reasoning that the provider encrypted; nothing to read in it. */
  | { readonly type: "redactedReasoning" }
  /** Why the model stopped; `stopReason` is the family's own word. */
  | { readonly type: "stop"; readonly stop: StopKind; readonly stopReason: string }
  | { readonly type: "usage"; readonly usage: Usage }
  /** An error object where a chunk should be: the model failed, the stream may go on or end. */
  | { readonly type: "error"; readonly name: string; readonly message: string }
  /** The family's own final event: only this makes an ending complete. */
  | { readonly type: "end" }
  /** A chunk this family does not know; it is shown as JSON. */
  | { readonly type: "unknown"; readonly json: Json };

/** Reads the chunks of one attempt in order. May keep state, for example an open tag. */
export interface ChunkReader {
  read(chunk: Json): readonly ChunkPart[];
  /** Text held back because a tag might have gone on; called once when the stream is over. */
  finish?(): readonly ChunkPart[];
}

export type FamilyId =
  | "anthropicMessages"
  | "anthropicText"
  | "nova"
  | "titanText"
  | "llama"
  | "mistralText"
  | "mistralChat"
  | "cohereCommand"
  | "cohereCommandR"
  | "jamba"
  | "jurassic2"
  | "deepseekR1"
  | "chatCompletions"
  | "writerPalmyra"
  | "importedModel";

/** A model that a picker can offer without asking the service. */
export interface KnownModel {
  /** As it is sent: a profile id where on-demand does not work. */
  readonly modelId: string;
  readonly name: string;
}

/** Everything this extension knows of one model family: one file, one object. */
export interface Family {
  readonly id: FamilyId;
  /** For people: "Anthropic Claude (Messages)". */
  readonly name: string;
  /** Does it serve this base model id (geography prefix and ARN already removed)? */
  serves(baseModelId: string): boolean;
  /** Does this look like one of its chunks? Used for models whose id tells no family. */
  recognizes(chunk: Json): boolean;
  /** The same where the id names this family; a shape that tells no family elsewhere. */
  readonly alsoReads?: (chunk: Json) => boolean;
  readonly models: readonly KnownModel[];
  /** JSON schema (draft-07) of the body for this base model id: IntelliSense, sandbox, checks. */
  schema(baseModelId: string): JsonObject;
  /** The body to send for a prompt. */
  body(prompt: Prompt, baseModelId: string): JsonObject;
  reader(): ChunkReader;
  /** Pointer of the body key that limits the answer, for example `/max_tokens`. */
  readonly maxTokensPointer: string;
  /** The same where it depends on the model. */
  readonly maxTokensPointerOf?: (baseModelId: string) => string;
  /** False for the families that Bedrock does not stream. */
  readonly streams: boolean;
  /** Whether an unfinished answer may stand as last turn and be continued. */
  readonly takesPrefill: boolean;
  /** Whether this model, or one asked with this body, takes none although its family does. */
  readonly refusesPrefill?: (baseModelId: string, body: JsonObject) => boolean;
  /** Whether earlier turns have a place in the body. */
  readonly takesConversation: boolean;
}
