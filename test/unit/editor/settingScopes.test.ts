import assert from "node:assert/strict";
import * as fs from "node:fs";
import { isJsonObject, parseJson, type Json, type JsonObject } from "../../../src/request/json.js";

/** Whose values of a setting count. */
type Reach =
  /** The person's alone: not even a trusted folder, a workspace file or a container's definition. */
  | "person"
  /** A folder's own, once it is trusted. */
  | "trusted folder"
  /** Any folder's own. */
  | "any folder";

/** What a folder could do with each setting, and therefore whether it may. */
const table: Readonly<Record<string, { readonly could: string; readonly reach: Reach }>> = {
  modelId: { could: "choose what is paid for", reach: "trusted folder" },
  region: { could: "choose where credentials go", reach: "trusted folder" },
  profile: {
    could: "choose whose credentials are used, and run its program",
    reach: "trusted folder",
  },
  endpoint: { could: "get signed requests", reach: "trusted folder" },
  maxTokens: { could: "make answers dear", reach: "trusted folder" },
  stallTimeout: { could: "let streams hang for ever, or end all of them", reach: "trusted folder" },
  connectTimeout: { could: "let requests hang", reach: "trusted folder" },
  maxAttempts: { could: "send each request many times", reach: "trusted folder" },
  "output.format": { could: "show text as Markdown or as it is", reach: "any folder" },
  "variables.environment": { could: "read secrets of the environment", reach: "trusted folder" },
  "history.enabled": {
    could: "leave runs unrecorded, or record what is not to be",
    reach: "person",
  },
  "history.limit": { could: "delete the runs of all folders", reach: "person" },
};

function memberOf(json: Json | undefined, ...keys: readonly string[]): Json | undefined {
  return keys.reduce((value, key) => (isJsonObject(value) ? value[key] : undefined), json);
}

describe("the settings of package.json", () => {
  const manifest = parseJson(fs.readFileSync("package.json", "utf8"));
  const properties = memberOf(manifest, "contributes", "configuration", "properties");
  assert.ok(isJsonObject(properties));
  const listed = memberOf(
    manifest,
    "capabilities",
    "untrustedWorkspaces",
    "restrictedConfigurations",
  );
  const restricted: readonly Json[] = Array.isArray(listed) ? listed : [];

  function reachOf(id: string, { scope }: JsonObject): Reach {
    // A container's definition, which is part of a folder, sets those of the machine.
    if (scope === "application") return "person";
    return restricted.includes(id) ? "trusted folder" : "any folder";
  }

  it("have the reach that what they could do allows", () => {
    const reaches = Object.entries(properties).map(([id, property]) => {
      assert.ok(isJsonObject(property), id);
      return [id.replace("bedrockStream.", ""), reachOf(id, property)];
    });
    const expected = Object.entries(table).map(([id, { reach }]) => [id, reach]);
    assert.deepEqual(reaches.sort(), expected.sort());
  });

  it("are restricted by their right names", () => {
    for (const id of restricted) assert.ok(Object.hasOwn(properties, String(id)), String(id));
  });
});
