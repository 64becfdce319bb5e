import assert from "node:assert/strict";
import fc from "fast-check";
import { parseBodyDocument, parseRequestFile } from "../../../src/request/requestFile.js";
import { sendableJson } from "../../../src/request/sendableJson.js";

const minimal = '{"modelId": "amazon.nova-micro-v1:0", "body": {"messages": []}}';

function messages(text: string, severity?: "error" | "warning"): string[] {
  return parseRequestFile(text)
    .problems.filter((problem) => severity === undefined || problem.severity === severity)
    .map(({ message }) => message);
}

/** What stands at the place of the file's only problem. */
function blamed(text: string): string {
  const { problems } = parseRequestFile(text);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  const problem = problems[0]!;
  return text.slice(problem.offset, problem.offset + problem.length);
}

describe("parseRequestFile", () => {
  it("reads model and body", () => {
    const file = parseRequestFile(minimal);
    assert.deepEqual(file.problems, []);
    assert.deepEqual(file.request, {
      modelId: "amazon.nova-micro-v1:0",
      body: '{"messages": []}',
    });
    assert.equal(file.bodyText, '{"messages": []}');
    assert.equal(file.region, undefined);
  });

  it("reads every member", () => {
    const file = parseRequestFile(`{
      "modelId": "m.x", "body": {}, "contentType": "application/json", "accept": "text/plain",
      "guardrailIdentifier": "g1", "guardrailVersion": "DRAFT", "trace": "ENABLED_FULL",
      "performanceConfigLatency": "optimized", "serviceTier": "flex",
      "requestMetadata": {"team": "a"}, "region": "eu-west-1", "profile": "dev",
    }`);
    assert.deepEqual(file.problems, []);
    assert.deepEqual(file.request, {
      modelId: "m.x",
      body: "{}",
      contentType: "application/json",
      accept: "text/plain",
      guardrailIdentifier: "g1",
      guardrailVersion: "DRAFT",
      trace: "ENABLED_FULL",
      performanceConfigLatency: "optimized",
      serviceTier: "flex",
      requestMetadata: '{"team": "a"}',
    });
    assert.equal(file.region, "eu-west-1");
    assert.equal(file.profile, "dev");
  });

  it("says where each value stands", () => {
    const { ranges } = parseRequestFile(minimal);
    const at = (range = { offset: -1, length: 0 }) =>
      minimal.slice(range.offset, range.offset + range.length);
    assert.equal(at(ranges.modelId), '"amazon.nova-micro-v1:0"');
    assert.equal(at(ranges.body), '{"messages": []}');
    assert.equal(ranges.region, undefined);
  });

  it("sends the body's own spelling without comments and trailing commas", () => {
    const file = parseRequestFile(`{
      "modelId": "m.x",
      "body": { // limits
        "temperature": 1.0, "seed": 12345678901234567890, /* escaped */ "text": "\\u00e9 // no comment, ]",
        "stop": ["a", "b", /* last */ ],
      },
    }`);
    assert.deepEqual(file.problems, []);
    const body = file.request?.body ?? "";
    assert.deepEqual(JSON.parse(body), {
      temperature: 1,
      seed: Number("12345678901234567890"),
      text: "é // no comment, ]",
      stop: ["a", "b"],
    });
    assert.match(body, /"temperature": 1\.0,/);
    assert.match(body, /12345678901234567890/);
    assert.match(body, /\\u00e9 \/\/ no comment, \]/);
  });

  it("sends a body given as string as it stands", () => {
    const file = parseRequestFile('{"modelId": "m.x", "body": "{\\"a\\":1.0,  \\"b\\":2}"}');
    assert.deepEqual(file.problems, []);
    assert.equal(file.request?.body, '{"a":1.0,  "b":2}');
  });

  it("warns about a body given as string that is no JSON object, and sends it", () => {
    const text = '{"modelId": "m.x", "body": "hello"}';
    assert.equal(blamed(text), '"hello"');
    assert.equal(parseRequestFile(text).request?.body, "hello");
  });

  it("complains about what is missing, on the opening brace", () => {
    assert.deepEqual(messages("{}"), ['"body" is missing.', '"modelId" is missing.']);
    assert.equal(blamed(' {"body": {}}'), "{");
    assert.equal(parseRequestFile('{"body": {"a": 1}}').bodyText, '{"a": 1}');
    assert.equal(parseRequestFile('{"body": {"a": 1}}').request, undefined);
  });

  for (const [text, place] of [
    ['{"modelId": 7, "body": {}}', "7"],
    ['{"modelId": "", "body": {}}', '""'],
    ['{"modelId": "m.x", "body": [1]}', "[1]"],
    ['{"modelId": "m.x", "body": {}, "trace": "on"}', '"on"'],
    ['{"modelId": "m.x", "body": {}, "serviceTier": "gold"}', '"gold"'],
    ['{"modelId": "m.x", "body": {}, "performanceConfigLatency": "fast"}', '"fast"'],
    ['{"modelId": "m.x", "body": {}, "requestMetadata": 3}', "3"],
    ['{"modelId": "m.x", "body": {}, "region": "evil.example/"}', '"evil.example/"'],
    ['{"modelId": "m.x", "body": {}, "accept": null}', "null"],
    ["[1]", "[1]"],
  ] as const) {
    it(`does not send ${text} and blames ${place}`, () => {
      assert.equal(blamed(text), place);
      assert.equal(parseRequestFile(text).problems[0]?.severity, "error");
      assert.equal(parseRequestFile(text).request, undefined);
    });
  }

  it("limits requestMetadata to the operation's 8,500 characters", () => {
    const metadata = (length: number) =>
      messages(`{"modelId": "m.x", "body": {}, "requestMetadata": "${"x".repeat(length)}"}`);
    assert.deepEqual(metadata(8500), []);
    assert.deepEqual(metadata(8501), ['"requestMetadata" may have at most 8,500 characters.']);
  });

  it("warns about unknown keys, repeated keys and half a guardrail, and sends", () => {
    for (const [text, place] of [
      ['{"modelId": "m.x", "body": {}, "stream": true}', '"stream"'],
      ['{"modelId": "m.x", "body": {}, "body": {}}', '"body"'],
      ['{"modelId": "m.x", "body": {}, "guardrailIdentifier": "g"}', '"g"'],
    ] as const) {
      assert.equal(blamed(text), place);
      assert.equal(messages(text, "warning").length, 1);
      assert.notEqual(parseRequestFile(text).request, undefined);
    }
  });

  it("lets variables stand in any string", () => {
    const text = '{"modelId": "{{env:MODEL}}", "body": {}, "region": "{{env:AWS_REGION}}"}';
    assert.deepEqual(messages(text), []);
  });

  it("names syntax errors in plain words at their place, and does not send", () => {
    const text = '{"modelId": "m.x" "body": {}}';
    assert.equal(blamed(text), '"body"');
    assert.deepEqual(messages(text), ['Expected "," between two entries.']);
    assert.equal(parseRequestFile(text).request, undefined);
    for (const broken of [
      "",
      "   ",
      "{",
      '{"modelId"',
      '{"a": tru}',
      '{"a": "x}',
      "nonsense",
      "{} {}",
    ]) {
      const { problems, request } = parseRequestFile(broken);
      assert.equal(request, undefined);
      assert.notEqual(problems.length, 0, broken);
      for (const { offset, length, message } of problems) {
        assert.ok(
          offset >= 0 && offset + length <= broken.length,
          `${broken}: ${offset}+${length}`,
        );
        assert.match(message, /^[A-Z"].*\.$/);
      }
    }
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:/*\\n1tmodelIdbody ') }), (text) => {
        parseRequestFile(text);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});

describe("parseBodyDocument", () => {
  it("reads a body with comments", () => {
    const document = parseBodyDocument('// try\n{"a": 1.0,}');
    assert.deepEqual(document.problems, []);
    assert.equal(document.bodyText, '{"a": 1.0}');
    assert.deepEqual(document.ranges.body, { offset: 7, length: 11 });
  });

  it("has nothing to send when the text is no object or broken", () => {
    for (const text of ["", "[1]", '{"a": }', "7"]) {
      const document = parseBodyDocument(text);
      assert.equal(document.bodyText, undefined);
      assert.equal(document.problems[0]?.severity, "error");
    }
  });
});

describe("sendableJson", () => {
  it("keeps any strict JSON text as it is", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        assert.equal(sendableJson(text), text);
      }),
      { seed: 11 },
    );
  });
});
