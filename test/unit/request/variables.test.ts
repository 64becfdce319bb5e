import assert from "node:assert/strict";
import fc from "fast-check";
import {
  findJsonVariables,
  findVariables,
  substituteJsonVariables,
  substituteVariables,
  type Resolved,
  type VariableResolver,
} from "../../../src/request/variables.js";

const never = new AbortController().signal;

/** A resolver that answers from a table and remembers what it was asked. */
function resolverOf(values: Record<string, string>): {
  resolve: VariableResolver;
  asked: string[];
} {
  const asked: string[] = [];
  const resolve: VariableResolver = ({ name, argument }): Promise<Resolved> => {
    const id = argument === undefined ? name : `${name}:${argument}`;
    asked.push(id);
    const value = values[id];
    return Promise.resolve(value === undefined ? { problem: `No ${id}.` } : { value });
  };
  return { resolve, asked };
}

describe("findVariables", () => {
  it("finds each variable with its argument and place", () => {
    const text =
      "a {{selection}} b {{file: src/a b.ts }} {{fileBase64:x.png}}{{env:HOME}} {{ date }} {{input:Your name?}}";
    const { variables, problems } = findVariables(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      variables.map(({ name, argument, offset, length }) => [
        name,
        argument,
        text.slice(offset, offset + length),
      ]),
      [
        ["selection", undefined, "{{selection}}"],
        ["file", "src/a b.ts", "{{file: src/a b.ts }}"],
        ["fileBase64", "x.png", "{{fileBase64:x.png}}"],
        ["env", "HOME", "{{env:HOME}}"],
        ["date", undefined, "{{ date }}"],
        ["input", "Your name?", "{{input:Your name?}}"],
      ],
    );
  });

  it("leaves the braces of other templates alone", () => {
    for (const text of [
      "{{user}}",
      "{selection}",
      "{{selections}}",
      "{{ file }",
      "{{}}",
      "{{#if date}}",
    ]) {
      assert.deepEqual(findVariables(text), { variables: [], problems: [] });
    }
  });

  it("complains about a missing and about a needless argument, at its place", () => {
    assert.deepEqual(findVariables("x {{file}} {{env: }} {{date:now}}").problems, [
      { message: "{{file}} needs to say which: {{file:…}}.", offset: 2, length: 8 },
      { message: "{{env}} needs to say which: {{env:…}}.", offset: 11, length: 9 },
      { message: "{{date}} takes nothing after its name.", offset: 21, length: 12 },
    ]);
  });
});

describe("findJsonVariables", () => {
  it("finds those in string values, with their place in the document and without escapes", () => {
    const json = '{ // {{date}}\n "a": ["{{date}}", 1, "\\n{{file:a\\\\b\\u0020c.txt}}"], }';
    const { variables, problems } = findJsonVariables(json);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      variables.map(({ name, argument, offset }) => [
        name,
        argument,
        json.indexOf("{{", offset) === offset,
      ]),
      [
        ["date", undefined, true],
        ["file", "a\\b c.txt", true],
      ],
    );
    assert.equal(variables[0]?.offset, json.indexOf('"{{date') + 1);
  });

  it("complains about a variable in a key", () => {
    const { variables, problems } = findJsonVariables('{"{{selection}}": 1}');
    assert.deepEqual(variables, []);
    assert.deepEqual(problems, [
      { message: "A variable stands in a value, not in a key.", offset: 2, length: 13 },
    ]);
  });

  it("reads deeply nested text", () => {
    const depth = 200;
    const json = `${"[".repeat(depth)}"{{date}}"${"]".repeat(depth)}`;
    assert.equal(findJsonVariables(json).variables.length, 1);
  });
});

