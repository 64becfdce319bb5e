import type { Reader } from "./reader.js";

const paths = { pieces: ["a[0].", "a.b", "[0]", ": ", "a "] };

/** What must be found: patterns and loops that were here once, or could be. */
export const carelessReaders: readonly Reader[] = [
  {
    name: "branches that overlap",
    ...paths,
    read: (text) => /(?:\w+(?:\.\w+(?:\[\d\])*|\.?\[\d\]\.?)*): /.test(text),
  },
  {
    name: "turns searched for from every opening",
    pieces: ["\n\nHuman:", "\n\nAssistant:", "[INST]", "a "],
    read: (text) => [...text.matchAll(/\[INST\]([^]*?)<<SYS>>([^]*?)\[\/INST\]/g)],
  },
  {
    name: "the rest of the text for every brace",
    pieces: ["{", "}", "a"],
    read: (text) => {
      let sum = 0;
      for (const { index } of text.matchAll(/\{/g)) sum += text.slice(index).split("}").length;
      return sum;
    },
  },
  {
    name: "a loop that does not see the end",
    pieces: ["/*", "*/", "a"],
    read: (text) => {
      let at = text.indexOf("/*");
      while (at >= 0 && !text.startsWith("*/", at)) at = Math.min(at + 1, text.length);
    },
  },
];
