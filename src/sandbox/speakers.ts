import type { FamilyId } from "../models/family.js";
import { anthropicMessagesSpeaker } from "./answers/anthropicMessages.js";
import type { Speaker } from "./answers/speaker.js";
import { titanTextSpeaker } from "./answers/titanText.js";

/** Every family that the sandbox can speak. */
export const speakers: readonly Speaker[] = [anthropicMessagesSpeaker, titanTextSpeaker];

export function speakerOf(family: FamilyId): Speaker | undefined {
  return speakers.find((speaker) => speaker.family === family);
}
