import * as l10n from "../../src/l10n.js";
import type { OutputFormat, Piece } from "../../src/views/outputProtocol.js";
import type { CodeColors } from "./code/codeColors.js";
import { element, icon } from "./dom.js";
import { imageSection } from "./imageSection.js";
import { LineGuess } from "./lineGuess.js";
import { MarkdownText } from "./markdown.js";
import type { MarkdownSinkOptions } from "./markdownSink.js";
import { TextBlocks } from "./textBlocks.js";

type Opening = Extract<Piece, { type: "open" }>;

/** One stretch of the answer on the screen. */
interface SectionView {
  readonly element: HTMLElement;
  append(text: string): void;
  /** Something else has begun after it, or the run is over. */
  close(): void;
}

export interface SectionsOptions {
  readonly colors: CodeColors;
  /** Resolves with whether it worked. */
  readonly copyText: (text: string) => Promise<boolean>;
  readonly insertText: (text: string) => void;
}

/** Sections that are out of view together, because the browser asks for each with every frame. */
const sectionsPerGroup = 32;

/** Sections that stand for themselves. What follows is one text: nobody looks through so many. */
const maxSections = 1_000;

/** The model's answer: a list of sections that only grows. */
export class Sections {
  readonly element = element("div", { class: "sections" });
  private readonly views = new Map<number, SectionView>();
  private newest: SectionView | undefined;
  private group = groupElement();
  private rest: SectionView | undefined;
  private lastAttempt = 1;
  private format: OutputFormat = "plain";
  /** Stands for the answer while there is no text, so that `data-part="answer"` is always there. */
  private placeholder = answerElement();
  /** One of this attempt stands there, and no placeholder is wanted. */
  private hasAnswer = false;
  private readonly guess = new LineGuess(this.element);

  constructor(private readonly options: SectionsOptions) {
    this.reset("plain");
  }

  get isEmpty(): boolean {
    return this.views.size === 0;
  }

  reset(format: OutputFormat): void {
    this.format = format;
    this.views.clear();
    this.rest = undefined;
    this.options.colors.clear();
    this.newest = undefined;
    this.lastAttempt = 1;
    this.placeholder = answerElement();
    this.hasAnswer = false;
    this.group = groupElement();
    this.group.append(this.placeholder);
    this.element.replaceChildren(this.group);
  }

  add(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      if (piece.type === "open") this.open(piece);
      else this.views.get(piece.index)?.append(piece.text);
    }
  }

  /** The run is over. */
  close(): void {
    this.newest?.close();
  }

  private open(piece: Opening): void {
    this.newest?.close();
    this.placeholder.remove();
    if (piece.attempt > this.lastAttempt) this.beginAttempt(piece.attempt);
    if (this.views.size >= maxSections && piece.kind !== "image") {
      this.continueRest(piece);
      return;
    }
    const view = this.viewOf(piece);
    this.views.set(piece.index, view);
    this.newest = view;
    this.append(view.element);
    this.hasAnswer ||= piece.kind === "text";
    if (!this.hasAnswer) this.group.append(this.placeholder);
    if (piece.kind !== "image") view.append(piece.text);
  }

  private continueRest({ index, kind, title, text }: Opening): void {
    if (!this.rest) {
      const name = l10n.t("More than {0} parts: the rest follows as text", maxSections);
      this.rest = jsonView({ part: "rest", icon: "list-unordered", title: name });
      this.append(this.rest.element);
    }
    this.views.set(index, this.rest);
    this.newest = this.rest;
    this.rest.append(`\n${title ?? kind}\n${text}`);
  }

  private append(section: HTMLElement): void {
    if (this.group.childElementCount >= sectionsPerGroup) {
      this.group.classList.add("closed");
      this.group = groupElement();
      this.element.append(this.group);
    }
    this.group.append(section);
  }

  private beginAttempt(attempt: number): void {
    this.lastAttempt = attempt;
    this.hasAnswer = false;
    for (const earlier of this.element.querySelectorAll<HTMLElement>('[data-part="answer"]')) {
      earlier.dataset["part"] = "earlierAnswer";
    }
    this.append(element("h2", { class: "attempt" }, l10n.t("Attempt {0}", attempt)));
  }

  private viewOf(piece: Opening): SectionView {
    switch (piece.kind) {
      case "text":
        return this.format === "markdown"
          ? markdownView({ ...this.options, guess: this.guess })
          : plainView(this.guess);
      case "reasoning":
        return reasoningView(this.guess);
      case "redactedReasoning":
        return noteView("lock", l10n.t("Reasoning that the provider encrypted"));
      case "toolCall":
        return jsonView({
          part: "toolCall",
          icon: "tools",
          title: piece.title ?? l10n.t("Tool call"),
        });
      case "citation":
        return jsonView({
          part: "citation",
          icon: "quote",
          title: piece.title ?? l10n.t("Citation"),
        });
      case "json":
        return jsonView({ part: "json" });
      case "image":
        return {
          element: imageSection(piece.title, piece.text),
          append: () => {},
          close: () => {},
        };
      default:
        return piece.kind satisfies never;
    }
  }
}

function groupElement(): HTMLElement {
  return element("div", { class: "section-group" });
}

function answerElement(): HTMLElement {
  return element("div", { class: "answer", part: "answer" });
}

function plainView(guess: LineGuess): SectionView {
  const container = answerElement();
  container.classList.add("plain");
  container.dataset["exact"] = "";
  const blocks = new TextBlocks(container, guess);
  return { element: container, append: (text) => blocks.append(text), close: () => {} };
}

function markdownView(options: MarkdownSinkOptions): SectionView {
  const container = answerElement();
  container.classList.add("markdown");
  const markdown = new MarkdownText(container, options);
  return {
    element: container,
    append: (text) => markdown.append(text),
    close: () => markdown.end(),
  };
}

/** Open while the model reasons, closed once it answers, unless the reader has decided. */
function reasoningView(guess: LineGuess): SectionView {
  const summary = element(
    "summary",
    {},
    icon("chevron-right"),
    element("span", {}, l10n.t("Reasoning")),
  );
  const content = element("div", {
    class: "reasoning-text",
    part: "reasoning",
    attributes: { "data-exact": "" },
  });
  const details = element("details", { class: "reasoning", attributes: { open: "" } });
  details.append(summary, content);
  let hasReaderDecided = false;
  summary.addEventListener("click", () => (hasReaderDecided = true));
  const blocks = new TextBlocks(content, guess);
  return {
    element: details,
    append: (text) => blocks.append(text),
    close: () => {
      if (!hasReaderDecided) details.open = false;
    },
  };
}

function jsonView(look: { part: string; icon?: string; title?: string }): SectionView {
  const content = element("div", { class: "json-text", attributes: { "data-exact": "" } });
  const section = element("section", { class: "json", part: look.part });
  if (look.title !== undefined) {
    section.setAttribute("aria-label", look.title);
    section.append(
      element(
        "div",
        { class: "json-title" },
        icon(look.icon ?? "json"),
        element("bdi", {}, look.title),
      ),
    );
  }
  section.append(content);
  const blocks = new TextBlocks(content, undefined, true);
  return { element: section, append: (text) => blocks.append(text), close: () => {} };
}

function noteView(iconId: string, note: string): SectionView {
  const line = element("p", { class: "note" }, icon(iconId), element("span", {}, note));
  return { element: line, append: () => {}, close: () => {} };
}
