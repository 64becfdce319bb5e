import * as l10n from "../../../src/l10n.js";
import { count } from "../../../src/views/amounts.js";
import type { EventFilter, EventPage } from "../../../src/views/pagesProtocol.js";
import { iconButton } from "../buttons.js";
import { element, icon } from "../dom.js";

/** A search begins once the typing rests. */
const pauseMs = 150;

export interface EventFilterBarOptions {
  readonly onDidChange: () => void;
  readonly save: (what: "saveEvents" | "saveRawBytes") => void;
}

/** Search, types, and saving, above the events. */
export class EventFilterBar {
  readonly element: HTMLElement;
  private readonly search = element("input", {
    class: "input",
    attributes: {
      ...{
        type: "text",
        placeholder: l10n.t("Filter"),
        "aria-label": l10n.t("Filter events by text"),
      },
      spellcheck: "false",
    },
  });
  private readonly types = element("select", {
    class: "select",
    attributes: { "aria-label": l10n.t("Type of event") },
  });
  private shownTypes = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: EventFilterBarOptions) {
    this.search.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(options.onDidChange, pauseMs);
    });
    this.search.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.search.value === "") return;
      this.search.value = "";
      options.onDidChange();
    });
    this.types.addEventListener("change", options.onDidChange);
    this.showTypes([]);
    const asLines = {
      icon: "save",
      name: l10n.t("Save Events as JSON Lines…"),
      action: "saveEvents",
    };
    const asBytes = {
      icon: "file-binary",
      name: l10n.t("Save Raw Bytes…"),
      action: "saveRawBytes",
    };
    this.element = element(
      "div",
      { class: "filter-bar", attributes: { role: "search" } },
      element("span", { class: "input-box" }, icon("filter"), this.search),
      element("span", { class: "select-box" }, this.types, icon("chevron-down")),
      iconButton(asLines, () => options.save("saveEvents")),
      iconButton(asBytes, () => options.save("saveRawBytes")),
    );
  }

  get filter(): EventFilter {
    const eventType = this.types.value;
    const text = this.search.value;
    return { ...(eventType !== "" && { eventType }), ...(text !== "" && { text }) };
  }

  showTypes(types: EventPage["types"]): void {
    const chosen = this.types.value;
    const entries = [
      { value: "", label: l10n.t("All types") },
      ...types.map(({ type, count: number }) => ({
        value: type,
        label: `${type} (${count(number)})`,
      })),
    ];
    const key = entries.map(({ label }) => label).join("\n");
    if (key === this.shownTypes) return;
    this.shownTypes = key;
    this.types.replaceChildren(
      ...entries.map(({ value, label }) => element("option", { attributes: { value } }, label)),
    );
    this.types.value = entries.some(({ value }) => value === chosen) ? chosen : "";
  }
}
