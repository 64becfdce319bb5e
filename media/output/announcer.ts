import * as l10n from "../../src/l10n.js";
import type { ShownStatus } from "../../src/views/outputProtocol.js";
import { element } from "./dom.js";

/** Tells a screen reader states and sentences, never tokens. */
export class Announcer {
  readonly element = element("div", {
    class: "visually-hidden",
    part: "announcement",
    attributes: { role: "status", "aria-live": "polite" },
  });
  private last = "";

  status(status: ShownStatus, modelId: string): void {
    const sentence = spoken(status, modelId);
    if (sentence === this.last || sentence === "") return;
    this.say(sentence);
  }

  say(sentence: string): void {
    this.last = sentence;
    this.element.textContent = sentence;
  }
}

function spoken(status: ShownStatus, modelId: string): string {
  switch (status.type) {
    case "loading":
      return "";
    case "connecting":
      return status.attempt > 1
        ? l10n.t("Attempt {0}.", status.attempt)
        : l10n.t("Connecting to {0}.", modelId);
    case "streaming":
      return l10n.t("The answer is arriving.");
    case "waiting":
      return l10n.t(
        "{0}. Attempt {1} follows after a pause.",
        status.failure.title,
        status.attempt + 1,
      );
    case "ended":
      return status.spoken;
    default:
      return status satisfies never;
  }
}
