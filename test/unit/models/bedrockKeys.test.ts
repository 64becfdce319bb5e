import assert from "node:assert/strict";
import {
  endsByGuardrail,
  hasOnlyBedrockKeys,
  readBedrockKeys,
} from "../../../src/models/bedrockKeys.js";

const metrics = {
  inputTokenCount: 22,
  outputTokenCount: 12,
  invocationLatency: 512,
  firstByteLatency: 389,
  cacheReadInputTokenCount: 3,
  cacheWriteInputTokenCount: 4,
};

describe("the keys that Bedrock adds to chunks", () => {
  it("give usage and latencies on the last chunk", () => {
    const keys = readBedrockKeys({ generation: "", "amazon-bedrock-invocationMetrics": metrics });
    assert.deepEqual(keys, {
      usage: {
        inputTokens: 22,
        outputTokens: 12,
        cacheReadInputTokens: 3,
        cacheWriteInputTokens: 4,
      },
      metrics: { invocationLatency: 512, firstByteLatency: 389 },
      guardrailIntervened: false,
      isLast: true,
    });
  });

  it("leave out counts that older answers lack", () => {
    const keys = readBedrockKeys({
      "amazon-bedrock-invocationMetrics": { inputTokenCount: 1, outputTokenCount: "many" },
    });
    assert.deepEqual(keys.usage, { inputTokens: 1 });
    assert.deepEqual(keys.metrics, {});
  });

  it("tell a guardrail's intervention from its consent", () => {
    const action = (word: string) =>
      readBedrockKeys({ "amazon-bedrock-guardrailAction": word }).guardrailIntervened;
    assert.equal(action("INTERVENED"), true);
    assert.equal(action("NONE"), false);
  });

  it("say nothing in a chunk that is no object", () => {
    assert.deepEqual(readBedrockKeys("[DONE]"), { guardrailIntervened: false, isLast: false });
    assert.equal(hasOnlyBedrockKeys("[DONE]"), false);
    assert.equal(hasOnlyBedrockKeys({}), false);
  });

  it("end an answer by guardrail only on a chunk that carries metrics or a trace", () => {
    const intervened = { generation: "x", "amazon-bedrock-guardrailAction": "INTERVENED" };
    assert.equal(endsByGuardrail(intervened), false);
    assert.equal(endsByGuardrail({ ...intervened, "amazon-bedrock-trace": {} }), true);
    assert.equal(
      endsByGuardrail({ ...intervened, "amazon-bedrock-invocationMetrics": metrics }),
      true,
    );
    assert.equal(endsByGuardrail({ "amazon-bedrock-invocationMetrics": metrics }), false);
  });
});
