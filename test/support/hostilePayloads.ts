/** What a model, or whoever writes to it, could send to harm the reader. `harmed` would tell. */
export interface HostilePayload {
  readonly name: string;
  readonly text: string;
}

const run = "globalThis.harmed=1";
const beacon = "https://beacon.invalid/pixel";

const markup = [
  `<script>${run}</script>`,
  `<script src="${beacon}.js"></script>`,
  `<script type="module">import "${beacon}.js"</script>`,
  `<img src=x onerror="${run}">`,
  `<img src="${beacon}.png">`,
  `<img srcset="${beacon}.png 1x, ${beacon}@2.png 2x">`,
  `<picture><source srcset="${beacon}.webp"><img></picture>`,
  `<svg onload="${run}"></svg>`,
  `<svg><script>${run}</script></svg>`,
  `<svg><a xlink:href="javascript:${run}"><text y="20">x</text></a></svg>`,
  `<svg><use href="${beacon}.svg#a"/></svg>`,
  `<svg><image href="${beacon}.png"/></svg>`,
  `<svg><animate onbegin="${run}" attributeName="x" dur="1s"/></svg>`,
  `<svg><foreignObject><iframe src="javascript:${run}"></iframe></foreignObject></svg>`,
  `<math><maction actiontype="statusline" xlink:href="javascript:${run}">x</maction></math>`,
  `<iframe src="javascript:parent.${run}"></iframe>`,
  `<iframe srcdoc="<script>parent.${run}</script>"></iframe>`,
  `<iframe src="${beacon}"></iframe>`,
  `<object data="${beacon}.swf"></object>`,
  `<embed src="${beacon}.swf">`,
  `<video autoplay onloadstart="${run}" src="${beacon}.mp4"></video>`,
  `<audio autoplay src="${beacon}.mp3"></audio>`,
  `<link rel="stylesheet" href="${beacon}.css">`,
  `<link rel="prefetch" href="${beacon}">`,
  `<style>@import url(${beacon}.css); body{display:none}</style>`,
  `<style>*{background:url(${beacon}.png)}</style>`,
  `<div style="background:url(${beacon}.png)">x</div>`,
  `<meta http-equiv="refresh" content="0;url=${beacon}">`,
  `<base href="${beacon}/">`,
  `<form action="${beacon}"><input autofocus onfocus="${run}"><button>x</button></form>`,
  `<details open ontoggle="${run}">x</details>`,
  `<body onload="${run}" onpageshow="${run}">`,
  `<marquee onstart="${run}">x</marquee>`,
  `<template><script>${run}</script></template>`,
  `<noscript><img src="${beacon}.png"></noscript>`,
  `<a href="javascript:${run}" onmouseover="${run}">x</a>`,
  `<a ping="${beacon}" href="https://example.com">x</a>`,
  `<portal src="${beacon}"></portal>`,
  `</textarea></title></style></script><script>${run}</script>`,
  `<!--><script>${run}</script-->`,
  `<![CDATA[<script>${run}</script>]]>`,
  `<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml"><script>${run}</script></x>`,
  `&lt;script&gt;${run}&lt;/script&gt;`,
  `<scr<script>ipt>${run}</scr</script>ipt>`,
  `<IMG """><SCRIPT>${run}</SCRIPT>">`,
  `<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${run}'/>">`,
] as const;

