import * as l10n from "../../../src/l10n.js";
import { element, icon } from "../dom.js";
import type { PageId } from "../../../src/views/pagesProtocol.js";
import { pageIds } from "../../../src/views/reading.js";

const looks = (): Readonly<Record<PageId, { readonly icon: string; readonly name: string }>> => ({
  answer: { icon: "comment", name: l10n.t("Answer") },
  events: { icon: "list-ordered", name: l10n.t("Events") },
  timeline: { icon: "graph-line", name: l10n.t("Timeline") },
  request: { icon: "json", name: l10n.t("Request") },
});

/** Switches between the pages of a run; icons only where there is no room for words. */
export class PageBar {
  readonly element = element("div", {
    class: "page-bar",
    attributes: { role: "tablist", "aria-label": l10n.t("Pages of the run") },
  });
  private readonly buttons = new Map<PageId, HTMLButtonElement>();

  constructor(private readonly onSelect: (page: PageId) => void) {
    for (const page of pageIds) this.add(page);
    this.element.addEventListener("keydown", (event) => this.onKeyDown(event));
    this.shows("answer");
  }

  shows(page: PageId): void {
    for (const [id, button] of this.buttons) {
      button.setAttribute("aria-selected", `${id === page}`);
      button.tabIndex = id === page ? 0 : -1;
    }
  }

  private add(page: PageId): void {
    const { icon: iconId, name } = looks()[page];
    const button = element(
      "button",
      {
        class: "page-tab",
        attributes: {
          ...{ type: "button", role: "tab", title: name, "aria-controls": page },
          ...{ id: `tab-${page}`, "data-page": page },
        },
      },
      icon(iconId),
      element("span", { class: "page-name" }, name),
    );
    button.addEventListener("click", () => this.onSelect(page));
    this.buttons.set(page, button);
    this.element.append(button);
  }

  private onKeyDown(event: KeyboardEvent): void {
    const at = pageIds.findIndex((id) => this.buttons.get(id)?.tabIndex === 0);
    const next = target(event.key, at);
    const page = next === undefined ? undefined : pageIds[next];
    if (page === undefined) return;
    event.preventDefault();
    this.onSelect(page);
    this.buttons.get(page)?.focus();
  }
}

function target(key: string, at: number): number | undefined {
  const count = pageIds.length;
  if (key === "ArrowRight") return (at + 1) % count;
  if (key === "ArrowLeft") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : undefined;
}
