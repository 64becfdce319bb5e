import assert from "node:assert/strict";
import { Failure, type FailureEvidence, type FailureKind } from "../../../src/failure.js";
import { verdictOf, type Ending } from "../../../src/run/verdict.js";

const nothing: Ending = { finalEventSeen: false, guardrailIntervened: false, stoppedByUser: false };

function ending(more: Partial<Ending>): string {
  return verdictOf({ ...nothing, ...more }).verdict;
}

function failure(kind: FailureKind, evidence: FailureEvidence = {}): Failure {
  return new Failure(kind, "why", evidence);
}

describe("the verdict", () => {
  it("is the model's own word only after the family's final event", () => {
    assert.equal(ending({ finalEventSeen: true, stop: "maxTokens" }), "maxTokens");
    assert.equal(ending({ finalEventSeen: true }), "complete");
    assert.equal(ending({ stop: "complete" }), "connectionLost");
  });

  it("calls a clean end without a final event lost, and says why", () => {
    const { verdict, failure: why } = verdictOf(nothing);
    assert.equal(verdict, "connectionLost");
    assert.equal(why?.kind, "incomplete");
  });

  it("names a guardrail before the model's stop reason", () => {
    const guarded = { finalEventSeen: true, guardrailIntervened: true } as const;
    assert.equal(ending({ ...guarded, stop: "complete" }), "guardrailIntervened");
  });

  it("is `stopped` when the user stopped, unless the answer was complete already", () => {
    assert.equal(ending({ stoppedByUser: true }), "stopped");
    assert.equal(ending({ stoppedByUser: true, finalEventSeen: true }), "complete");
  });

  it("is `stopped` when the user stopped the wait after an exception", () => {
    const throttled = failure("throttled", { exception: "ThrottlingException" });
    assert.equal(ending({ stoppedByUser: true, failure: throttled }), "stopped");
  });

  it("lets an exception of the service win over everything the model said", () => {
    const exception = failure("throttled", { exception: "ThrottlingException" });
    assert.equal(ending({ finalEventSeen: true, stop: "complete", failure: exception }), "failed");
    assert.equal(ending({ failure: failure("modelError"), finalEventSeen: true }), "failed");
  });

  it("keeps a complete answer complete when only bytes after it are damaged", () => {
    assert.equal(ending({ finalEventSeen: true, failure: failure("protocol") }), "complete");
  });

  it("tells a lost connection from one that never was", () => {
    assert.equal(
      ending({ failure: failure("connection", { code: "ECONNRESET" }) }),
      "connectionLost",
    );
    assert.equal(ending({ failure: failure("connection", { code: "ENOTFOUND" }) }), "failed");
    assert.equal(ending({ failure: failure("connection", { code: "ECONNREFUSED" }) }), "failed");
  });

  it("tells a stream that was cut inside an event from one with wrong bytes", () => {
    const cut = failure("protocol", { code: "TRUNCATED_FRAME" });
    assert.equal(ending({ failure: cut }), "connectionLost");
    assert.equal(ending({ failure: failure("protocol", { code: "PRELUDE_CHECKSUM" }) }), "failed");
  });

  it("tells a stall from a connection that took too long", () => {
    assert.equal(ending({ failure: failure("timeout", { code: "STALL" }) }), "stalled");
    assert.equal(ending({ failure: failure("timeout", { code: "CONNECT" }) }), "failed");
  });
});
