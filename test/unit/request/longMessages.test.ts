import assert from "node:assert/strict";
import { innermostMessage } from "../../../src/client/serviceMessage.js";
import { locateMessage } from "../../../src/request/locate.js";

/** Processor time: far above what one look takes, far below one look for each opening bracket. */
const maxMs = 1_500;

function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

describe("a message of a megabyte of brackets", () => {
  const message = `The service said ${"[ ".repeat(500_000)}]]]`;

  it("is not searched for JSON at each of them when places are looked for", () => {
    assert.ok(processorMs(() => locateMessage(message)) < maxMs);
  });

  it("is not searched for JSON at each of them when its sentence is looked for", () => {
    assert.ok(processorMs(() => innermostMessage(message)) < maxMs);
  });
});
