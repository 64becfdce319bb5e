import type { Fact } from "../../src/views/outputProtocol.js";
import { confirmOn, iconButton } from "./buttons.js";
import { element } from "./dom.js";

/** Names and values; values such as request ids get a Copy button. */
export function factList(
  facts: readonly Fact[],
  copyText: (text: string) => Promise<boolean>,
): HTMLElement {
  const list = element("dl", { class: "facts" });
  for (const fact of facts) {
    const value = element("dd", {}, element("bdi", { class: "value" }, fact.value));
    if (fact.copyable) {
      value.append(
        iconButton({ icon: "copy", name: `Copy ${fact.name}` }, (button) => {
          void copyText(fact.value).then((hasWorked) => {
            if (hasWorked) confirmOn(button, "copy");
          });
        }),
      );
    }
    list.append(element("div", { class: "fact" }, element("dt", {}, fact.name), value));
  }
  return list;
}
