import assert from "node:assert/strict";
import { askedScenario, scenarioTable } from "../../../src/sandbox/scenarioLine.js";
import { scenarios, type ScenarioArguments } from "../../../src/sandbox/scenarios.js";

function asked(prompt: string): [string, ScenarioArguments, string] | string {
  const found = askedScenario(prompt);
  return found.type === "scenario" ? [found.scenario.name, found.args, found.rest] : found.type;
}

describe("sandbox scenarios", () => {
  it("have names of their own and one line of description", () => {
    const names = scenarios.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    assert.equal(new Set(names).size, names.length);
    for (const { description } of scenarioTable()) assert.match(description, /^.{10,120}$/);
  });

  it("are found by every name of theirs", () => {
    for (const scenario of scenarios) {
      for (const name of [scenario.name, ...(scenario.aliases ?? [])]) {
        assert.deepEqual(asked(`sandbox: ${name}`), [scenario.name, {}, ""]);
        assert.deepEqual(asked(`sandbox: ${name} after 7`), [scenario.name, { after: 7 }, ""]);
      }
    }
  });

  const lines: readonly [string, ReturnType<typeof asked>][] = [
    ["sandbox: throttling", ["ThrottlingException", {}, ""]],
    ["Sandbox:   Throttling  ", ["ThrottlingException", {}, ""]],
    ["// sandbox: stall after 3\nrest\nof it", ["stall", { after: 3 }, "rest\nof it"]],
    ["\n\n# sandbox: echo\r\n  x\n", ["echo", {}, "  x\n"]],
    ["sandbox: throttle twice", ["ThrottlingException", { times: 2 }, ""]],
    ["sandbox: unavailable once", ["ServiceUnavailableException", { times: 1 }, ""]],
    [
      "sandbox: throttling 3 times retry after 10",
      ["ThrottlingException", { times: 3, retryAfter: 10 }, ""],
    ],
    ["sandbox: throttlingException", ["throttlingException", {}, ""]],
    ["sandbox: validationexception", ["ValidationException", {}, ""]],
    ["sandbox: long 20", ["long", { count: 20 }, ""]],
    ["sandbox: close after 4 chunks", ["close", { after: 4 }, ""]],
    ["sandbox: nothing like this", "unknown"],
    ["sandbox:", "unknown"],
    ["Hello\nsandbox: throttling", "nothing"],
    ["What does sandbox: throttling mean?", "nothing"],
    ["", "nothing"],
  ];
  for (const [prompt, expected] of lines) {
    it(`reads ${JSON.stringify(prompt)}`, () => {
      assert.deepEqual(asked(prompt), expected);
    });
  }

  it("name all eleven exceptions of the operation and the six of its stream", () => {
    const names = new Set(scenarios.map(({ name }) => name));
    const operation =
      "AccessDenied InternalServer ModelError ModelNotReady ModelStreamError ModelTimeout ResourceNotFound ServiceQuotaExceeded ServiceUnavailable Throttling Validation";
    const stream =
      "internalServer modelStreamError modelTimeout serviceUnavailable throttling validation";
    for (const name of `${operation} ${stream}`.split(" "))
      assert.ok(names.has(`${name}Exception`), name);
  });
});
