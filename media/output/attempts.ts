import * as l10n from "../../src/l10n.js";
import { duration } from "../../src/views/amounts.js";
import type { Outcome, ShownAttempt } from "../../src/views/outputProtocol.js";
import { element, icon } from "./dom.js";
import { factList } from "./factList.js";
import { rawAnswer } from "./rawAnswer.js";

export interface AttemptsOptions {
  readonly copyText: (text: string) => Promise<boolean>;
  readonly rawAnswer: (attempt: number) => Promise<Outcome>;
}

/** The attempts that failed before the one that answers, each folded unless it is the latest news. */
export class Attempts {
  readonly element = element("section", {
    class: "attempts",
    part: "attempts",
    attributes: { "aria-label": l10n.t("Attempts that failed") },
  });
  /** Stands open by itself while the pause after it lasts. */
  private latest: HTMLDetailsElement | undefined;
  private isWaiting = false;

  constructor(private readonly options: AttemptsOptions) {}

  reset(): void {
    this.latest = undefined;
    this.element.replaceChildren();
  }

  add(attempts: readonly ShownAttempt[]): void {
    for (const attempt of attempts) {
      this.fold();
      this.latest = this.viewOf(attempt);
      this.element.append(this.latest);
    }
    this.unfold();
  }

  /** Whether the run pauses after the last of them. */
  setWaiting(isWaiting: boolean): void {
    this.isWaiting = isWaiting;
    if (isWaiting) this.unfold();
    else this.fold();
  }

  private unfold(): void {
    if (this.isWaiting && this.latest) this.latest.open = true;
  }

  private fold(): void {
    if (this.latest && !this.latest.dataset["decided"]) this.latest.open = false;
  }

  private viewOf({ attempt, atMs, waitMs, failure }: ShownAttempt): HTMLDetailsElement {
    const number = element("strong", {}, l10n.t("Attempt {0}", attempt));
    const title = element("span", { class: "attempt-title" }, number, ` ${failure.title}`);
    const summary = element("summary", {}, icon("chevron-right"), icon("error"), title);
    const details = element("details", {
      class: "failed-attempt",
      part: "failedAttempt",
      attributes: { "data-attempt": `${attempt}` },
    });
    // What the reader has opened or closed stays so.
    summary.addEventListener("click", () => (details.dataset["decided"] = "yes"));
    const facts = [
      ...failure.facts,
      { name: l10n.t("Failed after"), value: duration(atMs) },
      { name: l10n.t("Planned wait"), value: duration(waitMs) },
    ];
    const content = element(
      "div",
      { class: "failed-attempt-content" },
      element("p", { class: "detail", attributes: { dir: "auto" } }, failure.detail),
      factList(facts, this.options.copyText),
    );
    if (failure.hasRawAnswer) content.append(rawAnswer(() => this.options.rawAnswer(attempt)));
    details.append(summary, content);
    return details;
  }
}
