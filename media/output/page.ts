import * as l10n from "../../src/l10n.js";
import { iconButton, textButton } from "./buttons.js";
import { element, icon, show } from "./dom.js";
import { exactCopy } from "./exactCopy.js";
import { Follow } from "./follow.js";
import { goTo, readingPosition, type ReadingPosition } from "./readingPosition.js";

export interface PageOptions {
  readonly tabs: HTMLElement;
  readonly header: HTMLElement;
  readonly attempts: HTMLElement;
  readonly sections: HTMLElement;
  /** Pages beside the answer. */
  readonly pages: readonly HTMLElement[];
  readonly announcer: HTMLElement;
  readonly welcome: HTMLElement;
  readonly away: HTMLElement;
  readonly openLink: (url: string) => void;
  readonly savePosition: (position: ReadingPosition) => void;
}

/** A position is written once the reader rests. */
const savePauseMs = 200;

/** Where everything stands: tabs, header, the scrolling text, what is below it. */
export class Page {
  private readonly belowSlot = element("div");
  private readonly content: HTMLElement;
  private readonly scroller: HTMLElement;
  private readonly jump: HTMLButtonElement;
  private readonly complaint = element("div", {
    class: "complaint",
    attributes: { role: "alert" },
  });
  private readonly follow: Follow;
  /** Where the reader was, as long as the text has not come that far. */
  private wanted: ReadingPosition | undefined;
  private hasRun = false;
  private isAnswerShown = true;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: PageOptions) {
    const { attempts, sections } = options;
    this.content = element("div", { class: "content" }, attempts, sections, this.belowSlot);
    this.scroller = element(
      "div",
      {
        class: "scroller",
        attributes: {
          ...{ id: "answer", tabindex: "0" },
          ...{ role: "tabpanel", "aria-labelledby": "tab-answer" },
        },
      },
      this.content,
    );
    this.jump = textButton({ label: l10n.t("Jump to End"), action: "jumpToEnd" }, () => {
      this.follow.start();
      this.scroller.focus({ preventScroll: true });
    });
    this.jump.prepend(icon("arrow-down"));
    this.jump.classList.add("jump");
    const progress = element("div", {
      class: "progress-bar",
      attributes: { "aria-hidden": "true" },
    });
    document.body.append(
      element(
        "div",
        { class: "panel" },
        element("nav", { attributes: { "aria-label": l10n.t("Runs") } }, options.tabs),
        options.header,
        element(
          "main",
          {},
          progress,
          element(
            "div",
            { class: "reading", attributes: { id: "run" } },
            this.scroller,
            ...options.pages,
            options.welcome,
            options.away,
            this.jump,
          ),
          this.complaint,
        ),
      ),
      options.announcer,
    );
    this.follow = new Follow(this.scroller, this.content, this.belowSlot, () => this.onDidScroll());
    for (const input of ["wheel", "keydown", "pointerdown"]) {
      // A reader who moves meanwhile wants to be somewhere else.
      this.scroller.addEventListener(input, () => (this.wanted = undefined), { passive: true });
    }
    show(this.complaint, false);
    this.show("welcome");
    document.addEventListener("copy", exactCopy);
    document.addEventListener("click", (event) => this.onClick(event));
    document.addEventListener("auxclick", (event) => this.onClick(event));
  }

  /** A run with all that belongs to it, or one of the pages that stand here without one. */
  show(what: "run" | "welcome" | "away"): void {
    this.hasRun = what === "run";
    show(this.options.welcome, what === "welcome");
    show(this.options.away, what === "away");
    show(this.options.header, this.hasRun);
    show(this.scroller, this.hasRun && this.isAnswerShown);
    show(this.jump, false);
  }

  /** Makes room for another page, or comes back to the answer. */
  showAnswer(isShown: boolean): void {
    this.isAnswerShown = isShown;
    show(this.scroller, isShown && this.hasRun);
    show(this.jump, false);
  }

  /** Puts something under the text, or nothing. */
  below(block: HTMLElement | undefined): void {
    this.belowSlot.replaceChildren(...(block ? [block] : []));
  }

  /** Where to read a run that has just come up: where the reader was, the end, or the start. */
  place(saved: ReadingPosition | undefined, isLive: boolean): void {
    this.wanted = undefined;
    if (saved ? saved.isFollowing : isLive) {
      this.follow.start();
      return;
    }
    this.follow.stop();
    this.wanted = saved;
    this.didGrow();
  }

  /** More text is there: perhaps as far as the reader was. */
  didGrow(): void {
    if (this.wanted && goTo(this.scroller, this.wanted)) this.wanted = undefined;
  }

  /** Something that was asked for did not work. */
  complain(message: string): void {
    const close = iconButton({ icon: "close", name: l10n.t("Dismiss") }, () =>
      show(this.complaint, false),
    );
    this.complaint.replaceChildren(icon("error"), element("span", {}, message), close);
    show(this.complaint, true);
  }

  private onDidScroll(): void {
    const { isFollowing } = this.follow;
    show(this.jump, !isFollowing && !this.follow.isAtEnd);
    clearTimeout(this.saveTimer);
    if (this.wanted) return;
    this.saveTimer = setTimeout(() => {
      this.options.savePosition(readingPosition(this.scroller, isFollowing));
    }, savePauseMs);
  }

  /** A webview must not go anywhere by itself: each link is the host's to open. */
  private onClick(event: MouseEvent): void {
    if (!(event.target instanceof Element)) return;
    const anchor = event.target.closest("a");
    if (!anchor) return;
    event.preventDefault();
    event.stopPropagation();
    if (anchor.href !== "" && event.button <= 1) this.options.openLink(anchor.href);
  }
}