const addresses = [
  `javascript:${run}`,
  `JaVaScRiPt:${run}`,
  ` javascript:${run}`,
  `java\tscript:${run}`,
  `java%0ascript:${run}`,
  `&#106;avascript:${run}`,
  `javascript://example.com/%0a${run}`,
  `\u0001javascript:${run}`,
  "vbscript:msgbox(1)",
  "command:workbench.action.quit",
  "command:bedrockStream.clearHistory",
  "command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%22%7D",
  "vscode://file/etc/passwd",
  "vscode-insiders://ms.ext/run",
  "vscode-resource://file///etc/passwd",
  "vscode-webview://x/index.html",
  "file:///etc/passwd",
  "blob:https://example.com/1",
  "filesystem:https://example.com/1",
  `data:text/html,<script>${run}</script>`,
  `data:text/html;base64,PHNjcmlwdD5oYXJtZWQ9MTwvc2NyaXB0Pg==`,
  "about:blank",
  "chrome://settings",
  "ftp://beacon.invalid/x",
  "ws://beacon.invalid/x",
  "//beacon.invalid/x",
  "/etc/passwd",
  "https://user:secret@beacon.invalid/",
  "https://\u0430pple.com/",
  "https://example.com/\u202Egpj.exe",
  "mailto:a@example.com?bcc=b@example.com",
  "https://[::1/",
  "http:",
  "",
] as const;

const images = [
  `${beacon}.png`,
  `//beacon.invalid/a.png`,
  "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9Imhhcm1lZD0xIi8+",
  `data:image/svg+xml,<svg onload="${run}"/>`,
  "data:text/html;base64,PHNjcmlwdD4=",
  "data:image/png;base64,AAAA",
  `data:image/png;base64,AAAA" onerror="${run}`,
  `javascript:${run}`,
  "file:///etc/passwd",
  "vscode-file://vscode-app/x.png",
] as const;

/** Bidirectional controls, invisible letters, and what is not a letter at all. */
const strangeLetters = [
  ...["\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069"],
  ...["\u200B", "\u200C", "\u200D", "\u200E", "\u200F", "\u2060", "\uFEFF", "\u00AD", "\u061C"],
  ...["\u0000", "\u0007", "\u0008", "\u001B", "\u007F", "\u0085", "\u2028", "\u2029", "\uFFFD"],
  ...["\uD83D", "\uDE00", "\uDBFF\uDBFF", "\uFFFE", "\u{10FFFF}", "\u{E0041}", "\u{1F3F4}"],
] as const;

const terminal = [
  "\u001B[31mred\u001B[0m",
  "\u001B[2J\u001B[H",
  "\u001B]8;;https://beacon.invalid\u0007link\u001B]8;;\u0007",
  "\u001B]0;title\u0007",
  "\u001B]52;c;aGFybWVk\u0007",
  "\u009B31m",
  "\u0008\u0008\u0008overwritten\r",
  "\u001BPq#0;2;0;0;0\u001B\\",
] as const;

const deep = [
  "> ".repeat(300) + "x",
  "- ".repeat(300) + "x",
  "1. ".repeat(300) + "x",
  Array.from({ length: 200 }, (_, at) => `${"  ".repeat(at)}- x`).join("\n"),
  "*_".repeat(500) + "x" + "_*".repeat(500),
  "**".repeat(5_000),
  "[".repeat(20_000),
  "[x](".repeat(5_000),
  "![".repeat(5_000),
  "`".repeat(20_000),
  "```\n".repeat(2_000),
  "~~".repeat(5_000),
  "$".repeat(10_000),
  "\\".repeat(10_000),
  "<".repeat(20_000),
  "&".repeat(20_000),
  "|".repeat(5_000) + "\n" + "|-".repeat(2_000) + "\n",
  "|a|b|\n|-|-|\n" + "|x|y|\n".repeat(500),
  '{"a":'.repeat(5_000),
  "((((".repeat(5_000),
  "# ".repeat(2_000) + "x",
  "#".repeat(5_000) + " x",
  "---\n".repeat(1_000),
  "\n".repeat(20_000),
  "\t".repeat(20_000),
  "\r".repeat(5_000),
] as const;

const long = [
  "x".repeat(1_000_000),
  "\u0301".repeat(100_000),
  "a" + "\u0300\u0301\u0302".repeat(20_000),
  "\u{1F468}\u200D".repeat(20_000),
  "\uFDFD".repeat(20_000),
  `\`\`\`ts\n${'"'.repeat(50_000)}`,
  `\`\`\`js\n${"/*".repeat(30_000)}`,
  `\`\`\`html\n${"<a ".repeat(20_000)}`,
  "word ".repeat(60_000),
  "https://example.com/".repeat(5_000),
] as const;

