import assert from "node:assert/strict";
import { codeLanguage } from "../../../media/output/code/codeLanguage.js";
import { CodePieces, type CodePiece } from "../../../media/output/code/codePieces.js";

/** What is colored in the end, as `kind text`, however the code was cut. */
function colored(name: string, code: string, cuts: readonly number[] = []): string[] {
  const language = codeLanguage(name);
  assert.ok(language, `${name} is known`);
  const pieces = new CodePieces(language);
  const settled: CodePiece[] = [];
  let open: readonly CodePiece[] = [];
  let from = 0;
  for (const to of [...cuts, code.length]) {
    const found = pieces.append(code.slice(from, to));
    settled.push(...found.settled);
    open = found.open;
    from = to;
  }
  return [...settled, ...open].map(({ kind, start, end }) => `${kind} ${code.slice(start, end)}`);
}

const samples: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "typescript",
    'const a = `x\n${1}`; // done\nreturn "it\\"s" + 0xff /* two\nlines */;\n',
    [
      ...["keyword const", "string `x\n${1}`", "comment // done", "keyword return"],
      ...['string "it\\"s"', "number 0xff", "comment /* two\nlines */"],
    ],
  ],
  [
    "python",
    'def f(x):\n  """Doc # not a comment\n"""\n  return None  # yes\n',
    [
      "keyword def",
      'string """Doc # not a comment\n"""',
      "keyword return",
      "constant None",
      "comment # yes",
    ],
  ],
  [
    "json",
    '{"a": [1.5, -2, true, null], "b": "c"}\n',
    [
      'name "a"',
      "number 1.5",
      "number -2",
      "constant true",
      "constant null",
      'name "b"',
      'string "c"',
    ],
  ],
  [
    "sql",
    "SELECT a FROM t -- why\nWHERE b = 'x';\n",
    ["keyword SELECT", "keyword FROM", "comment -- why", "keyword WHERE", "string 'x'"],
  ],
  [
    "diff",
    "@@ -1 +1 @@\n-old\n+new\n same\n",
    ["comment @@ -1 +1 @@", "deleted -old", "inserted +new"],
  ],
  [
    "html",
    '<a href="x">text</a><!-- no -->\n',
    [
      "keyword <a",
      "name href",
      'string "x"',
      "keyword >",
      "keyword </a",
      "keyword >",
      "comment <!-- no -->",
    ],
  ],
];

describe("CodePieces", () => {
  for (const [name, code, expected] of samples) {
    it(`colors ${name}`, () => assert.deepEqual(colored(name, code), expected));

    it(`colors ${name} the same when it comes letter by letter`, () => {
      const everywhere = Array.from({ length: code.length - 1 }, (_, at) => at + 1);
      assert.deepEqual(colored(name, code, everywhere), expected);
    });
  }

  it("knows languages by what fences call them, and leaves others plain", () => {
    for (const name of ["TS", "c++", "yml", "bash ", "json title=x", "js,ignore"]) {
      assert.ok(codeLanguage(name), name);
    }
    for (const name of ["", "text", "klingon", "constructor"]) {
      assert.equal(codeLanguage(name), undefined, name);
    }
  });

  it("stays fast for code without a line end, and for what looks like an endless string", () => {
    const started = performance.now();
    for (const code of ['"' + "a".repeat(100_000), "/*".repeat(50_000), "a1 ".repeat(40_000)]) {
      for (const name of ["typescript", "python", "json", "html", "css", "sql"]) {
        const cuts = Array.from({ length: 100 }, (_, at) => at * 1_000);
        colored(name, code, cuts);
      }
    }
    assert.ok(performance.now() - started < 10_000);
  });

  it("finds them in time that grows with the code alone, whatever blanks are in it", () => {
    const startedAt = performance.now();
    for (const name of ["css", "python", "html", "typescript", "json", "sql"]) {
      colored(name, `a {${" ".repeat(60_000)}b${"\n".repeat(60_000)}c: d }`);
    }
    assert.ok(performance.now() - startedAt < 2_000);
  });
});
