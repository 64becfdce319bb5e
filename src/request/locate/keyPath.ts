import { isJsonObject } from "../json.js";
import { pointerSegments } from "../pointer.js";
import type { KeyPath } from "./finding.js";

/**
 * Reads the notations in which validators write a place: `messages.0.content`, `messages[0].content`,
 * `messages.[0].content`, `messages["0"]`, `$.messages[0]`, `/messages/0`, `#/messages/0`, `body.messages`.
 * Undefined for what is no path, and for a path whose indices were blotted out (`tools.N.custom`).
 */
export function parseKeyPath(written: string): KeyPath | undefined {
  const text = withoutTypeBranch(written.trim().replace(/^\$\.?/, ""));
  if (text.startsWith("#") || text.startsWith("/")) return pointerSegments(text.replace(/^#/, ""));
  const segments = text
    .replaceAll(/\.?\[([^\][]*)\]/g, (_, index: string) => `.${unquoted(index)}`)
    .replace(/^\./, "")
    .split(".");
  if (segments.some((segment, index) => segment === "" || (index > 0 && isPlaceholder(segment))))
    return undefined;
  return segments;
}

function unquoted(index: string): string {
  return index.trim().replaceAll(/^["']|["']$/g, "");
}

/** Without pydantic's name of a branch with its parameters: `content.list[union[text,image]].0`. */
function withoutTypeBranch(path: string): string {
  const start =
    /\.(?:list|dict|set|tuple|union|literal|tagged-union|function-[\w-]+|nullable)\[/.exec(path);
  const end = path.endsWith("]") ? path.length - 1 : path.lastIndexOf("].");
  return start === null || end < start.index
    ? path
    : path.slice(0, start.index) + path.slice(end + 1);
}

function isPlaceholder(segment: string): boolean {
  return /^[A-Z]$|^[ijn]$|^#$|[*<>{}…]/.test(segment);
}

/** Keys that bodies of Bedrock's families have at their root. */
const rootKeys = new Set(
  [
    "anthropic_version anthropic_beta max_tokens messages system stop_sequences temperature top_p",
    "top_k tools tool_choice thinking output_config output_format context_management metadata",
    "container mcp_servers service_tier stream model prompt max_tokens_to_sample speed",
    "schemaVersion inferenceConfig toolConfig reasoningConfig additionalModelRequestFields",
    "additionalModelResponseFieldPaths guardrailConfig performanceConfig promptVariables",
    "outputConfig inputText textGenerationConfig max_gen_len images stop message chat_history",
    "preamble p k n frequency_penalty presence_penalty seed documents search_queries_only",
    "prompt_truncation return_prompt raw_prompting tool_results num_generations logit_bias",
    "return_likelihoods truncate texts input_type embedding_types maxTokens minTokens topP topKReturn",
    "numResults stopSequences countPenalty presencePenalty frequencyPenalty max_completion_tokens",
    "reasoning_effort response_format parallel_tool_calls stream_options logprobs top_logprobs",
    "min_tokens user inputs parameters max_new_tokens dimensions normalize reasoning",
    "amazon-bedrock-guardrailConfig guided_json chat_template_kwargs functions function_call",
  ].flatMap((line) => line.split(" ")),
);

/** Roots that are also everyday words, so that their name alone proves nothing. */
const everydayWords = new Set(
  "model message user images documents stream system container metadata reasoning normalize p k n speed stop parameters inputs functions truncate".split(
    " ",
  ),
);

export function isRootKey(name: string): boolean {
  return rootKeys.has(name);
}

/** Is a bare word in a sentence one of the bodies' keys and not an everyday word? */
export function isUnmistakableKey(name: string): boolean {
  return rootKeys.has(name) && !everydayWords.has(name);
}

/** Is a word written as keys are and prose is not: `top_p`, `maxTokens`? */
export function isKeyLike(name: string): boolean {
  return /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$|^[a-z]+(?:[A-Z][a-z0-9]*)+$/.test(name);
}

/** Members of the operation's input beside the body: a message about them blames no place in it. */
const operationMembers = new Set(
  "modelId accept contentType guardrailIdentifier guardrailVersion trace performanceConfigLatency".split(
    " ",
  ),
);

/** Headers of this operation that other operations keep in the body. */
const headersOrKeys = new Set(["serviceTier", "requestMetadata"]);

/** True when the path begins in the operation's input and not in this body. */
export function isOutsideBody(path: KeyPath, body: unknown): boolean {
  const root = path[0];
  if (root === undefined) return false;
  if (isJsonObject(body) && Object.hasOwn(body, root)) return false;
  return operationMembers.has(root) || (isJsonObject(body) && headersOrKeys.has(root));
}

/** True for an index. */
export function isIndex(segment: string | undefined): boolean {
  return segment !== undefined && /^\d+$/.test(segment);
}
