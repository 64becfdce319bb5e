import * as l10n from "../../src/l10n.js";
import type { Fact } from "../../src/views/outputProtocol.js";
import { confirmOn, iconButton } from "./buttons.js";
import { element } from "./dom.js";

/** What is longer gets a row of its own. */
const maxShortChars = 15;
/** What is longer gets one where there is little room. */
const maxTinyChars = 9;

/** Names and values; values such as request ids get a Copy button. */
export function factList(
  facts: readonly Fact[],
  copyText: (text: string) => Promise<boolean>,
): HTMLElement {
  const list = element("dl", { class: "facts" });
  for (const fact of facts) {
    const value = element("dd", {}, element("bdi", { class: "value" }, fact.value));
    if (fact.note) value.append(element("span", { class: "fact-note" }, fact.note));
    if (fact.copyable) {
      value.append(
        iconButton({ icon: "copy", name: l10n.t("Copy {0}", fact.name) }, (button) => {
          void copyText(fact.value).then((hasWorked) => {
            if (hasWorked) confirmOn(button, "copy");
          });
        }),
      );
    }
    const isWide = fact.copyable || fact.value.length > maxShortChars;
    const width = isWide ? " wide" : fact.value.length > maxTinyChars ? " medium" : "";
    const look = { class: `fact${width}` };
    list.append(element("div", look, element("dt", {}, fact.name), value));
  }
  return list;
}
