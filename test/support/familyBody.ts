import assert from "node:assert/strict";
import type { Family, Prompt } from "../../src/models/family.js";
import { isJsonObject, type Json, type JsonObject } from "../../src/request/json.js";
import { schemaViolations } from "../../src/sandbox/schemaViolations.js";

const everything: Prompt = {
  prompt: "What is it?",
  system: "Be brief.",
  conversation: [
    { role: "user", text: "Hello" },
    { role: "assistant", text: "Hi" },
  ],
  maxTokens: 100_000,
  images: [{ mediaType: "image/png", base64: "AAAA" }],
  tools: [
    {
      name: "weather",
      description: "Tells the weather.",
      inputSchema: {
        type: "object",
        properties: { city: { type: "string", description: "Where." }, days: { type: "integer" } },
        required: ["city"],
      },
    },
  ],
};

/** The promises that hold for the body and schema of every family. */
export function itMakesSoundBodies(family: Family, baseModelId: string): void {
  it("makes bodies that its own schema takes, from the least and the most of a prompt", () => {
    const schema = family.schema(baseModelId);
    for (const prompt of [{ prompt: "Hi" }, everything]) {
      const body = family.body(prompt, baseModelId);
      assert.deepEqual(schemaViolations(body, schema), [], JSON.stringify(body));
      assert.match(JSON.stringify(body), new RegExp(prompt.prompt.replace("?", "\\?")));
    }
  });

  it("rejects a body without its required keys", () => {
    assert.notDeepEqual(schemaViolations({}, family.schema(baseModelId)), []);
  });

  it("describes every key of the body in one sentence", () => {
    const schema = family.schema(baseModelId);
    assert.equal(schema.$schema, "http://json-schema.org/draft-07/schema#");
    const { properties } = schema;
    assert.ok(isJsonObject(properties));
    for (const [key, value] of Object.entries(properties)) {
      assert.match(descriptionOf(value), /^[A-Z].*[^ ]\.$/, key);
    }
  });

  it("has defaults that its own schema takes", () => {
    const schema = family.schema(baseModelId);
    const { properties } = schema;
    assert.ok(isJsonObject(properties));
    for (const [key, value] of Object.entries(properties)) {
      if (isJsonObject(value) && value.default !== undefined) {
        assert.deepEqual(schemaViolations(value.default, value as JsonObject), [], key);
      }
    }
  });

  it("serves the ids that it offers by name", () => {
    assert.ok(baseModelId === "" || family.serves(baseModelId));
    for (const { modelId } of family.models) {
      assert.ok(family.serves(modelId.replace(/^(?:us|global)\./, "")), modelId);
    }
  });
}

/** The keys that a body of this family may not have. */
export function extraneousKeys(family: Family, baseModelId: string, body: JsonObject): string[] {
  return schemaViolations(body, family.schema(baseModelId)).flatMap((violation) =>
    violation.type === "extraneous" ? [violation.key] : [],
  );
}

function descriptionOf(schema: Json | undefined): string {
  return isJsonObject(schema) && typeof schema.description === "string" ? schema.description : "";
}
