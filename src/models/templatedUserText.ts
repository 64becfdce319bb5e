/** Where a user turn stands in the templates of models that take one text, the most special first. */
const templates: readonly RegExp[] = [
  /<\|start_header_id\|>user<\|end_header_id\|>\n{0,2}(?:<\|image\|>)*([^]*?)<\|eot_id\|>/g,
  /<\|header_start\|>user<\|header_end\|>\n{0,2}(?:<\|image\|>)*([^]*?)<\|eot\|>/g,
  /<\|im_start\|>user\n?([^]*?)(?:<\|im_end\|>|$)/g,
  /<\uff5cUser\uff5c>([^]*?)(?:<\uff5cAssistant\uff5c>|$)/g,
  /\[INST\] ?(?:<<SYS>>[^]*?<<\/SYS>>\s*)?([^]*?) ?\[\/INST\]/g,
  /\n\nHuman: ?([^]*?)(?=\n\nHuman:|\n\nAssistant:|$)/g,
  /(?:^|\n)User: ?([^]*?)(?=\nUser:|\nBot:|$)/g,
];

/** The last user turn of a prompt that is one text; undefined when no template is around it. */
export function templatedUserText(prompt: string): string | undefined {
  for (const template of templates) {
    const last = [...prompt.matchAll(template)].at(-1);
    if (last) return last[1] ?? "";
  }
  return undefined;
}