describe("substituteVariables", () => {
  it("refuses what becomes longer than a body may be before it is put together", async () => {
    const file = () => Promise.resolve({ value: "x".repeat(1_000_000) });
    const done = await substituteVariables("{{file:a}}".repeat(1_000), file, never);
    assert.ok("problems" in done);
    assert.match(done.problems[0]?.message ?? "", /longer than a body may be/);
    assert.ok("text" in (await substituteVariables("{{file:a}}".repeat(40), file, never)));
  });

  it("puts values in as they are, also those that look like variables", async () => {
    const { resolve } = resolverOf({ selection: '"{{date}}"\n', "input:x": "$& $1" });
    const done = await substituteVariables("<{{selection}}|{{input:x}}>", resolve, never);
    assert.deepEqual(done, { text: '<"{{date}}"\n|$& $1>' });
  });

  it("asks once for a variable that stands twice, in the text's order", async () => {
    const { resolve, asked } = resolverOf({ "input:b": "B", "input:a": "A" });
    const done = await substituteVariables("{{input:b}}{{input:a}}{{input:b}}", resolve, never);
    assert.deepEqual(done, { text: "BAB" });
    assert.deepEqual(asked, ["input:b", "input:a"]);
  });

  it("gives a problem at each place without a value", async () => {
    const { resolve } = resolverOf({ date: "today" });
    const done = await substituteVariables("{{env:X}} {{date}} {{env:X}}", resolve, never);
    assert.deepEqual(done, {
      problems: [
        { message: "No env:X.", offset: 0, length: 9 },
        { message: "No env:X.", offset: 19, length: 9 },
      ],
    });
  });

  it("asks nobody when a variable cannot be meant", async () => {
    const { resolve, asked } = resolverOf({ "input:a": "A" });
    const done = await substituteVariables("{{input:a}} {{file}}", resolve, never);
    assert.ok("problems" in done);
    assert.deepEqual(asked, []);
  });

  it("stops asking when aborted, with the reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const asked: string[] = [];
    const resolve: VariableResolver = ({ name }) => {
      asked.push(name);
      controller.abort(reason);
      return Promise.resolve({ value: "" });
    };
    await assert.rejects(
      substituteVariables("{{date}}{{selection}}", resolve, controller.signal),
      reason,
    );
    assert.deepEqual(asked, ["date"]);
  });
});

describe("substituteJsonVariables", () => {
  it("escapes values for the strings they stand in and keeps the rest as written", async () => {
    const value = 'a "quote", a \\ and\na line\u2028\u0000é😀';
    const { resolve } = resolverOf({ selection: value });
    const done = await substituteJsonVariables(
      '{"n": 1.0, "t": "\\u00e9 {{selection}}", /* {{date}} */}',
      resolve,
      never,
    );
    assert.ok("text" in done);
    assert.deepEqual(JSON.parse(done.text), { n: 1, t: `é ${value}` });
    assert.match(done.text, /^\{"n": 1\.0, "t": "\\u00e9 a /);
  });

  it("escapes twice in a request file's body that is given as text", async () => {
    const { resolve, asked } = resolverOf({ selection: 'a "b"', 'file:c"d': "e\n" });
    const body = JSON.stringify({ prompt: 'x {{selection}} {{file:c"d}}', n: 1 });
    const done = await substituteJsonVariables(
      JSON.stringify({ modelId: "m.x", body }),
      resolve,
      never,
    );
    assert.ok("text" in done, JSON.stringify(done));
    const file = JSON.parse(done.text) as { body: string };
    assert.deepEqual(JSON.parse(file.body), { prompt: 'x a "b" e\n', n: 1 });
    assert.deepEqual(asked, ["selection", 'file:c"d']);
  });

  it("makes valid JSON of any value", async () => {
    // Quotes, escapes, control characters, line separators, braces and halves of surrogate pairs.
    const odd = fc.constantFrom(
      ...'"\\/\b\n\r\t\0\u001f\u007f\u2028é{}',
      "\ud83d",
      "\ude00",
      "😀",
      "a",
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: odd }), async (value) => {
        const { resolve } = resolverOf({ clipboard: value });
        const done = await substituteJsonVariables('["<{{clipboard}}>"]', resolve, never);
        assert.ok("text" in done);
        assert.deepEqual(JSON.parse(done.text), [`<${value}>`]);
      }),
      { seed: 9, numRuns: 100 },
    );
  });
});
