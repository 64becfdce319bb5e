import type { StopKind } from "../../models/family.js";
import type { Json, JsonObject } from "../../request/json.js";
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
  reply: ({ answer }, { text }) => ({
    inputTextTokenCount: answer.inputTokens,
    results: [
      {
        tokenCount: answer.outputTokens,
        outputText: text,
        completionReason: completionReasons[answer.stop],
      },
    ],
  }),
  metered: (answer) => answer.stop !== "guardrailIntervened",
};

function* chunks({ answer }: Speech): Iterable<readonly Json[]> {
  if (answer.stop === "guardrailIntervened") {
    // Recorded: one chunk, neither completionReason nor metrics.
    yield [
      {
        outputText: [...answer.text].join(""),
        index: 0,
        totalOutputTextTokenCount: null,
        inputTextTokenCount: answer.inputTokens,
      },
    ];
    return;
  }
  let inputTokens: number | null = answer.inputTokens;
  let held: string | undefined;
  try {
    for (const piece of answer.text) {
      if (held !== undefined) {
        yield [chunk(held, inputTokens, null, null)];
        inputTokens = null;
      }
      held = piece;
    }
  } catch (error) {
    // An answer that breaks off is still said to its last piece.
    if (held !== undefined) yield [chunk(held, inputTokens, null, null)];
    throw error;
  }
  yield [chunk(held ?? "", inputTokens, answer.outputTokens, completionReasons[answer.stop])];
}

function chunk(
  outputText: string,
  inputTextTokenCount: number | null,
  totalOutputTextTokenCount: number | null,
  completionReason: string | null,
): JsonObject {
  return { outputText, index: 0, totalOutputTextTokenCount, completionReason, inputTextTokenCount };
}
