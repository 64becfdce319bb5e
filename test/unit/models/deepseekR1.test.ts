import assert from "node:assert/strict";
import { deepseekR1 } from "../../../src/models/deepseekR1.js";
import type { Json } from "../../../src/request/json.js";
import { itMakesSoundBodies } from "../../support/familyBody.js";
import { cutText, reading, type Reading } from "../../support/reading.js";
import { seededRandom } from "../../support/seededRandom.js";

const id = "deepseek.r1-v1:0";

/** A stream of pieces, the last with the stop reason. */
function stream(pieces: readonly string[], stopReason: string | null): readonly Json[] {
  return [
    ...pieces.map((text) => ({ choices: [{ text, stop_reason: null }] })),
    { choices: [{ text: "", stop_reason: stopReason }] },
  ];
}

function read(pieces: readonly string[], stopReason: string | null): Reading {
  return reading(deepseekR1.reader(), stream(pieces, stopReason));
}

describe("deepseekR1", () => {
  itMakesSoundBodies(deepseekR1, id);

  it("writes DeepSeek's template with its own bars and low lines", () => {
    const body = deepseekR1.body(
      {
        prompt: "C",
        system: "S",
        conversation: [
          { role: "user", text: "A" },
          { role: "assistant", text: "B" },
        ],
      },
      id,
    );
    assert.deepEqual(body, {
      prompt:
        "<｜begin▁of▁sentence｜>S<｜User｜>A<｜Assistant｜>B<｜end▁of▁sentence｜>" +
        "<｜User｜>C<｜Assistant｜><think>\n",
      max_tokens: 8192,
    });
  });

  it("tells reasoning from the answer wherever the closing tag is cut", () => {
    const said = "Is a < b?\nYes.</think>\n\nYes, a < b </think>";
    const random = seededRandom(3);
    const cuts = [[said], [...said]];
    for (let at = 0; at <= said.length; at++) cuts.push([said.slice(0, at), said.slice(at)]);
    for (let round = 0; round < 200; round++) cuts.push([...cutText(said, random, 7)]);
    for (const pieces of cuts) {
      const found = read(pieces, "stop");
      assert.equal(found.reasoning, "Is a < b?\nYes.", JSON.stringify(pieces));
      assert.equal(found.text, "\n\nYes, a < b </think>", JSON.stringify(pieces));
      assert.deepEqual(found.stop, { stop: "complete", stopReason: "stop" });
      assert.deepEqual(found.ends, [pieces.length]);
    }
  });

  it("drops an opening tag of the model's own", () => {
    const found = read(["<th", "ink>\nHm.</think>", "Yes"], "stop");
    assert.equal(found.reasoning, "\nHm.");
    assert.equal(found.text, "Yes");
  });

  it("gives an answer without any tag as text when the model stopped by itself", () => {
    const found = read(["Thank ", "you."], "stop");
    assert.equal(found.text, "Thank you.");
    assert.equal(found.reasoning, "Thank you.");
  });

  it("leaves reasoning that the token limit or the network cut as reasoning", () => {
    const cut = read(["Let me ", "see</th"], "length");
    assert.equal(cut.text, "");
    assert.equal(cut.reasoning, "Let me see</th");
    assert.deepEqual(cut.stop, { stop: "maxTokens", stopReason: "length" });
    const broken = reading(deepseekR1.reader(), stream(["Let me"], null));
    assert.equal(broken.text, "");
    assert.deepEqual(broken.ends, []);
  });

  it("leaves a block that the model opened and never closed as reasoning", () => {
    const found = read(["<thi", "nk>Hm."], "stop");
    assert.equal(found.reasoning, "Hm.");
    assert.equal(found.text, "");
  });

  it("gives what a guardrail says in the answer's place as text", () => {
    const blocked = {
      choices: [{ text: "Blocked.", stop_reason: null }],
      "amazon-bedrock-guardrailAction": "INTERVENED",
      "amazon-bedrock-trace": {},
    };
    assert.equal(reading(deepseekR1.reader(), [blocked]).text, "Blocked.");
  });

  it("recognizes its completions and leaves those with a finish_reason alone", () => {
    assert.ok(deepseekR1.recognizes({ choices: [{ text: "a", stop_reason: null }] }));
    assert.ok(!deepseekR1.recognizes({ choices: [{ text: "a", finish_reason: null }] }));
    assert.ok(!deepseekR1.recognizes({ choices: [{ index: 0, text: "a" }] }));
  });
});
