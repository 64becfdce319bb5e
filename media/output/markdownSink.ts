import * as smd from "streaming-markdown";
import * as l10n from "../../src/l10n.js";
import { linkTarget } from "../../src/views/linkTarget.js";
import { hasManyMarks, maxMarks, unbrokenEnd, wordLimit } from "./blockCut.js";
import { Chapters } from "./chapters.js";
import { appendMarked, bidiControls } from "./code/bidiMark.js";
import { codeBlock, type CodeBlockOptions } from "./codeBlock.js";
import { element, icon } from "./dom.js";
import { lineFeedsIn, type LineGuess } from "./lineGuess.js";

/** Thrown at the parser; see `maxDepth`. */
export const tooDeep = new Error("nested too deep");

/** The parser keeps its open tokens in tables of 24 and does not look where they end. */
const maxDepth = 20;

/** A paragraph without end goes on as another one, because each append lays out all of it. */
const maxParagraphChars = 4_096;

/** Tokens that begin a line inside an element of the first level. */
const lineTokens: readonly smd.Token[] = [smd.LINE_BREAK, smd.LIST_ITEM, smd.TABLE_ROW];

/**
 * What the browser lays out at once, and what an answer has of them. A list or a table that reaches
 * the first goes on as another one; what cannot go on elsewhere is too costly to be rendered.
 */
const maxElementsInPart = 60;
const maxElementsInBlock = 600;
const maxElements = 20_000;
/** A block of code with its head and buttons. */
const elementsOfCode = 20;
/** One of the first level, which the browser watches for whether it is in view. */
const elementsOfBlock = 4;
const codeTokens: ReadonlySet<smd.Token> = new Set([smd.CODE_FENCE, smd.CODE_BLOCK]);
/** Text in one cell, item, heading or emphasis, which no other part can take. */
const maxUnpartedChars = 8_192;

/** Tokens that begin a paragraph, a cell, an item: lines of their own. */
const lineStarts: ReadonlySet<smd.Token> = new Set([
  ...[smd.PARAGRAPH, smd.LIST_ITEM, smd.TABLE_CELL, smd.BLOCKQUOTE, smd.CODE_FENCE, smd.CODE_BLOCK],
  ...[smd.HEADING_1, smd.HEADING_2, smd.HEADING_3, smd.HEADING_4, smd.HEADING_5, smd.HEADING_6],
]);

/** Lines that a paragraph takes with the room below it, and code with what stands above it. */
const leastLines = 3;

export interface MarkdownSinkOptions extends CodeBlockOptions {
  readonly guess: LineGuess;
}

/** An element that is being filled, and how text gets into it. */
interface Open {
  readonly node: HTMLElement;
  readonly addText: (text: string) => void;
  readonly isCode?: boolean;
  /** Takes a link's or an image's address, a fence's language, a list's start. */
  readonly setValue?: (type: smd.Attr, value: string) => void;
}

/**
 * Receives what the Markdown parser has understood. Makes elements and text nodes only: a model's
 * text never is markup here, links go nowhere by themselves, and nothing is loaded from anywhere.
 */
export class MarkdownSink implements smd.Renderer<undefined> {
  readonly data = undefined;
  private readonly open: Open[];
  /** Characters and line feeds in the open element of the first level. */
  private length = 0;
  private lineFeeds = 0;
  /** Elements in it, and in the whole answer. */
  private elements = 0;
  private allElements = 0;
  /** Characters since a line began, and since the last space; the last ones. */
  private unparted = 0;
  private unbroken = 0;
  private lineEnd = "";
  private headingRank = 1;
  private readonly chapters: Chapters;

  constructor(
    root: HTMLElement,
    private readonly options: MarkdownSinkOptions,
  ) {
    this.open = [{ node: root, addText: (text) => this.chapters.next().append(text) }];
    this.chapters = new Chapters(root);
  }

  /** To render more would take longer than a frame has. */
  get isSpent(): boolean {
    const { elements, allElements, unparted } = this;
    if (elements > maxElementsInBlock || allElements > maxElements) return true;
    return unparted > maxUnpartedChars || this.isEndless;
  }

  /** A word, or a heap of marks on one letter, whose end is too far away. */
  private get isEndless(): boolean {
    return this.unbroken > wordLimit || hasManyMarks(this.lineEnd);
  }

  readonly add_token = (_data: undefined, token: smd.Token): void => {
    if (token === smd.DOCUMENT) return;
    if (this.open.length >= maxDepth) throw tooDeep;
    const parent = this.open.length === 1 ? this.chapters.next() : this.top.node;
    if (lineTokens.includes(token)) this.lineFeeds += 1;
    if (lineStarts.has(token)) this.beginLine();
    const elements = this.costOf(token);
    this.elements += elements;
    this.allElements += elements;
    this.open.push(this.begin(token, this.partOf(token, parent)));
  };

