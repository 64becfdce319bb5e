import { TextBlocks } from "../textBlocks.js";
import type { CodeColors } from "./codeColors.js";

/** Puts a text that is whole into an element, in the colors of its language. */
export function paintedText(
  parent: HTMLElement,
  text: string,
  language: string,
  colors: CodeColors,
): void {
  const blocks = new TextBlocks(parent, undefined, true);
  const painter = colors.painter(language, blocks);
  blocks.append(text);
  painter.append(text);
}
