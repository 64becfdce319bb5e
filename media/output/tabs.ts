import * as l10n from "../../src/l10n.js";
import type { RunTab } from "../../src/views/outputProtocol.js";
import { element, icon, setIcon, show } from "./dom.js";

const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;

/** The runs side by side, when there is more than one. */
export class Tabs {
  readonly element = element("div", {
    class: "tabs",
    part: "tabs",
    attributes: { role: "tablist", "aria-label": l10n.t("Runs") },
  });
  private readonly buttons = new Map<string, HTMLButtonElement>();
  private readonly timeOfDay = new Intl.DateTimeFormat(l10n.language(), clock);
  private shownId: string | undefined;

  constructor(private readonly onSelect: (runId: string) => void) {
    this.element.addEventListener("keydown", (event) => this.onKeyDown(event));
    new ResizeObserver(() => this.reveal(this.shownId ?? "")).observe(this.element);
    // A mouse wheel turns only one way; without this the strip is out of its reach.
    this.element.addEventListener(
      "wheel",
      (event) => {
        if (event.deltaX === 0) this.element.scrollLeft += event.deltaY;
      },
      { passive: true },
    );
  }

  get areShown(): boolean {
    return this.buttons.size > 1;
  }

  update(tabs: readonly RunTab[]): void {
    const ids = new Set(tabs.map(({ runId }) => runId));
    for (const [runId, button] of this.buttons) {
      if (ids.has(runId)) continue;
      button.remove();
      this.buttons.delete(runId);
    }
    for (const tab of tabs) this.updateOne(tab);
    show(this.element, this.areShown);
    this.markShown();
  }

  shows(runId: string | undefined): void {
    this.shownId = runId;
    this.markShown();
    // With the next frame, whose layout has to be made anyway.
    if (runId !== undefined) requestAnimationFrame(() => this.reveal(runId));
  }

  private updateOne(tab: RunTab): void {
    const button = this.buttons.get(tab.runId) ?? this.add(tab);
    const [shownIcon, label] = button.children;
    if (!(shownIcon instanceof HTMLElement) || !label) return;
    setIcon(shownIcon, iconOf(tab), tab.state === "connecting" || tab.state === "streaming");
    button.dataset["severity"] = tab.verdict?.severity ?? "";
    const startedAt = this.timeOfDay.format(tab.startedAt);
    const state = tab.verdict?.label ?? stateWord(tab.state);
    button.title = `${tab.modelId}\n${startedAt}, ${state}`;
    button.setAttribute("aria-label", `${tab.label}, ${startedAt}, ${state}`);
  }

  private add(tab: RunTab): HTMLButtonElement {
    const button = element(
      "button",
      { class: "tab", attributes: { type: "button", role: "tab", "data-run-id": tab.runId } },
      icon("blank"),
      element("bdi", { class: "tab-label" }, tab.label),
    );
    button.addEventListener("click", () => this.onSelect(tab.runId));
    this.buttons.set(tab.runId, button);
    this.element.append(button);
    return button;
  }

  private markShown(): void {
    for (const [runId, button] of this.buttons) {
      const isShown = runId === this.shownId;
      button.setAttribute("aria-selected", `${isShown}`);
      button.setAttribute("aria-controls", "run");
      button.tabIndex = isShown ? 0 : -1;
    }
  }

  private reveal(runId: string): void {
    // Not scrollIntoView: it would scroll the page too.
    const button = this.buttons.get(runId);
    if (!button) return;
    const { scrollLeft, clientWidth } = this.element;
    const isBefore = button.offsetLeft < scrollLeft;
    const end = button.offsetLeft + button.offsetWidth;
    if (isBefore) this.element.scrollLeft = button.offsetLeft;
    else if (end > scrollLeft + clientWidth) this.element.scrollLeft = end - clientWidth;
  }

  private onKeyDown(event: KeyboardEvent): void {
    const ids = [...this.buttons.keys()];
    const at = ids.indexOf(this.shownId ?? "");
    const next = target(event.key, at, ids.length);
    const id = next === undefined ? undefined : ids[next];
    if (id === undefined) return;
    event.preventDefault();
    this.onSelect(id);
    this.buttons.get(id)?.focus();
  }
}

function target(key: string, at: number, count: number): number | undefined {
  if (key === "ArrowRight") return (at + 1) % count;
  if (key === "ArrowLeft") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : undefined;
}

function stateWord(state: RunTab["state"]): string {
  switch (state) {
    case "connecting":
      return l10n.t("Connecting");
    case "waiting":
      return l10n.t("Waiting");
    case "streaming":
      return l10n.t("Streaming");
    case "ended":
      return l10n.t("Ended");
    default:
      return state satisfies never;
  }
}

function iconOf(tab: RunTab): string {
  switch (tab.state) {
    case "connecting":
    case "streaming":
      return "loading";
    case "waiting":
      return "watch";
    case "ended":
      return tab.verdict?.icon ?? "circle-outline";
    default:
      return tab.state satisfies never;
  }
}
