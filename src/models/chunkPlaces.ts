import type { FamilyId } from "./family.js";

/** Keys and array positions that lead into a chunk. */
export type ChunkPath = readonly (string | number)[];

/** A place whose value marks the final event: any text, `true`, any object, or one certain text. */
export interface EndPlace {
  readonly path: ChunkPath;
  readonly is: "text" | "true" | "object" | { readonly text: string };
}

/**
 * Where a family's chunks hold the answer and how its final event is known, as plain data for programs
 * that are no part of this extension. The family's reader knows more: reasoning, tool calls, tags.
 */
export interface ChunkPlaces {
  readonly text: readonly ChunkPath[];
  /** One of them is enough. */
  readonly end: readonly EndPlace[];
}

const choice = (...path: ChunkPath): ChunkPath => ["choices", 0, ...path];
const ends = (...path: ChunkPath): EndPlace => ({ path, is: "text" });
const choiceEnds = [ends(...choice("finish_reason")), ends(...choice("stop_reason"))];

const imported: ChunkPlaces = {
  text: [["generation"], choice("text"), choice("delta", "content"), choice("message", "content")],
  end: [ends("stop_reason"), ...choiceEnds],
};

const places: Readonly<Record<FamilyId, ChunkPlaces>> = {
  anthropicMessages: {
    text: [["delta", "text"]],
    end: [{ path: ["type"], is: { text: "message_stop" } }],
  },
  anthropicText: { text: [["completion"]], end: [ends("stop_reason")] },
  nova: {
    text: [["contentBlockDelta", "delta", "text"]],
    end: [{ path: ["metadata"], is: "object" }],
  },
  titanText: { text: [["outputText"]], end: [ends("completionReason")] },
  llama: { text: [["generation"]], end: [ends("stop_reason")] },
  mistralText: { text: [["outputs", 0, "text"]], end: [ends("outputs", 0, "stop_reason")] },
  mistralChat: {
    text: [choice("message", "content"), choice("delta", "content")],
    end: choiceEnds,
  },
  cohereCommand: {
    text: [["text"], ["generations", 0, "text"]],
    end: [{ path: ["is_finished"], is: "true" }, ends("generations", 0, "finish_reason")],
  },
  cohereCommandR: {
    text: [["text"]],
    end: [{ path: ["event_type"], is: { text: "stream-end" } }],
  },
  jamba: {
    text: [choice("delta", "content"), choice("message", "content")],
    // Its stop_reason is the number of a token.
    end: [ends(...choice("finish_reason"))],
  },
  jurassic2: {
    text: [["completions", 0, "data", "text"]],
    end: [{ path: ["completions", 0, "finishReason"], is: "object" }],
  },
  deepseekR1: { text: [choice("text")], end: choiceEnds },
  chatCompletions: { text: [choice("delta", "content")], end: choiceEnds },
  writerPalmyra: { text: [choice("delta", "content"), choice("text")], end: choiceEnds },
  importedModel: imported,
};

/** The places of a family; for a model of no known family those that most models use. */
export function chunkPlacesOf(family: FamilyId | undefined): ChunkPlaces {
  return family === undefined ? imported : places[family];
}
