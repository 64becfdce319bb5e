import * as l10n from "../../../src/l10n.js";
import { element } from "../dom.js";

/** Letters that are not seen and turn the order of others around, each as a part of its own. */
export const bidiControls = /([\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069])/;

/**
 * Makes one of them seen in code, which would otherwise run in another order than it is read in. The
 * letter itself stands in it, without effect on what is around, so that copies have it.
 */
export function bidiMark(control: string): { readonly element: HTMLElement; readonly text: Text } {
  const code = `U+${control.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  const name = l10n.t("Invisible character that changes the order of the text: {0}", code);
  const text = document.createTextNode(control);
  const look = { role: "img", "aria-label": name, title: name, "data-code": code };
  return { element: element("span", { class: "bidi-mark", attributes: look }, text), text };
}

/** Appends code that stands within a line. */
export function appendMarked(node: HTMLElement, code: string): void {
  for (const part of code.split(bidiControls)) {
    if (bidiControls.test(part)) node.append(bidiMark(part).element);
    else if (node.lastChild instanceof Text) node.lastChild.appendData(part);
    else if (part !== "") node.append(part);
  }
}
