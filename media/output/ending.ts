import * as l10n from "../../src/l10n.js";
import type { ShownStatus } from "../../src/views/outputProtocol.js";
import { element, icon } from "./dom.js";
import { actionRow, failureBlock, nextStepLine, type FailureBlockOptions } from "./failureBlock.js";
import { factList } from "./factList.js";

type Ended = Extract<ShownStatus, { type: "ended" }>;

/** The verdict, and for a failure why and what now; below the text. */
export function ending(status: Ended, hasText: boolean, options: FailureBlockOptions): HTMLElement {
  const { verdict, failure, actions, facts } = status;
  const words = element("span", {}, element("strong", {}, verdict.label));
  const line = element("p", { class: "verdict", part: "verdict" }, icon(verdict.icon), words);
  // The label mostly is the title; where it is not, both are worth reading.
  if (failure && !verdict.label.startsWith(failure.title)) {
    words.append(element("span", {}, failure.title));
  }
  // A failure says it again, and more of it.
  if (verdict.detail && !failure) words.append(element("span", { class: "quiet" }, verdict.detail));
  const block = element("section", {
    class: "ending",
    attributes: { "data-severity": verdict.severity, "aria-label": l10n.t("How it ended") },
  });
  block.append(line);
  if (!hasText && !failure) {
    block.append(
      element("p", { class: "quiet", part: "noText" }, l10n.t("The answer has no text.")),
    );
  }
  if (failure) {
    block.append(failureBlock(failure, actions, options));
  } else {
    if (verdict.nextStep) block.append(nextStepLine(verdict.nextStep));
    if (actions.length > 0) block.append(actionRow(actions, options.act));
  }
  if (facts.length > 0) block.append(factList(facts, options.copyText));
  return block;
}
