import type { Outcome, ShownAction, ShownFailure } from "../../src/views/outputProtocol.js";
import { textButton } from "./buttons.js";
import { element, icon } from "./dom.js";
import { factList } from "./factList.js";
import { rawAnswer } from "./rawAnswer.js";

export interface FailureBlockOptions {
  readonly act: (actionId: string) => void;
  readonly copyText: (text: string) => Promise<boolean>;
  readonly rawAnswer: () => Promise<Outcome>;
}

/** What happened, its evidence, and what to do next. Stands below the text, never instead of it. */
export function failureBlock(
  failure: ShownFailure,
  actions: readonly ShownAction[],
  options: FailureBlockOptions,
): HTMLElement {
  const block = element("section", {
    class: "failure",
    part: "failure",
    attributes: { "aria-label": failure.title },
  });
  block.append(
    element("p", { class: "detail", attributes: { dir: "auto" } }, failure.detail),
    nextStepLine(failure.nextStep),
  );
  if (actions.length > 0) block.append(actionRow(actions, options.act));
  if (failure.facts.length > 0) block.append(factList(failure.facts, options.copyText));
  if (failure.hasRawAnswer) block.append(rawAnswer(options.rawAnswer));
  return block;
}

export function nextStepLine(nextStep: string): HTMLElement {
  return element(
    "p",
    { class: "next-step", part: "nextStep" },
    icon("lightbulb"),
    element("span", {}, nextStep),
  );
}

export function actionRow(
  actions: readonly ShownAction[],
  act: (actionId: string) => void,
): HTMLElement {
  const buttons = actions.map(({ actionId, label }, at) =>
    textButton({ label, isPrimary: at === 0, action: actionId }, () => act(actionId)),
  );
  return element("div", { class: "actions" }, ...buttons);
}
