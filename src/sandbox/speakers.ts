import type { FamilyId } from "../models/family.js";
import { anthropicMessagesSpeaker } from "./answers/anthropicMessages.js";
import { anthropicTextSpeaker } from "./answers/anthropicText.js";
import { chatCompletionsSpeaker } from "./answers/chatCompletions.js";
import { cohereCommandSpeaker } from "./answers/cohereCommand.js";
import { cohereCommandRSpeaker } from "./answers/cohereCommandR.js";
import { deepseekR1Speaker } from "./answers/deepseekR1.js";
import { importedModelSpeaker } from "./answers/importedModel.js";
import { jambaSpeaker } from "./answers/jamba.js";
import { jurassic2Speaker } from "./answers/jurassic2.js";
import { llamaSpeaker } from "./answers/llama.js";
import { mistralChatSpeaker } from "./answers/mistralChat.js";
import { mistralTextSpeaker } from "./answers/mistralText.js";
import { novaSpeaker } from "./answers/nova.js";
import type { Speaker } from "./answers/speaker.js";
import { titanTextSpeaker } from "./answers/titanText.js";
import { writerPalmyraSpeaker } from "./answers/writerPalmyra.js";

/** Every family. */
export const speakers: readonly Speaker[] = [
  anthropicMessagesSpeaker,
  anthropicTextSpeaker,
  chatCompletionsSpeaker,
  cohereCommandSpeaker,
  cohereCommandRSpeaker,
  deepseekR1Speaker,
  importedModelSpeaker,
  jambaSpeaker,
  jurassic2Speaker,
  llamaSpeaker,
  mistralChatSpeaker,
  mistralTextSpeaker,
  novaSpeaker,
  titanTextSpeaker,
  writerPalmyraSpeaker,
];

export function speakerOf(family: FamilyId): Speaker | undefined {
  return speakers.find((speaker) => speaker.family === family);
}
