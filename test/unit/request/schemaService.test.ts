import assert from "node:assert/strict";
import { speak } from "../../../src/l10n.js";
import { familyOf } from "../../../src/models/families.js";
import { generateRequestSchema } from "../../../src/request/schemaGeneration.js";
import { schemaModelIds } from "../../../src/request/schemaModelIds.js";
import { RequestSchemas } from "../../../src/request/schemaService.js";
import { pseudoLanguage } from "../../support/pseudoLanguage.js";

const claude = "us.anthropic.claude-opus-4-8";
const nova = "amazon.nova-lite-v1:0";

describe("RequestSchemas", () => {
  const schemas = new RequestSchemas(generateRequestSchema(), (modelId) => familyOf(modelId)?.id);
  let keys = 0;
  const sourceOf = (text: string) => ({ key: String((keys += 1)), text });

  /** Problems as `severity kind "text": message`. */
  async function problemsIn(text: string): Promise<string[]> {
    const problems = await schemas.problems(sourceOf(text));
    return problems.map(({ severity, kind, offset, length, message }) => {
      const place = text.slice(offset, offset + length);
      return `${severity}${kind ? ` ${kind}` : ""} ${place}: ${message}`;
    });
  }

  /** Labels of what is offered at the bar, in the order of the list. */
  async function offeredAt(marked: string): Promise<string[]> {
    const offset = marked.indexOf("|");
    const found = await schemas.completions(sourceOf(marked.replace("|", "")), offset);
    return [...found]
      .sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))
      .map(({ label }) => label);
  }

  async function hoverAt(marked: string): Promise<string> {
    const offset = marked.indexOf("|");
    const found = await schemas.hover(sourceOf(marked.replace("|", "")), offset);
    return JSON.stringify(found?.contents ?? "");
  }

  for (const modelId of schemaModelIds) {
    it(`has nothing against a plain body for ${modelId}`, async () => {
      const body = familyOf(modelId)?.body({ prompt: "Hi", system: "Be brief." }, modelId);
      assert.deepEqual(await problemsIn(JSON.stringify({ modelId, body })), []);
    });
  }

  it("holds no body against a schema that has more wrong in it than it could tell in time", async () => {
    const wrongKeys = Array.from({ length: 60_000 }, (_, index) => `"k${index}": 1`).join(",");
    const request = (body: string) => `{"modelId": "${claude}", "body": {${body}}}`;
    const wrongEntries = request(`"stop_sequences": [${"1,".repeat(60_000)}1]`);
    const before = process.cpuUsage();
    assert.equal((await problemsIn(wrongEntries)).length, 200);
    assert.deepEqual(await problemsIn(request(wrongKeys)), []);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 4_000_000, `${user + system} µs`);
  });

  it("checks the keys of a large body, and the first entries of its lists", async () => {
    const turn = '{"role": "user", "content": [{"type": "text", "text": "hi"}]}';
    const wrongTurn = '{"role": "nobody", "content": []}';
    const request = (messages: readonly string[]) =>
      `{"modelId": "${claude}", "body": {"anthropic_version": "bedrock-2023-05-31",
        "messages": [${messages.join(",")}], "tools": [], "max_tokens": 0}}`;
    const turns = Array.from({ length: 5_000 }, () => turn);
    const [problem, ...others] = await problemsIn(request([...turns, wrongTurn]));
    assert.match(problem ?? "", /^error 0: .*minimum of 1/);
    assert.deepEqual(others, []);
    const early = await problemsIn(request([turn, wrongTurn, ...turns]));
    assert.match(early.join("\n"), /^error "nobody"/m);
    assert.deepEqual(schemas.placeAt(sourceOf(request(turns)), 5).path, ["modelId"]);
  });

  it("writes no indentation for what is nested too deeply", () => {
    const text = "[".repeat(20_000) + "]".repeat(20_000);
    assert.deepEqual(
      schemas.format(sourceOf(text), undefined, { tabSize: 2, insertSpaces: true }),
      [],
    );
  });

  it("takes what is nested too deeply for recursion as an empty text", async () => {
    const source = sourceOf(`{"modelId": "${claude}", "body": ${"[".repeat(100_000)}`);
    assert.deepEqual(await schemas.problems(source), []);
    assert.deepEqual(schemas.symbols(source), []);
    assert.deepEqual(schemas.folds(source), []);
    assert.equal(await schemas.hover(source, 3), null);
    await schemas.completions(source, 3);
    assert.deepEqual(schemas.placeAt(source, 3).path, []);
  });

  it("names required keys, wrong types, ranges and enums as errors at their places", async () => {
    const text = `// comment
    { "modelId": "${claude}", "body": { "max_tokens": 0, "system": 3,
      "anthropic_version": "1", "tools": [{ "name": "a b" }], } }`;
    const problems = await problemsIn(text);
    assert.equal(problems.length, 5, problems.join("\n"));
    for (const expected of [
      /^error "body": Missing property "messages"/,
      /^error 0: .*minimum of 1/,
      /^error 3: Incorrect type/,
      /^error "1": .*bedrock-2023-05-31/,
      /^error "a b": .*pattern/,
    ]) {
      assert.ok(
        problems.some((problem) => expected.test(problem)),
        `${expected} ${problems}`,
      );
    }
  });

  it("warns of unknown keys, also where the service passes them on, and of deprecated ones", async () => {
    const messages = '[{ "role": "user", "content": "Hi" }]';
    const rest = `"anthropic_version": "bedrock-2023-05-31", "max_tokens": 1, "messages": ${messages}`;
    assert.deepEqual(
      await problemsIn(`{"modelId":"${claude}","body":{${rest}, "topp": 1, "temperature": 1}}`),
      [
        'warning deprecated "temperature": 1: This model rejects temperature, top_p and top_k: leave them out.',
        'warning unknownKey "topp": "topp" is no key of this object; the service refuses it.',
      ],
    );
    assert.deepEqual(
      await problemsIn(
        `{"modelId":"openai.gpt-oss-20b-1:0","body":{"messages": ${messages}, "topp": 1}}`,
      ),
      ['warning unknownKey "topp": "topp" is not known for this model; it is sent as it stands.'],
    );
    const nested = `{"messages": [{"role": "user", "content": [{"text": "a"}]}], "inferenceConfig": {"topp": 1}}`;
    assert.match(
      (await problemsIn(`{"modelId":"${nova}","body":${nested}}`)).join(),
      /^warning unknownKey "topp"/,
    );
  });

  it("takes a text with a variable for right", async () => {
    const body = `{"messages": [{"role": "{{input:role}}", "content": [{"text": "a"}]}]}`;
    assert.deepEqual(await problemsIn(`{"modelId":"${nova}","body":${body}}`), []);
  });

  it("says nothing about bodies that are text, of unknown models, or broken", async () => {
    for (const text of [
      `{"modelId":"${claude}","body":"{}"}`,
      '{"modelId":"my-model","body":{"x":1}}',
      '{"body":{"x":1}}',
      "",
      "[1]",
    ]) {
      assert.deepEqual(await problemsIn(text), [], text);
    }
  });

  it("stays quiet about half a document but for what the body lacks", async () => {
    const problems = await problemsIn(`{"modelId":"${nova}","body":{"messages": [{"role": "us`);
    assert.ok(problems.every((problem) => problem.startsWith("error")));
  });

  it("offers keys, the required ones first and the deprecated ones last", async () => {
    const keysOffered = await offeredAt(`{"modelId":"${claude}","body":{|}}`);
    assert.deepEqual(keysOffered.slice(0, 3), ["anthropic_version", "max_tokens", "messages"]);
    assert.deepEqual(keysOffered.slice(-3), ["temperature", "top_k", "top_p"]);
    assert.deepEqual((await offeredAt("{|}")).slice(0, 2), ["body", "modelId"]);
  });

  it("offers the values of an enum, inside the quotes too", async () => {
    const offered = await offeredAt(`{"modelId":"${nova}","body":{"messages":[{"role":"|"}]}}`);
    assert.deepEqual(offered, ['"assistant"', '"user"']);
    assert.ok((await offeredAt(`{"modelId":"x","trace": |}`)).includes('"ENABLED_FULL"'));
  });

  it("marks what is deprecated, in every language", async () => {
    const text = `{"modelId":"${claude}","body":{}}`;
    const marked = async () => {
      const inLanguage = new RequestSchemas(generateRequestSchema(), (id) => familyOf(id)?.id);
      const items = await inLanguage.completions(sourceOf(text), text.length - 2);
      return items.filter(({ tags }) => tags?.length === 1).map(({ label }) => label);
    };
    const inEnglish = await marked();
    assert.ok(inEnglish.length > 0);
    speak(pseudoLanguage);
    try {
      assert.deepEqual(await marked(), inEnglish);
    } finally {
      speak(undefined);
    }
  });

  it("writes a whole body that can be run when `body` is completed", async () => {
    const text = `{"modelId":"${claude}", }`;
    const found = await schemas.completions(sourceOf(text), text.length - 1);
    const body = found.find(({ label }) => label === "body");
    const edit = body?.textEdit;
    assert.ok(edit && "newText" in edit);
    const written = edit.newText.replace("${1:Hello}", "Hello");
    assert.deepEqual(await problemsIn(`{"modelId":"${claude}", ${written}}`), []);
  });

  it("tells meaning, range and default of a key", async () => {
    const hover = await hoverAt(
      `{"modelId":"us.amazon.nova-pro-v1:0","body":{"inferenceConfig":{"|topP":1}}}`,
    );
    assert.match(hover, /at most 1|to 1/);
    assert.match(await hoverAt(`{"modelId":"x","ser|viceTier":"flex"}`), /tier.*`\\"default\\"`/);
    assert.match(await hoverAt(`{"modelId":"${claude}","body":{"to|p_p":1}}`), /Deprecated/);
  });
});
