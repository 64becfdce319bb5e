import * as l10n from "../../src/l10n.js";
import type { ShownStatus } from "../../src/views/outputProtocol.js";
import { textButton } from "./buttons.js";
import { element, icon, setText } from "./dom.js";

type WaitingStatus = Extract<ShownStatus, { type: "waiting" }>;

/** The pause before the next attempt, with the seconds that are left; why is said above. */
export class Waiting {
  readonly element: HTMLElement;
  private readonly countdown = element("strong", { part: "countdown" });

  constructor(
    private readonly status: WaitingStatus,
    actions: { readonly tryNow: () => void; readonly stop: () => void },
  ) {
    this.element = element(
      "section",
      {
        class: "waiting",
        part: "waiting",
        attributes: { "data-severity": "warning", "aria-label": l10n.t("Waiting to retry") },
      },
      element("p", { class: "verdict" }, icon("watch"), this.countdown),
      element(
        "div",
        { class: "actions" },
        textButton({ label: l10n.t("Try Now"), isPrimary: true, action: "tryNow" }, actions.tryNow),
        textButton({ label: l10n.t("Stop"), action: "stopWaiting" }, actions.stop),
      ),
    );
  }

  /** `hostNow` is the host's clock. */
  tick(hostNow: number): void {
    setText(this.countdown, waitingText(this.status, hostNow));
  }
}

function waitingText(status: WaitingStatus, hostNow: number): string {
  const seconds = Math.max(0, Math.ceil((status.untilMs - hostNow) / 1_000));
  const next = status.attempt + 1;
  return seconds === 0
    ? l10n.t("Attempt {0} starts now", next)
    : l10n.t("Waiting {0} s before attempt {1}", seconds, next);
}
