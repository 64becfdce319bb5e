import assert from "node:assert/strict";
import { nextTurnBody } from "../../../src/models/conversation.js";
import { families } from "../../../src/models/families.js";
import { baseModelId } from "../../../src/models/baseModelId.js";
import { promptOfBody } from "../../../src/models/promptOfBody.js";

const turns = [
  { role: "user", text: "first" },
  { role: "assistant", text: "one" },
  { role: "user", text: "second" },
  { role: "assistant", text: "two" },
] as const;

describe("the next turn of a conversation", () => {
  for (const family of families) {
    const modelId = family.models[0]?.modelId ?? "";
    const base = baseModelId(modelId) ?? modelId;

    it(`is what ${family.name} itself would write`, () => {
      const begin = family.body({ prompt: "first", system: "Be brief." }, base);
      const more = nextTurnBody(family, base, begin, { answer: "one", prompt: "second" });
      if (!family.takesConversation) {
        assert.equal(more, undefined);
        return;
      }
      assert.ok(more);
      const third = nextTurnBody(family, base, more, { answer: "two", prompt: "third" });
      const whole = { prompt: "third", system: "Be brief.", conversation: turns };
      assert.deepEqual(third, family.body(whole, base));
    });

    it(`shows the prompt of a body of ${family.name}`, () => {
      const conversation = family.takesConversation ? { conversation: turns.slice(0, 2) } : {};
      const body = family.body({ prompt: "what I asked", ...conversation }, base);
      assert.equal(promptOfBody(JSON.stringify(body)), "what I asked");
    });
  }

  it("keeps what else the body says", () => {
    const [family] = families;
    assert.ok(family);
    const body = { ...family.body({ prompt: "x" }, "any"), temperature: 0.2, made_up: true };
    const next = nextTurnBody(family, "any", body, { answer: "y", prompt: "z" });
    assert.equal(next?.["temperature"], 0.2);
    assert.equal(next?.["made_up"], true);
  });

  it("is nothing without an answer, or where the body has another shape", () => {
    const [family] = families;
    assert.ok(family);
    const body = family.body({ prompt: "x" }, "any");
    assert.equal(nextTurnBody(family, "any", body, { answer: "", prompt: "z" }), undefined);
    assert.equal(nextTurnBody(family, "any", {}, { answer: "y", prompt: "z" }), undefined);
  });
});
