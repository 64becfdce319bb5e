import type { StopKind } from "../../models/family.js";
import type { Json } from "../../request/json.js";
import { at, lastUserText, numberOr, stringsOf, wordsIn } from "./readBody.js";
import { textOnly, type Speaker, type Speech } from "./speaker.js";

const completionReasons: Record<StopKind, string> = {
  complete: "FINISH",
  maxTokens: "LENGTH",
  stopSequence: "STOP_CRITERIA_MET",
  toolUse: "FINISH",
  contentFiltered: "CONTENT_FILTERED",
  guardrailIntervened: "FINISH",
  refused: "FINISH",
};

/** Titan Text: the first chunk counts the input, the last one the output. */
export const titanTextSpeaker: Speaker = {
  family: "titanText",
  has: textOnly,
  question: (body) => ({
    prompt: lastUserText(body["inputText"]),
    inputTokens: wordsIn(body["inputText"]),
    maxTokens: numberOr(at(body, "textGenerationConfig", "maxTokenCount"), 512),
    stopSequences: stringsOf(at(body, "textGenerationConfig", "stopSequences")),
    tools: [],
    asksReasoning: false,
  }),
  chunks,
  metered: (answer) => answer.stop !== "guardrailIntervened",
};

function* chunks({ answer }: Speech): Iterable<readonly Json[]> {
  if (answer.stop === "guardrailIntervened") {
    // Recorded: one chunk, neither completionReason nor metrics.
    yield [
      {
        outputText: answer.text.join(""),
        index: 0,
        totalOutputTextTokenCount: null,
        inputTextTokenCount: answer.inputTokens,
      },
    ];
    return;
  }
  const pieces = answer.text.length > 0 ? answer.text : [""];
  for (const [i, outputText] of pieces.entries()) {
    const isLast = i === pieces.length - 1;
    yield [
      {
        outputText,
        index: 0,
        totalOutputTextTokenCount: isLast ? answer.outputTokens : null,
        completionReason: isLast ? completionReasons[answer.stop] : null,
        inputTextTokenCount: i === 0 ? answer.inputTokens : null,
      },
    ];
  }
}
