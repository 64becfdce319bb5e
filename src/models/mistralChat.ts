import type { JsonObject } from "../request/json.js";
import { chatMessages, chatTools } from "./chatBody.js";
import { ChoicesReader, isChatChunk } from "./choicesReader.js";
import type { Family, Prompt } from "./family.js";
import { mistralChatSchema } from "./mistralChatSchema.js";

/**
 * Mistral Large 2407 and Pixtral Large. No recording of their chunks is known: AWS documents a
 * whole `message` with `stop_reason`, others expect OpenAI's `delta` with `finish_reason`; the reader
 * takes both (unverified).
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-chat-completion.html
 */
export const mistralChat: Family = {
  id: "mistralChat",
  name: "Mistral (chat)",
  serves: (baseModelId) => /^mistral\.(?:mistral-large-2407|pixtral-large)/.test(baseModelId),
  recognizes: isChatChunk,
  models: [
    { modelId: "mistral.mistral-large-2407-v1:0", name: "Mistral Large (24.07)" },
    { modelId: "us.mistral.pixtral-large-2502-v1:0", name: "Pixtral Large (25.02)" },
  ],
  schema: mistralChatSchema,
  body,
  reader: () => new ChoicesReader(),
  maxTokensPointer: "/max_tokens",
  streams: true,
  takesPrefill: false,
  takesConversation: true,
};

/** Only Pixtral does. */
const seesImages = /pixtral/;

function body(prompt: Prompt, baseModelId: string): JsonObject {
  return {
    messages: chatMessages(seesImages.test(baseModelId) ? prompt : { ...prompt, images: [] }),
    max_tokens: Math.min(prompt.maxTokens ?? 2048, 8192),
    ...chatTools(prompt),
  };
}