const lineEnds = [
  "a\r\nb\rc\n\n\nd\n",
  "\uFEFFbom first",
  "trailing spaces   \n  leading",
  " ",
  "\u3000ideographic\u3000",
];

/** Two hundred and more, always the same. */
export const hostilePayloads: readonly HostilePayload[] = [
  ...markup.map((text, at) => ({ name: `markup ${at}`, text })),
  ...addresses.map((url, at) => ({ name: `link ${at}`, text: `[click](${url}) <${url}> ${url}` })),
  ...images.map((url, at) => ({ name: `image ${at}`, text: `![picture](${url} "title")` })),
  ...images.map((url, at) => ({ name: `linked image ${at}`, text: `[![p](${url})](${url})` })),
  ...strangeLetters.map((letter, at) => ({
    name: `letter ${at}`,
    text: `before ${letter}inside${letter} after \`${letter}\``,
  })),
  ...terminal.map((text, at) => ({ name: `terminal ${at}`, text })),
  ...deep.map((text, at) => ({ name: `deep ${at}`, text })),
  ...long.map((text, at) => ({ name: `long ${at}`, text })),
  ...lineEnds.map((text, at) => ({ name: `line ends ${at}`, text })),
  ...markup.map((text, at) => ({
    name: `fenced markup ${at}`,
    text: `\`\`\`html\n${text}\n\`\`\`\n\n| ${text} |\n|---|\n| ${text} |\n`,
  })),
];

const thousand = 1_000;

/** Long runs of what costs a careless reader, parser or layout the square of their length. */
export const costlyPayloads: readonly HostilePayload[] = [
  ["dashes", "-".repeat(640 * thousand)],
  ["marks on one letter", `a${"\u0301".repeat(40 * thousand)}`],
  ["marks of three kinds", `a${"\u0300\u0323\u0489".repeat(100 * thousand)}`],
  ["backticks", "`".repeat(200 * thousand)],
  ["a fence's endless language", `\`\`\`${"x".repeat(200 * thousand)}`],
  ["digits", "1".repeat(200 * thousand)],
  ["underscores behind a word", `a${"_".repeat(200 * thousand)}`],
  ["an endless address", `[a](https://example.com/${"x".repeat(200 * thousand)}`],
  ["an endless bare address", `https://example.com/${"x".repeat(200 * thousand)}`],
  ["a heading without end", `# ${"word ".repeat(60 * thousand)}`],
  ["emphasis without end", `*a${" word".repeat(60 * thousand)}`],
  ["emphasized letters", "*a* ".repeat(50 * thousand)],
  ["cells of one row", `${"|a".repeat(50 * thousand)}\n`],
  ["rows", `|a|b|\n|-|-|\n${"|x|y|\n".repeat(20 * thousand)}`],
  ["items", "- x\n".repeat(40 * thousand)],
  ["numbered items", "1. x\n".repeat(40 * thousand)],
  ["headings", "# x\n".repeat(40 * thousand)],
  ["code blocks", "```\nx\n```\n".repeat(10 * thousand)],
  ["line feeds", "\n".repeat(200 * thousand)],
  ["short lines", "x\n".repeat(100 * thousand)],
  ["open brackets", "[".repeat(200 * thousand)],
  ["quotes in quotes", "> ".repeat(100 * thousand)],
  ["strings that no quote ends", `\`\`\`ts\n${'"'.repeat(100 * thousand)}`],
  ["code of controls", `\`\`\`ts\n${"\u202Ex".repeat(20 * thousand)}`],
  ["prose", "Words of a **model** in `short` lines.\n\n".repeat(10 * thousand)],
].map(([name = "", text = ""]) => ({ name, text }));
