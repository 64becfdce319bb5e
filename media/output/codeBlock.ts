import * as l10n from "../../src/l10n.js";
import { confirmOn, iconButton } from "./buttons.js";
import type { CodeColors, CodePainter } from "./code/codeColors.js";
import { element } from "./dom.js";
import { TextBlocks } from "./textBlocks.js";

export interface CodeBlockOptions {
  readonly colors: CodeColors;
  /** Resolves with whether it worked. */
  readonly copyText: (text: string) => Promise<boolean>;
  readonly insertText: (text: string) => void;
}

/** Code that grows, with its language and what can be done with it above. */
export function codeBlock(
  parent: HTMLElement,
  options: CodeBlockOptions,
): {
  readonly node: HTMLElement;
  readonly append: (text: string) => void;
  readonly setLanguage: (name: string) => void;
} {
  const code = element("code", { attributes: { "data-exact": "" } });
  const text = () => code.textContent ?? "";
  const language = element("bdi", { class: "code-language" });
  const asInsert = { icon: "insert", name: l10n.t("Insert at Cursor"), action: "insertCode" };
  const insert = iconButton(asInsert, () => options.insertText(text()));
  const asCopy = { icon: "copy", name: l10n.t("Copy Code"), action: "copyCode" };
  const copy = iconButton(asCopy, (button) => {
    void options.copyText(text()).then((hasWorked) => {
      if (hasWorked) confirmOn(button, "copy");
    });
  });
  const head = element("div", { class: "code-head" }, language, insert, copy);
  const scroller = element("pre", { attributes: { tabindex: "0" } }, code);
  parent.append(element("div", { class: "code-block" }, head, scroller));
  const blocks = new TextBlocks(code, undefined, true);
  let painter: CodePainter | undefined;
  return {
    node: code,
    append: (piece) => {
      blocks.append(piece);
      painter?.append(piece);
    },
    setLanguage: (name) => {
      language.textContent = name;
      painter = options.colors.painter(name, blocks);
    },
  };
}
