import assert from "node:assert/strict";
import { baseModelId } from "../../../src/models/baseModelId.js";
import { families } from "../../../src/models/families.js";
import { templatedUserText } from "../../../src/models/templatedUserText.js";
import { canonicalRequest } from "../../../src/sandbox/canonicalRequest.js";
import { composeAnswer } from "../../../src/sandbox/composeAnswer.js";
import { sampleInput } from "../../../src/sandbox/sampleInput.js";
import { askedScenario } from "../../../src/sandbox/scenarioLine.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { speakerOf } from "../../../src/sandbox/speakers.js";
import { validateBody } from "../../../src/sandbox/validateBody.js";
import { promptlyMs } from "../../support/promptly.js";
import { rawRequest, streamRequest, titanRequest } from "./rawRequest.js";

/** A reader that is not linear would take minutes for a text of this length. */
const length = 300_000;

function promptly(what: string, read: () => void): void {
  const began = performance.now();
  read();
  const took = performance.now() - began;
  assert.ok(took < promptlyMs, `${what} took ${Math.round(took)} ms`);
}

/** Texts that send a reader back again and again. */
const texts: Readonly<Record<string, string>> = {
  spaces: `${" ".repeat(length)}x`,
  "spaces in the scenario's line": `sandbox:${" ".repeat(length)}x${" ".repeat(length)}\rx`,
  "spaces before a scenario": `${" \t".repeat(length / 2)}#${" ".repeat(length)}sandbox`,
  "line feeds": `${"\n".repeat(length)}x`,
  "many words in the scenario's line": `sandbox: throttling${" once".repeat(length / 5)}`,
  "many numbers in the scenario's line": `sandbox: long${" 1".repeat(length / 2)}`,
  "a long number": `sandbox: long ${"1".repeat(length)}`,
  "one word": "x".repeat(length),
  "many words": "x ".repeat(length / 2),
  emoji: "\u{1F600}".repeat(length / 2),
  "half an emoji": "\ud83d".repeat(length),
  "turns of Llama 3 without an end": "<|start_header_id|>user<|end_header_id|>".repeat(length / 40),
  "turns of Llama 4 without an end": "<|header_start|>user<|header_end|>".repeat(length / 34),
  "images without an end": `<|start_header_id|>user<|end_header_id|>${"<|image|>".repeat(length / 9)}`,
  "turns of Mistral without an end": "[INST] ".repeat(length / 7),
  "system texts of Llama 2 without an end": "[INST] <<SYS>>".repeat(length / 14),
  "turns of ChatML without an end": "<|im_start|>user".repeat(length / 16),
  "turns of DeepSeek without an end": "<\uff5cUser\uff5c>".repeat(length / 8),
  "turns of Claude without an end": "\n\nHuman: ".repeat(length / 9),
  "turns of Titan without an end": "\nUser: ".repeat(length / 7),
  "thoughts that are not closed": `${"<think>".repeat(length / 7)}${" ".repeat(length)}x`,
};

/** Families that read a prompt, a pattern, turns and a thought, each in a way of its own. */
const asked = families.filter(({ id }) =>
  ["titanText", "anthropicText", "anthropicMessages", "deepseekR1", "chatCompletions"].includes(id),
);

