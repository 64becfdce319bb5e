import { parseTree, type Node, type ParseError } from "jsonc-parser";

/**
 * The tree of JSON text (comments, trailing commas and syntax errors tolerated). jsonc-parser reads by
 * recursion: of text that is nested some thousand levels deep there is no tree.
 *
 * @param errors receives what is wrong with the syntax.
 */
export function readJsonTree(
  text: string,
  errors: ParseError[],
): { readonly root: Node | undefined; readonly isTooDeep: boolean } {
  try {
    const root = parseTree(text, errors, { allowTrailingComma: true });
    keepWithin(text, root);
    return { root, isTooDeep: false };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { root: undefined, isTooDeep: true };
  }
}

/** The parser ends what an open comment has cut off behind the end of the text. */
function keepWithin(text: string, root: Node | undefined): void {
  for (let node = root; node; node = node.children?.at(-1)) {
    Object.assign(node, { length: Math.min(node.length, text.length - node.offset) });
  }
}

/** The tree of JSON text where nobody asks what is wrong with it. */
export function jsonTree(text: string): Node | undefined {
  return readJsonTree(text, []).root;
}
