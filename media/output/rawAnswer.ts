import * as l10n from "../../src/l10n.js";
import type { Outcome } from "../../src/views/outputProtocol.js";
import { element, icon } from "./dom.js";
import { TextBlocks } from "./textBlocks.js";

/** Asked for only when somebody wants to see it: it may be large. */
export function rawAnswer(ask: () => Promise<Outcome>): HTMLElement {
  const content = element("div", {
    class: "raw-text",
    part: "rawAnswer",
    attributes: {
      tabindex: "0",
      role: "region",
      "aria-label": l10n.t("Raw answer"),
      "data-exact": "",
    },
  });
  const details = element(
    "details",
    { class: "raw" },
    element("summary", {}, icon("chevron-right"), element("span", {}, l10n.t("Show raw answer"))),
    content,
  );
  let isAsked = false;
  details.addEventListener("toggle", () => {
    if (!details.open || isAsked) return;
    isAsked = true;
    void ask().then((outcome) => {
      const text = outcome.type === "ok" ? outcome.text : outcome.message;
      new TextBlocks(content).append(text ?? "");
    });
  });
  return details;
}
