import * as l10n from "../../../src/l10n.js";
import type { EventDetail } from "../../../src/views/pagesProtocol.js";
import { confirmOn, iconButton } from "../buttons.js";
import type { CodeColors } from "../code/codeColors.js";
import { paintedText } from "../code/paintedText.js";
import { element } from "../dom.js";
import { headerList } from "./headerList.js";

/** Headers and payload of one event, below its row. */
export function eventDetailBlock(
  detail: EventDetail,
  colors: CodeColors,
  copy: () => Promise<boolean>,
): HTMLElement {
  const copyButton = iconButton(
    { icon: "copy", name: l10n.t("Copy Event"), action: "copyEvent" },
    (one) => {
      void copy().then((hasWorked) => {
        if (hasWorked) confirmOn(one, "copy");
      });
    },
  );
  const payload = element("div", {
    class: "payload",
    part: "payload",
    attributes: { "data-exact": "" },
  });
  paintedText(payload, detail.payload, detail.language, colors);
  const content = element(
    "div",
    { class: "event-detail-content" },
    headerList(detail.headers),
    payload,
  );
  if (detail.payload === "")
    payload.append(element("span", { class: "quiet" }, l10n.t("No payload")));
  if (detail.isCut) {
    const note = l10n.t("The rest is not shown here; Copy Event takes all of it.");
    content.append(element("p", { class: "quiet" }, note));
  }
  content.append(copyButton);
  const look = { role: "gridcell", "aria-colspan": "6" };
  const cell = element("div", { class: "event-detail-cell", attributes: look }, content);
  return element("div", { class: "event-detail", attributes: { role: "row" } }, cell);
}
