import * as l10n from "../../src/l10n.js";
import type { OutputFormat, ShownProgress, ShownStatus } from "../../src/views/outputProtocol.js";
import { count, duration } from "../../src/views/amounts.js";
import { confirmOn, iconButton } from "./buttons.js";
import { element, icon, setIcon, setText, show } from "./dom.js";

export interface HeaderActions {
  readonly stop: () => void;
  /** Resolves with whether it worked. */
  readonly copy: () => Promise<boolean>;
  readonly runAgain: () => void;
  readonly toggleFormat: () => void;
}

export interface HeaderParts {
  /** Switches between the pages of the run. */
  readonly pageBar: HTMLElement;
}

/** This many last characters of a model id never give way: the version stands there. */
const tailLength = 10;

/** Model, state, time, rate and what can be done about them. */
export class Header {
  readonly element: HTMLElement;
  private readonly stateIcon = icon("blank");
  private readonly modelHead = element("span", { class: "model-head" });
  private readonly modelTail = element("span", { class: "model-tail" });
  private readonly model = element("h1", { part: "model" }, this.modelHead, this.modelTail);
  private readonly replay = element("span", { part: "replay" }, l10n.t("Replay"));
  private readonly state = element("span", { part: "state" });
  private readonly elapsed = element("span", { part: "elapsed", attributes: { role: "timer" } });
  private readonly rate = element("span", { part: "rate" });
  private readonly stop: HTMLButtonElement;
  private readonly copy: HTMLButtonElement;
  private readonly runAgain: HTMLButtonElement;
  private readonly format: HTMLButtonElement;

  constructor(actions: HeaderActions, { pageBar }: HeaderParts) {
    this.stop = iconButton(
      { icon: "debug-stop", name: l10n.t("Stop"), action: "stop" },
      actions.stop,
    );
    this.copy = iconButton(
      { icon: "copy", name: l10n.t("Copy Output"), action: "copy" },
      (button) => {
        void actions.copy().then((hasWorked) => {
          if (hasWorked) confirmOn(button, "copy");
        });
      },
    );
    const again = { icon: "debug-rerun", name: l10n.t("Run Again"), action: "runAgain" };
    this.runAgain = iconButton(again, actions.runAgain);
    const asPlain = { icon: "markdown", name: l10n.t("Show as Plain Text"), action: "format" };
    this.format = iconButton(asPlain, actions.toggleFormat);
    const tools = { class: "tools", attributes: { role: "toolbar", "aria-label": l10n.t("Run") } };
    this.element = element(
      "header",
      { class: "header" },
      element("div", { class: "title" }, this.stateIcon, this.model),
      element("div", { class: "status" }, this.replay, this.state, this.elapsed, this.rate),
      pageBar,
      // Stop comes first: when it goes, nothing else moves under a finger that meant to stop.
      element("div", tools, this.stop, this.copy, this.runAgain, this.format),
    );
  }

  setModel(modelId: string, region: string): void {
    const cut = Math.max(0, modelId.length - tailLength);
    setText(this.modelHead, modelId.slice(0, cut));
    setText(this.modelTail, modelId.slice(cut));
    this.model.title = `${modelId}\n${region}`;
  }

  /** What plays again must never be taken for a stream that is under way and billed. */
  setReplay(isReplay: boolean): void {
    show(this.replay, isReplay);
  }

  setFormat(format: OutputFormat): void {
    const name = format === "markdown" ? l10n.t("Show as Plain Text") : l10n.t("Show as Markdown");
    this.format.title = name;
    this.format.setAttribute("aria-label", name);
    const shown = this.format.firstElementChild;
    if (shown instanceof HTMLElement)
      setIcon(shown, format === "markdown" ? "list-flat" : "markdown");
  }

  setStatus(status: ShownStatus): void {
    const isLive = status.type !== "ended" && status.type !== "loading";
    // A focus that vanished with its button would start anew at the top.
    if (!isLive && document.activeElement === this.stop) this.copy.focus();
    show(this.stop, isLive);
    this.runAgain.disabled = isLive;
    setText(this.state, stateText(status));
    this.element.dataset["severity"] = status.type === "ended" ? status.verdict.severity : "";
    if (status.type === "ended") {
      setIcon(this.stateIcon, status.verdict.icon);
      setText(this.elapsed, duration(status.totalMs));
      setText(this.rate, "");
    } else {
      setIcon(
        this.stateIcon,
        status.type === "waiting" ? "watch" : "loading",
        status.type !== "waiting",
      );
    }
  }

  /** Called several times a second while the run is live. */
  tick(elapsedMs: number, shownRate: string, isWarning: boolean): void {
    setText(this.elapsed, elapsedMs < 60_000 ? tenths(elapsedMs) : duration(elapsedMs));
    setText(this.rate, shownRate);
    this.rate.classList.toggle("warning", isWarning);
  }
}

/** What the header says beside the time, and whether it is a warning. */
export function rateText(
  status: ShownStatus,
  progress: ShownProgress,
  now: { readonly sinceProgressMs: number; readonly sinceStatusMs: number },
): { readonly text: string; readonly isWarning: boolean } {
  if (status.type !== "streaming" && status.type !== "connecting")
    return { text: "", isWarning: false };
  if (status.silentMs !== undefined) {
    const seconds = Math.round((status.silentMs + now.sinceStatusMs) / 1_000);
    return { text: l10n.t("no data for {0} s", seconds), isWarning: true };
  }
  // A rate that nothing has renewed for this long is not one any more.
  const isCurrent = now.sinceProgressMs < 2_000 && progress.chunksPerSecond >= 0.5;
  const isShown = status.type === "streaming" && isCurrent;
  return {
    text: isShown ? l10n.t("{0} chunks/s", count(progress.chunksPerSecond)) : "",
    isWarning: false,
  };
}

function stateText(status: ShownStatus): string {
  switch (status.type) {
    case "loading":
      return l10n.t("Loading");
    case "connecting":
      return status.attempt > 1
        ? l10n.t("Connecting, attempt {0}", status.attempt)
        : l10n.t("Connecting");
    case "streaming":
      return status.attempt > 1
        ? l10n.t("Streaming, attempt {0}", status.attempt)
        : l10n.t("Streaming");
    case "waiting":
      return l10n.t("Waiting to retry");
    case "ended":
      return status.verdict.label;
    default:
      return status satisfies never;
  }
}

function tenths(ms: number): string {
  return l10n.t("{0} s", l10n.decimal(Math.floor(ms / 100) / 10, 1));
}
