/** How a template for models that take one text marks the user's turns. */
interface Template {
  /**
   * A mark that opens a turn, as its first group, or one that closes it. Marks alone are searched for,
   * never a turn between two of them: that would read the rest of the text again for every opening.
   */
  readonly marks: RegExp;
  /** What else ends a turn. */
  readonly endsWith?: "text" | "openingOrText";
  /** What stands before the user's words in their turn. */
  readonly preface?: RegExp;
}

/** The most special first. */
const templates: readonly Template[] = [
  {
    marks: /(<\|start_header_id\|>user<\|end_header_id\|>\n{0,2}(?:<\|image\|>)*)|<\|eot_id\|>/g,
  },
  { marks: /(<\|header_start\|>user<\|header_end\|>\n{0,2}(?:<\|image\|>)*)|<\|eot\|>/g },
  { marks: /(<\|im_start\|>user\n?)|<\|im_end\|>/g, endsWith: "text" },
  { marks: /(<\uff5cUser\uff5c>)|<\uff5cAssistant\uff5c>/g, endsWith: "text" },
  {
    marks: /(\[INST\] ?)| ?\[\/INST\]/g,
    preface: /^<<SYS>>[^]*?<<\/SYS>>\s*/,
  },
  { marks: /(\n\nHuman: ?)|\n\nAssistant:/g, endsWith: "openingOrText" },
  { marks: /((?:^|\n)User: ?)|\nBot:/g, endsWith: "openingOrText" },
];

/** The last user turn of a prompt that is one text; undefined when no template is around it. */
export function templatedUserText(prompt: string): string | undefined {
  for (const template of templates) {
    const turn = lastTurn(prompt, template);
    if (turn !== undefined) return turn.replace(template.preface ?? "", "");
  }
  return undefined;
}

function lastTurn(prompt: string, { marks, endsWith }: Template): string | undefined {
  let start: number | undefined;
  let last: readonly [start: number, end: number] | undefined;
  for (const { index, 0: mark, 1: opening } of prompt.matchAll(marks)) {
    if (start !== undefined && (opening === undefined || endsWith === "openingOrText")) {
      last = [start, index];
      start = undefined;
    }
    if (opening !== undefined) start ??= index + mark.length;
  }
  if (start !== undefined && endsWith !== undefined) last = [start, prompt.length];
  return last && prompt.slice(...last);
}
