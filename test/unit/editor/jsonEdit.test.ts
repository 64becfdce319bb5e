import assert from "node:assert/strict";
import { parse, type ParseError } from "jsonc-parser";
import fc from "fast-check";
import { changeJson } from "../../../src/editor/fixes/jsonEdit.js";

const commented = `{
  // about a
  "a": 1, // behind a
  // about b
  "b": { "x": 1, "y": 2 }, // behind b
  /* before c */ "c": 3 // behind c
}
`;

describe("removing a key", () => {
  it("takes its line with the comment behind it and leaves the others", () => {
    assert.equal(
      changeJson(commented, { path: ["b"], value: undefined }),
      `{
  // about a
  "a": 1, // behind a
  // about b
  /* before c */ "c": 3 // behind c
}
`,
    );
  });

  it("takes the comma of the key before it when it is the last", () => {
    assert.equal(
      changeJson(`{\n  "a": 1, // behind a\n  "b": 2\n}`, { path: ["b"], value: undefined }),
      `{\n  "a": 1 // behind a\n}`,
    );
  });

  const inline: readonly (readonly [string, readonly (string | number)[], string])[] = [
    ['{ "a": 1, "b": 2, "c": 3 }', ["b"], '{ "a": 1, "c": 3 }'],
    ['{ "a": 1, "b": 2 }', ["b"], '{ "a": 1 }'],
    ['{ "a": 1, "b": 2 }', ["a"], '{ "b": 2 }'],
    ['{"a":1}', ["a"], "{}"],
    ['{"a":1,"b":2,}', ["b"], '{"a":1,}'],
    ['{"a":[1,2,3]}', ["a", 1], '{"a":[1,3]}'],
    ['{"a":{"b":{"c":1,"d":2}}}', ["a", "b", "d"], '{"a":{"b":{"c":1}}}'],
    ['{\r\n  "a": 1,\r\n  "b": 2\r\n}', ["a"], '{\r\n  "b": 2\r\n}'],
    ['{"a":1}', ["b"], '{"a":1}'],
    ['{\n  "a": {\n    "x": 1\n  },\n  "b": 2\n}', ["a"], '{\n  "b": 2\n}'],
  ];
  for (const [text, path, expected] of inline) {
    it(`${JSON.stringify(text)} without ${path.join(".")}`, () => {
      assert.equal(changeJson(text, { path, value: undefined }), expected);
    });
  }
});

describe("adding a key", () => {
  it("puts it behind the last one and its comment, indented like it", () => {
    assert.equal(
      changeJson(commented, { path: ["d"], value: { z: [1] } }),
      commented.replace(
        '"c": 3 // behind c\n',
        '"c": 3, // behind c\n  "d": {\n    "z": [\n      1\n    ]\n  }\n',
      ),
    );
  });

  const cases: readonly (readonly [string, readonly string[], unknown, string])[] = [
    ['{\n  "a": 1\n}', ["b"], 2, '{\n  "a": 1,\n  "b": 2\n}'],
    ['{\n  "a": 1,\n}', ["b"], 2, '{\n  "a": 1,\n  "b": 2,\n}'],
    ['{\n\t"a": 1\n}', ["b"], 2, '{\n\t"a": 1,\n\t"b": 2\n}'],
    ['{\r\n  "a": 1\r\n}', ["b"], 2, '{\r\n  "a": 1,\r\n  "b": 2\r\n}'],
    ['{"a":1}', ["b"], "x", '{"a":1, "b": "x"}'],
    ['{"a":1,}', ["b"], "x", '{"a":1, "b": "x",}'],
    ['{\n  "a": {}\n}', ["a", "b"], 2, '{\n  "a": {\n    "b": 2\n  }\n}'],
    ['{"a":{"x":1}}', ["a", "b", "c"], 2, '{"a":{"x":1, "b": {"c":2}}}'],
    ['{"a":1}', ["a", "b"], 2, '{"a":1}'],
    ["{}", ["b"], 2, '{\n  "b": 2\n}'],
    ["{ // about\n}", ["b"], 2, '{\n  "b": 2 // about\n}'],
    ['{"a":{}, "c": [1,2]}', ["a", "b"], 2, '{"a":{\n  "b": 2\n}, "c": [1,2]}'],
  ];
  for (const [text, path, value, expected] of cases) {
    it(`${JSON.stringify(text)} with ${path.join(".")}`, () => {
      assert.equal(changeJson(text, { path, value: value as number }), expected);
    });
  }
});

describe("changing a value", () => {
  it("touches nothing else", () => {
    assert.equal(
      changeJson(commented, { path: ["b", "y"], value: 0.5 }),
      commented.replace('"y": 2', '"y": 0.5'),
    );
  });
});

describe("a change in a long line", () => {
  it("is made in time that grows with its length", () => {
    const many = Array.from({ length: 60_000 }, (_, i) => `"k${i}": 1`).join(",");
    const before = process.cpuUsage();
    const text = `{"body": {}, "x": [], ${many} ${"/**/".repeat(60_000)}}`;
    for (const path of [["body", "a"], ["x"], ["z"]]) {
      assert.ok(changeJson(text, { path, value: { a: 1 } }).length > text.length);
    }
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 6_000_000, `${user + system} µs`);
  });
});

describe("any change", () => {
  it("leaves JSON with the value in its place and all others as they were", () => {
    const key = fc.constantFrom("a", "b", "c", "d");
    const plain = { noNullPrototype: true };
    const inner = fc.oneof(fc.integer(), fc.dictionary(key, fc.integer(), plain));
    const object = fc.dictionary(key, inner, plain);
    const value = fc.option(fc.integer(), { nil: undefined });
    fc.assert(
      fc.property(object, key, value, fc.constantFrom(0, 2, "\t"), (before, name, now, indent) => {
        const text = JSON.stringify(before, null, indent);
        const errors: ParseError[] = [];
        const after: unknown = parse(changeJson(text, { path: [name], value: now }), errors);
        const expected: Record<string, unknown> = { ...before };
        if (now === undefined) delete expected[name];
        else expected[name] = now;
        assert.deepEqual(errors, []);
        assert.deepEqual(after, expected);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