  readonly end_token = (): void => {
    const { open } = this;
    if (open.length > 1) open.pop();
    if (open.length === 1) this.didFill();
  };

  readonly add_text = (_data: undefined, text: string): void => {
    const isParagraph = this.open.length === 2 && this.top.node.tagName === "P";
    const isLong = this.length > maxParagraphChars || this.isEndless;
    if (isParagraph && isLong) this.continueParagraph();
    this.length += text.length;
    this.lineFeeds += lineFeedsIn(text);
    this.top.addText(text);
    // Code is cut into blocks where it stands.
    if (this.top.isCode) this.countMarks(text);
    else this.measure(text);
  };

  readonly set_attr = (_data: undefined, type: smd.Attr, value: string): void => {
    this.top.setValue?.(type, value);
  };

  private costOf(token: smd.Token): number {
    if (codeTokens.has(token)) return elementsOfCode;
    return this.open.length === 1 ? elementsOfBlock : 1;
  }

  private beginLine(): void {
    this.unparted = 0;
    this.unbroken = 0;
    this.lineEnd = "";
  }

  private measure(text: string): void {
    const unbroken = unbrokenEnd(text);
    this.unbroken = unbroken === text.length ? this.unbroken + unbroken : unbroken;
    this.unparted += text.length;
    this.lineEnd = (this.lineEnd + text).slice(-maxMarks);
  }

  private countMarks(code: string): void {
    const marks = code.split(bidiControls).length >> 1;
    this.elements += marks;
    this.allElements += marks;
  }

  /** Where a token goes: a list or a table of the first level that is long enough goes on anew. */
  private partOf(token: smd.Token, parent: HTMLElement): HTMLElement {
    const isPart = token === smd.LIST_ITEM || token === smd.TABLE_ROW;
    if (!isPart || this.open.length !== 2 || this.elements <= maxElementsInPart) return parent;
    this.open.pop();
    this.didFill();
    (parent.closest(".table") ?? parent).classList.add("goes-on");
    const next = nextPart(parent, this.chapters.next());
    this.open.push(plainly(next));
    return next;
  }

  /** In the chapter where it began: its first line moves up over the border of its element. */
  private continueParagraph(): void {
    const { parentElement } = this.top.node;
    if (!parentElement) return;
    this.open.pop();
    this.didFill();
    this.beginLine();
    this.open.push(into(parentElement, element("p", { class: "continued" })));
  }

  /** The open element of the first level is complete. */
  private didFill(): void {
    const { length, lineFeeds } = this;
    const lines = 1 + this.options.guess.lines({ length, lineFeeds });
    this.chapters.didFill(Math.max(leastLines, lines));
    this.length = 0;
    this.lineFeeds = 0;
    this.elements = 0;
  }

  private get top(): Open {
    const last = this.open.at(-1);
    if (!last) throw tooDeep;
    return last;
  }

  private begin(token: smd.Token, parent: HTMLElement): Open {
    if (token === smd.CODE_BLOCK || token === smd.CODE_FENCE) return this.codeBlock(parent);
    const level = smd.heading_to_level(token);
    if (level > 0) return this.heading(parent, level);
    return special[token]?.(parent) ?? into(parent, simple(token));
  }

  /**
   * Looks as the model meant it; its rank follows the panel's own first level without a gap, as
   * whoever jumps from heading to heading expects.
   */
  private heading(parent: HTMLElement, level: number): Open {
    this.headingRank = Math.min(level + 1, this.headingRank + 1, 6);
    const look = { role: "heading", "aria-level": `${this.headingRank}`, dir: "auto" };
    return into(parent, element("div", { class: `heading-${level}`, attributes: look }));
  }

  private codeBlock(parent: HTMLElement): Open {
    const { node, append, setLanguage } = codeBlock(parent, this.options);
    return {
      node,
      isCode: true,
      addText: append,
      setValue: (type, value) => {
        if (type === smd.LANG) setLanguage(value);
      },
    };
  }
}

function plainly(node: HTMLElement): Open {
  return {
    node,
    addText: (text) => {
      const { lastChild } = node;
      if (lastChild instanceof Text) lastChild.appendData(text);
      else node.append(text);
    },
  };
}

function into(parent: HTMLElement, node: HTMLElement): Open {
  parent.append(node);
  return plainly(node);
}

const simpleTags: Readonly<Partial<Record<smd.Token, keyof HTMLElementTagNameMap>>> = {
  [smd.PARAGRAPH]: "p",
  [smd.BLOCKQUOTE]: "blockquote",
  [smd.LINE_BREAK]: "br",
  [smd.RULE]: "hr",
  [smd.ITALIC_AST]: "em",
  [smd.ITALIC_UND]: "em",
  [smd.STRONG_AST]: "strong",
  [smd.STRONG_UND]: "strong",
  [smd.STRIKE]: "s",
  [smd.LIST_UNORDERED]: "ul",
  [smd.LIST_ITEM]: "li",
};

