import assert from "node:assert/strict";
import { baseModelId } from "../../../src/models/baseModelId.js";
import { familyOf } from "../../../src/models/families.js";
import { isJsonObject, type Json, type JsonObject } from "../../../src/request/json.js";
import { pointerSegments } from "../../../src/request/pointer.js";
import { requestFileKeys } from "../../../src/request/requestFile.js";
import { bodyDefinitionOf } from "../../../src/request/schemaChoice.js";
import { generateRequestSchema } from "../../../src/request/schemaGeneration.js";
import { schemaModelIds } from "../../../src/request/schemaModelIds.js";
import { schemaViolations } from "../../../src/sandbox/schemaViolations.js";

const generated = generateRequestSchema();
const definitionOf = (modelId: string) =>
  bodyDefinitionOf(generated, modelId, familyOf(modelId)?.id);

describe("the generated schema of request files", () => {
  it("names exactly the keys that a request file may have, each with a description", () => {
    assert.deepEqual(Object.keys(generated.properties).sort(), [...requestFileKeys].sort());
    for (const [key, member] of Object.entries(generated.properties)) {
      assert.ok(isJsonObject(member) && typeof member["markdownDescription"] === "string", key);
    }
  });

  it("is plain JSON whose references all lead somewhere", () => {
    assert.deepEqual(JSON.parse(JSON.stringify(generated)), generated);
    const references = [...JSON.stringify(generated).matchAll(/"\$ref":"#([^"]*)"/g)];
    assert.ok(references.length > 20);
    for (const [, pointer = ""] of references) assert.ok(at(generated, pointer), pointer);
  });

  for (const id of schemaModelIds) {
    it(`describes the body of ${id} as its family does`, () => {
      const family = familyOf(id);
      assert.ok(family, "no family serves it");
      const definition = generated.definitions[definitionOf(id) ?? ""];
      assert.ok(isJsonObject(definition));
      const { required, additionalProperties, properties } = family.schema(id);
      assert.deepEqual(definition["required"], required);
      assert.deepEqual(definition["additionalProperties"], additionalProperties);
      assert.deepEqual(keysOf(definition["properties"]), keysOf(properties));
      const body = family.body({ prompt: "Hi" }, id);
      assert.deepEqual(schemaViolations(body, { ...generated, $ref: reference(id) }), []);
    });
  }

  it("leads from profile ids, ARNs and throughput ids to the same body by its conditions", () => {
    for (const modelId of [
      "amazon.nova-lite-v1:0",
      "amazon.nova-lite-v1:0:300k",
      "us.anthropic.claude-opus-4-8",
      "arn:aws:bedrock:us-east-1::foundation-model/cohere.command-r-v1:0",
      "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.meta.llama3-2-11b-instruct-v1:0",
      "arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdefghijkl",
    ]) {
      assert.deepEqual(conditionsFor(modelId), [`#/definitions/${definitionOf(modelId)}`], modelId);
    }
  });

  for (const [modelId, alike] of [
    ["anthropic.claude-opus-4-9", "anthropic.claude-opus-4-8"],
    ["anthropic.claude-sonnet-7", "anthropic.claude-sonnet-5-5"],
    ["anthropic.claude-haiku-6-1", "anthropic.claude-haiku-5"],
    ["amazon.nova-2-pro-v1:0", "amazon.nova-2-lite-v1:0"],
    ["us.meta.llama4-behemoth-v1:0", "meta.llama4-maverick-17b-instruct-v1:0"],
    ["openai.gpt-oss-2t", "openai.gpt-oss-120b-1:0"],
    ["qwen.qwen9-max", "qwen.qwen3-coder-next"],
  ] as const) {
    it(`takes ${modelId}, which is not known, for a model like ${alike}`, () => {
      assert.equal(definitionOf(modelId), definitionOf(alike));
      const family = familyOf(modelId);
      const definition = generated.definitions[definitionOf(modelId) ?? ""];
      const own = family?.schema(baseModelId(modelId) ?? "");
      assert.ok(isJsonObject(definition));
      assert.deepEqual(keysOf(definition["properties"]), keysOf(own?.["properties"]));
    });
  }

  it("says nothing about the body of a model of no known family", () => {
    assert.equal(definitionOf("amazon.titan-embed-text-v2:0"), undefined);
    assert.equal(definitionOf("arn:aws:sagemaker:us-east-1:123456789012:endpoint/mine"), undefined);
  });

  function reference(modelId: string): string {
    return `#/definitions/${definitionOf(modelId)}`;
  }

  function conditionsFor(modelId: string): string[] {
    const conditions = generated["allOf"];
    assert.ok(Array.isArray(conditions));
    return (conditions as readonly JsonObject[]).flatMap((condition) => {
      const pattern = at(condition, "/if/properties/modelId/pattern");
      const target = at(condition, "/then/properties/body/anyOf/0/$ref");
      return new RegExp(String(pattern), "u").test(modelId) ? [String(target)] : [];
    });
  }
});

function at(value: Json | undefined, pointer: string): Json | undefined {
  return pointerSegments(pointer).reduce<Json | undefined>((parent, key) => {
    if (Array.isArray(parent)) return (parent as readonly Json[])[Number(key)];
    return isJsonObject(parent) ? parent[key] : undefined;
  }, value);
}

function keysOf(value: Json | undefined): string[] {
  return isJsonObject(value) ? Object.keys(value) : [];
}
