import type { ShowableRun } from "./showableRun.js";

/** All text of a run's latest attempt, exactly as the model sent it. */
export function outputText(run: Pick<ShowableRun, "state" | "sections">): string {
  if (run.state.type === "ended") return run.state.summary.text;
  const { attempt } = run.state;
  return run.sections
    .filter((section) => section.kind === "text" && section.attempt === attempt)
    .map((section) => section.text)
    .join("");
}