function simple(token: smd.Token): HTMLElement {
  const tag = simpleTags[token] ?? "span";
  return element(tag, tag === "p" || tag === "li" ? { attributes: { dir: "auto" } } : {});
}

/** Opening goes through the host, by one listener on the whole panel. */
function link(parent: HTMLElement): Open {
  const anchor = element("a", { class: "inert" });
  return {
    ...into(parent, anchor),
    setValue: (type, value) => {
      if (type === smd.HREF) address(anchor, value);
    },
  };
}

function address(anchor: HTMLAnchorElement, url: string): void {
  const target = linkTarget(url);
  anchor.title = target ?? l10n.t("This link is not opened: {0}", url);
  if (target === undefined) return;
  anchor.href = target;
  anchor.classList.remove("inert");
}

const imageData = /^data:image\/(?:png|jpeg|gif|webp);base64,[a-z0-9+/=]+$/i;

/** An image elsewhere becomes a link: loading it would tell its server who reads what. */
function image(parent: HTMLElement): Open {
  const anchor = element("a", { class: "inert image-link" }, icon("file-media"));
  return {
    ...into(parent, anchor),
    setValue: (type, value) => {
      if (type !== smd.SRC) return;
      if (!imageData.test(value)) {
        address(anchor, value);
        return;
      }
      const alt = anchor.textContent ?? "";
      anchor.replaceChildren(element("img", { attributes: { src: value, alt } }));
    },
  };
}

/** Tokens that are more than an element of their own name. */
const special: Readonly<Partial<Record<smd.Token, (parent: HTMLElement) => Open>>> = {
  [smd.LINK]: link,
  [smd.RAW_URL]: link,
  [smd.IMAGE]: image,
  [smd.CHECKBOX]: checkbox,
  [smd.LIST_ORDERED]: orderedList,
  [smd.CODE_INLINE]: inlineCode,
  [smd.TABLE]: table,
  [smd.TABLE_ROW]: tableRow,
  [smd.TABLE_CELL]: tableCell,
  [smd.EQUATION_BLOCK]: (parent) => into(parent, element("pre", { class: "equation" })),
  [smd.EQUATION_INLINE]: (parent) => into(parent, element("code", { class: "equation" })),
};

function checkbox(parent: HTMLElement): Open {
  const look = { type: "checkbox", disabled: "", "aria-label": l10n.t("Task") };
  const box = element("input", { attributes: look });
  // A selector that asks what an item holds makes the browser look at all items for every new one.
  if (parent.childElementCount === 0) parent.classList.add("task");
  return {
    ...into(parent, box),
    setValue: (type) => {
      if (type === smd.CHECKED) box.checked = true;
    },
  };
}

function orderedList(parent: HTMLElement): Open {
  const list = element("ol");
  return {
    ...into(parent, list),
    setValue: (type, value) => {
      if (type === smd.START) list.start = Number.parseInt(value, 10);
    },
  };
}

function table(parent: HTMLElement): Open {
  return plainly(scrollingTable(parent));
}

function scrollingTable(parent: HTMLElement): HTMLTableElement {
  const made = element("table");
  const scrolling = { tabindex: "0", role: "region", "aria-label": l10n.t("Table") };
  parent.append(element("div", { class: "table", attributes: scrolling }, made));
  return made;
}

/** Takes the items or rows that follow those of a list or a table. */
function nextPart(before: HTMLElement, parent: HTMLElement): HTMLElement {
  if (before instanceof HTMLTableElement) {
    const made = scrollingTable(parent);
    made.append(element("tbody"));
    return made;
  }
  if (!(before instanceof HTMLOListElement)) return into(parent, element("ul")).node;
  const made = element("ol");
  made.start = before.start + before.childElementCount;
  return into(parent, made).node;
}

function inlineCode(parent: HTMLElement): Open {
  const node = element("code");
  parent.append(node);
  return { node, addText: (text) => appendMarked(node, text) };
}

function tableRow(parent: HTMLElement): Open {
  const part = element(parent.children.length === 0 ? "thead" : "tbody");
  const last = parent.lastElementChild;
  const group = last?.tagName === "TBODY" ? last : part;
  if (group === part) parent.append(part);
  const row = element("tr");
  group.append(row);
  return plainly(row);
}

function tableCell(parent: HTMLElement): Open {
  const isHead = parent.parentElement?.tagName === "THEAD";
  return into(parent, element(isHead ? "th" : "td", { attributes: { dir: "auto" } }));
}