describe("sandbox reading hostile texts", () => {
  for (const [what, text] of Object.entries(texts)) {
    it(`takes no longer for each character of ${what}`, () => {
      const occasion = { modelId: "x.y", prompt: text, notice: text };
      promptly("the scenario", () => askedScenario(text));
      promptly("the template", () => templatedUserText(text));
      for (const family of asked) {
        const base = baseModelId(family.models[0]?.modelId ?? "") ?? "";
        const body = family.body({ prompt: text, maxTokens: 99 }, base);
        const json = JSON.stringify(body);
        promptly(`the body of ${family.id}`, () => void validateBody(json, family, base));
        promptly(`the answer of ${family.id}`, () => {
          const speaker = speakerOf(family.id);
          const question = speaker?.question(body, base);
          if (!speaker || !question) return;
          composeAnswer(question, { type: "canned" }, speaker.has(base, body), occasion);
          composeAnswer(question, { type: "echo" }, speaker.has(base, body), occasion);
        });
      }
    });
  }

  it("answers a scenario's line that is too long with its beginning", () => {
    const asked = askedScenario(`sandbox: ${"x".repeat(1_000)}`);
    assert.ok(asked.type === "unknown" && asked.name.length < 300);
  });

  it("takes a number for no count when it is none that a person would write", () => {
    assert.equal(askedScenario("sandbox: long 999999999").type, "scenario");
    assert.equal(askedScenario("sandbox: long 9999999999").type, "unknown");
  });

  it("finds the prompt in a template as it was written, whatever the marks are inside", () => {
    const cases: readonly (readonly [string, string | undefined])[] = [
      ["[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST]", "Hi"],
      ["[INST] a [/INST] b </s>[INST] c [INST] d [/INST]", "c [INST] d"],
      ["[INST] a [/INST] b [INST] c", "a"],
      [
        "<|im_start|>user\na<|im_end|><|im_start|>user\nb<|im_start|>user\nc",
        "b<|im_start|>user\nc",
      ],
      ["\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nHuman: d", "d"],
      ["User: a\nBot: b\nUser: c\nBot:", "c"],
      ["<|start_header_id|>user<|end_header_id|>\n\n<|image|><|image|>a<|eot_id|>", "a"],
      ["<|start_header_id|>user<|end_header_id|>a", undefined],
      ["<\uff5cUser\uff5c>a<\uff5cAssistant\uff5c>b", "a"],
    ];
    for (const [prompt, expected] of cases) assert.equal(templatedUserText(prompt), expected);
  });

  it("reads bodies with many wrong keys and values, and says what fits into a message", () => {
    // More than a call can have arguments.
    const many = Array.from({ length: 150_000 }, (_, i) => (i % 2 === 0 ? { type: "x" } : i));
    for (const family of asked) {
      const base = baseModelId(family.models[0]?.modelId ?? "") ?? "";
      const body = family.body({ prompt: "Hi", maxTokens: 9 }, base);
      const [key = ""] = Object.keys(body);
      for (const wrong of [
        { ...body, ...many },
        { ...body, [key]: { ...many } },
        { ...body, messages: many },
        { ...body, messages: [{ role: "user", content: many }] },
        { ...body, [key]: "x".repeat(length) },
        { ...body, ["x".repeat(length)]: 1 },
      ]) {
        const checked = validateBody(JSON.stringify(wrong), family, base);
        if ("message" in checked) assert.ok(checked.message.length < 25_000);
      }
    }
  });

  it("fills tools with many required keys", () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `key${i}`);
    const properties = Object.fromEntries(names.map((name) => [name, { type: "integer" }]));
    promptly("a sample", () => sampleInput({ type: "object", properties, required: names }));
  });

  it("puts many signed headers in order", () => {
    const headers = Array.from({ length: 30_000 }, (_, i) => [`x-${i}`, "1"] as const);
    const names = headers.map(([name]) => name);
    const request = { method: "GET", target: "/", headers, body: Buffer.alloc(0) };
    promptly("a canonical request", () => canonicalRequest(request, names));
  });

  describe("over HTTP", () => {
    let sandbox: Sandbox;
    beforeEach(async () => (sandbox = await startSandbox({ paceMs: 0 })));
    afterEach(() => sandbox.close());

    it("refuses bodies that are nested too deep for whatever is done with them", async () => {
      for (const family of families) {
        const [model] = family.models;
        if (!family.streams || !model) continue;
        const { modelId } = model;
        const body = JSON.stringify(
          family.body({ prompt: "Hi", maxTokens: 9 }, baseModelId(modelId) ?? ""),
        );
        for (const [open, close] of [
          ["[", "]"],
          ['{"a":', "}"],
        ] as const) {
          const depth = 100_000;
          const deep = `${open.repeat(depth)}1${close.repeat(depth)}`;
          for (const key of [...Object.keys(JSON.parse(body) as object), "metadata", "x"]) {
            const text = `${body.slice(0, -1)},${JSON.stringify(key)}:${deep}}`;
            const answer = await rawRequest(sandbox, streamRequest(modelId, text));
            assert.equal(answer.status, 400, `${family.id} ${key}`);
          }
        }
      }
    });

    it("begins with an answer of any length at once", async () => {
      const began = performance.now();
      const { path, headers, body } = titanRequest("sandbox: burst 999999999");
      const controller = new AbortController();
      const response = await fetch(sandbox.endpoint + path, {
        method: "POST",
        headers: { ...headers, authorization: `Bearer ${sandbox.bearerToken}` },
        body: String(body),
        signal: controller.signal,
      });
      assert.equal(response.status, 200);
      assert.ok(performance.now() - began < promptlyMs);
      controller.abort();
    });

    it("waits for a pause that is longer than timers can be", async () => {
      const controller = new AbortController();
      const { path, headers, body } = titanRequest("sandbox: delay 999999999");
      const delayed = fetch(sandbox.endpoint + path, {
        method: "POST",
        headers: { ...headers, authorization: `Bearer ${sandbox.bearerToken}` },
        body: String(body),
        signal: controller.signal,
      });
      // Another answer, asked for later, comes first.
      assert.equal((await rawRequest(sandbox, titanRequest("sandbox: echo\nhi"))).status, 200);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(sandbox.openStreams(), 1);
      controller.abort();
      await assert.rejects(delayed);
    });
  });
});
