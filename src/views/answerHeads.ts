import { STATUS_CODES } from "node:http";
import type { ShowableRun } from "../run/showableRun.js";
import type { AnswerHeads } from "./pagesProtocol.js";

/** The heads of a run's answers, with the headers in the order in which they came. */
export function answerHeads({ heads, state }: Pick<ShowableRun, "heads" | "state">): AnswerHeads {
  return {
    type: "answerHeads",
    heads: heads.map(({ attempt, status, headers }) => ({
      attempt,
      status: `${status} ${STATUS_CODES[status] ?? ""}`.trim(),
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    })),
    isLive: state.type !== "ended",
  };
}
