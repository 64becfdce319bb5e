/**
 * What one message may cost the panel, counted in characters of plain text. It is laid out in one
 * frame, perhaps with another one, so whatever a text holds, it comes in messages that a frame has
 * time for.
 */
export const maxMessageCost = 65_536;

/**
 * Characters of one answer that are rendered as Markdown; what follows is plain text. Rendered
 * Markdown makes an element of every few words, and the number of elements is what a browser cannot
 * keep in hand.
 */
export const maxMarkdownChars = 1_000_000;

/** A section of its own: elements, and nothing that could share them. */
const pieceCost = 512;
const markdownCharCost = 4;
/** An element or two, at worst. */
const markCost = 150;
/** Code has a head with buttons. */
const codeCost = 3_000;

/** What may begin code, or else another element; a run of the same marks mostly begins just one. */
const marks =
  /(?<code>`{3,}|~{3,}|\n(?=\t| {1,3}\t| {4}))|(?<run>[-*_`#~$+=])\k<run>*|[|>[\]!<:\\\n\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** How much of a text there is room for in a message, at least a character, and what that costs. */
export function affordable(
  text: string,
  room: number,
  isMarkdown: boolean,
): { readonly length: number; readonly cost: number } {
  if (!isMarkdown) {
    const length = Math.min(text.length, Math.max(1, room));
    return { length, cost: length + pieceCost };
  }
  let ofMarks = 0;
  let end = text.length;
  for (const { index, groups } of text.matchAll(marks)) {
    const cost = groups?.["code"] === undefined ? markCost : codeCost;
    if (ofMarks + cost + index * markdownCharCost >= room) {
      end = index;
      break;
    }
    ofMarks += cost;
  }
  const chars = Math.ceil((room - ofMarks) / markdownCharCost);
  const length = Math.min(text.length, Math.max(1, Math.min(end, chars)));
  return { length, cost: ofMarks + length * markdownCharCost + pieceCost };
}
