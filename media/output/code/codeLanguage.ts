/** What a piece of code is, as far as its color goes. */
export type CodeKind =
  "keyword" | "string" | "number" | "comment" | "name" | "constant" | "inserted" | "deleted";

/** Finds pieces of code, each in a group named by its kind. */
export type CodeLanguage = RegExp;

// Behind the last backslash nothing may have come yet: a pattern that fails there would begin anew at
// each quote before it.
const doubleQuoted = String.raw`"(?:[^"\\\n]|\\[^]?)*(?:"|$|(?=\n))`;
const singleQuoted = String.raw`'(?:[^'\\\n]|\\[^]?)*(?:'|$|(?=\n))`;
const backQuoted = String.raw`${"`"}(?:[^${"`"}\\]|\\[^]?)*(?:${"`"}|$)`;
const tripleQuoted = String.raw`"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)`;
const blockComment = String.raw`\/\*[^]*?(?:\*\/|$)`;
const number = String.raw`(?<![\w$.])(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)\w*`;
const constants = "true|false|null|undefined|None|True|False|nil|NULL|NaN|this|self|super";

const bracesWords =
  "abstract as async await break case catch class const continue data declare def default defer delete do else enum export extends extern fallthrough final finally fn for foreach from fun func function get go if impl implements import in infer instanceof interface internal is keyof let loop match mod module move mut namespace new of open operator override package private protected pub public readonly record ref return sealed select set static struct switch template throw throws trait try type typealias typedef typeof union unsafe use using val var virtual void volatile when where while with yield int long short byte char float double bool boolean string auto unsigned signed usize u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 str any never unknown object symbol bigint";
const hashWords =
  "and as assert async await begin break case class continue def del do done elif else elsif end ensure esac except exit export fi finally for from function global if import in is lambda local match module next nonlocal not or pass raise rescue return set source then try unless until when while with yield echo let FROM RUN COPY WORKDIR CMD ENTRYPOINT ENV ARG";
const sqlWords =
  "add all alter and any as asc begin between by case check column commit constraint create cross database default delete desc distinct drop else end exists foreign from full group having in index inner insert into is join key left like limit not null offset on or order outer primary references returning right rollback select set table then union unique update using values view when where with int integer text varchar char boolean date timestamp numeric serial";
const dashWords =
  "and break case class data deriving do else elseif end for function goto if import in infix instance let local module newtype not of or qualified repeat return then type until where while";

function words(list: string): string {
  return String.raw`\b(?:${list.replaceAll(" ", "|")})\b(?!\s*:(?!:))`;
}

function language(parts: Partial<Record<CodeKind, string>>, flags = ""): CodeLanguage {
  const groups = Object.entries(parts).map(([kind, pattern]) => `(?<${kind}>${pattern})`);
  return new RegExp(groups.join("|"), `g${flags}`);
}

const constant = String.raw`\b(?:${constants})\b`;

const braces = language({
  comment: String.raw`\/\/[^\n]*|${blockComment}`,
  string: `${doubleQuoted}|${singleQuoted}|${backQuoted}`,
  number,
  constant,
  keyword: words(bracesWords),
});
const hashes = language({
  comment: String.raw`(?<![\w$"'{\\])#[^\n]*`,
  string: `${tripleQuoted}|${doubleQuoted}|${singleQuoted}`,
  number,
  constant,
  keyword: words(hashWords),
  name: String.raw`(?<=^|\n)[ \t]*(?:- )?[\w.-]+(?=\s*[:=](?:\s|$))|@\w+`,
});
const json = language({
  name: String.raw`"(?:[^"\\\n]|\\[^])*"(?=\s*:)`,
  string: doubleQuoted,
  number: String.raw`-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`,
  constant,
  comment: String.raw`\/\/[^\n]*|${blockComment}`,
});
const sql = language(
  {
    comment: String.raw`--[^\n]*|${blockComment}`,
    string: `${singleQuoted}|${doubleQuoted}`,
    number,
    keyword: String.raw`\b(?:${sqlWords.replaceAll(" ", "|")})\b`,
  },
  "i",
);
const dashes = language({
  comment: String.raw`--[^\n]*`,
  string: `${doubleQuoted}|${singleQuoted}`,
  number,
  constant,
  keyword: words(dashWords),
});
const markup = language({
  comment: String.raw`<!--[^]*?(?:-->|$)`,
  keyword: String.raw`<[\/!?]?[\w:-]+|\/?>`,
  name: String.raw`(?<=\s)[\w:@.-]+(?==)`,
  string: `(?<==)(?:${doubleQuoted}|${singleQuoted})`,
});
const css = language({
  comment: blockComment,
  string: `${doubleQuoted}|${singleQuoted}`,
  // As far as anybody indents: without a limit a long stretch of spaces takes the square of its length.
  // Looked back from a letter alone, as most places in a long stretch are none.
  name: String.raw`(?=[\w-])(?<=[;{\n]\s{0,80})[\w-]+(?=\s*:[^:])`,
  keyword: String.raw`@[\w-]+|!important`,
  number: String.raw`#[\da-fA-F]{3,8}\b|(?<![\w-])-?\d+(?:\.\d+)?(?:[a-z]+|%)?`,
});
const diff = language({
  comment: String.raw`(?<=^|\n)(?:@@|diff |index |---|\+\+\+)[^\n]*`,
  inserted: String.raw`(?<=^|\n)\+[^\n]*`,
  deleted: String.raw`(?<=^|\n)-[^\n]*`,
});

const named: readonly (readonly [CodeLanguage, string])[] = [
  [
    braces,
    "ts typescript tsx js javascript jsx mjs cjs node java c h cpp c++ cc hpp cs csharp c# go golang rust rs kotlin kt swift dart scala php groovy objc proto solidity zig graphql gradle",
  ],
  [
    hashes,
    "py python python3 sh bash shell zsh console rb ruby yaml yml toml ini conf properties r perl pl dockerfile docker make makefile cmake elixir ex nix terraform tf hcl powershell ps1 env",
  ],
  [json, "json jsonc json5 jsonl ndjson"],
  [sql, "sql postgres postgresql mysql sqlite plsql tsql"],
  [dashes, "lua haskell hs elm ada vhdl"],
  [markup, "html xml svg xhtml vue svelte jsp plist xaml htm rss"],
  [css, "css scss less sass"],
  [diff, "diff patch"],
];

const byName = new Map(
  named.flatMap(([one, names]) => names.split(" ").map((name) => [name, one])),
);

/** The language that a code fence names; undefined for one that is not known, which stays plain. */
export function codeLanguage(name: string): CodeLanguage | undefined {
  const [first = ""] = name
    .trim()
    .toLowerCase()
    .split(/[\s,:{]/);
  return byName.get(first);
}
