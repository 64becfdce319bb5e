import type { Fact } from "../../../src/views/outputProtocol.js";
import { element } from "../dom.js";

/** Names and values as the wire has them. */
export function headerList(headers: readonly Fact[]): HTMLElement {
  const list = element("dl", { class: "headers" });
  for (const { name, value } of headers) {
    const term = element("dt", {}, element("bdi", {}, name));
    list.append(element("div", {}, term, element("dd", {}, element("bdi", {}, value))));
  }
  return list;
}
