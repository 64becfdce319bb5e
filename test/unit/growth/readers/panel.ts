import type * as smd from "streaming-markdown";
import { blockCut, unbrokenEnd } from "../../../../media/output/blockCut.js";
import { codeLanguage } from "../../../../media/output/code/codeLanguage.js";
import { CodePieces } from "../../../../media/output/code/codePieces.js";
import { lineFeedsIn, LineGuess } from "../../../../media/output/lineGuess.js";
import { parseToPanel } from "../../../../media/output/parseToPanel.js";
import { parseJson } from "../../../../src/request/json.js";
import { parseFromPanel } from "../../../../src/views/parseFromPanel.js";
import { messagesToPanel } from "../../../support/messagesToPanel.js";
import type { Reader } from "../../../support/growth/reader.js";

// prettier-ignore
const code = [
  '"', "'", "`", '"""', "'''", "/*", "*/", "//", "#", "--", "<!--", "-->", "<a ", "</", "/>", "a=", 'a="', "@media ", "  a: b;\n", "{",
  "}", "\\", "\n", "+a\n", "-a\n", "@@ ", "return ", "true ", "0x1f", "1e9", "1_000", "a.b ", "a: ", "- a: ", "SELECT ", "if ", '"a":', "${",
  "0", "00", "a-", "a ", "_", ".", "    ",
];

// prettier-ignore
const markdown = [
  "#", "# a\n", "*", "**", "***", "_", "__", "_a", "a_", "`", "```", "```ts\n", "\n```\n", "~~", "[", "](", ")", "[a](b)", "![", "- ", "- a\n", "  - a\n", "1. ", "1. a\n",
  "> ", "> > ", "|", "| a | b |\n", "|-|-|\n", "---\n", "\n\n", "\\", "$", "$$", "\\(", "\\[", "<br>", "http://", "https://a.b ", ":::", "   ", "a_b_c ",
];

/** The limits of MarkdownText and its sink, which need a document: what is beyond them stays plain text. */
const maxDepth = 20;
const maxPendingChars = 400;
const sliceChars = 64;

/** Renders nothing, and stops the parser where the panel's sink does: what the parser itself costs. */
function rendererOfNothing(): smd.Renderer<undefined> {
  let depth = 0;
  const nothing = () => undefined;
  return {
    data: undefined,
    add_token: () => {
      if (++depth > maxDepth) throw new Error("nested too deep");
    },
    end_token: () => (depth -= 1),
    ...{ add_text: nothing, set_attr: nothing },
  };
}

const markdownParser = import("streaming-markdown");

const languages = ["ts", "py", "json", "sql", "lua", "html", "css", "diff"];

/**
 * What the panel does with an answer, as far as it needs no document: elements for Markdown and their
 * limits are looked at in the browser.
 */
export const panelReaders: readonly Reader[] = [
  ...languages.flatMap((name) => {
    const language = codeLanguage(name);
    if (!language) throw new Error(`${name} has no colors`);
    // As much as comes between two paintings of a fast answer, and not more pieces than are painted.
    const inParts = (text: string) => {
      const pieces = new CodePieces(language);
      let painted = 0;
      for (let at = 0; at < text.length && painted < 6_000; at += 4_000)
        painted += pieces.append(text.slice(at, at + 4_000)).settled.length;
    };
    const read = (text: string) => new CodePieces(language).append(text);
    return [
      { name: `colors of ${name}`, pieces: code, read },
      { name: `colors of ${name} in parts`, pieces: code, read: inParts },
    ];
  }),
  { name: "codeLanguage", pieces: ["ts", ",", "{", " "], read: codeLanguage },
  {
    name: "streaming-markdown",
    pieces: markdown,
    read: async (text) => {
      // An ES module alone, which cannot be required.
      const { parser: begin, parser_write: write, parser_end: end } = await markdownParser;
      const parser = begin(rendererOfNothing());
      for (let at = 0; at < text.length; at += sliceChars) {
        write(parser, text.slice(at, at + sliceChars));
        if (parser.pending.length > maxPendingChars) return;
      }
      end(parser);
    },
  },
  {
    name: "blockCut",
    pieces: ["word ", "\n", "x".repeat(5_000), "\u{1f600}", " "],
    read: (text) => {
      let [rest, held, unbroken] = [text, 0, 0];
      while (rest !== "") {
        const { take, isFull } = blockCut(rest, held, unbroken);
        if (take === 0 && !isFull) break;
        held = isFull ? 0 : held + take;
        unbroken = isFull ? 0 : unbrokenEnd(rest.slice(0, take));
        rest = rest.slice(take);
      }
    },
  },
  {
    name: "LineGuess",
    pieces: ["word ", "\n", "long".repeat(50)],
    read: (text) => new LineGuess().lines({ lineFeeds: lineFeedsIn(text), length: text.length }),
  },
  {
    name: "parseToPanel",
    pieces: ["{", '"', ":", ",", "[", "]", '"type":"', '{"runId":"a"},', "null,", "1,"],
    whole: messagesToPanel.map((message) => JSON.stringify(message)).slice(0, 20),
    read: (text) => {
      const value: unknown = parseJson(text);
      parseToPanel(value);
      parseFromPanel(value);
      parseFromPanel({ type: "request", requestId: 1, request: { type: "openLink", url: text } });
    },
  },
];
