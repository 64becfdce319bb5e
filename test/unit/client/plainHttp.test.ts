import assert from "node:assert/strict";
import { isLoopbackHost, plainHttpOrigin } from "../../../src/client/plainHttp.js";
import { Sender } from "../../../src/client/sender.js";
import type { Identity, Target } from "../../../src/client/target.js";
import { startBrokenServer, type BrokenServer } from "../../support/brokenServer.js";
import { failureOf, identity as keys, request } from "../../support/invokeKit.js";

const apiKey: Identity = { type: "apiKey", apiKey: "ABSKmarked0key", source: "test" };
const { signal } = new AbortController();
const how = { connectTimeoutMs: 5_000, stallTimeoutMs: 5_000, renewCredentials: false };

describe("an endpoint in plain HTTP", () => {
  let server: BrokenServer;
  /** Leads to this machine, and is no address that says so. */
  let elsewhere: string;

  before(async () => {
    server = await startBrokenServer(async (connection) => {
      await connection.head();
      await connection.end();
    });
    elsewhere = `http://0.0.0.0:${server.port}`;
  });

  after(() => server.close());

  const target = (identity: Identity, endpoint: string): Target => {
    return { region: "us-east-1", endpoint, identity };
  };

  it("is seen wherever it is not this machine", () => {
    for (const host of [
      "localhost",
      "a.localhost",
      "127.0.0.1",
      "127.9.9.9",
      "[::1]",
      "LOCALHOST",
    ]) {
      assert.ok(isLoopbackHost(host), host);
      assert.equal(plainHttpOrigin(target(keys, `http://${host}:8080`)), undefined);
    }
    const others = ["127.example.com", "localhost.example.com", "10.0.0.1", "0.0.0.0", "[fe80::1]"];
    for (const host of others) {
      assert.ok(!isLoopbackHost(host), host);
      const origin = `http://${host}:8080`;
      assert.equal(plainHttpOrigin(target(keys, `${origin}/below`)), origin);
      assert.equal(plainHttpOrigin(target(keys, `https://${host}`)), undefined);
    }
    assert.equal(plainHttpOrigin({ region: "us-east-1", identity: keys }), undefined);
  });

  it("gets no API key before somebody agrees, in a run and in every other question", async () => {
    const sender = new Sender();
    const there = target(apiKey, elsewhere);
    const failures = [
      await failureOf(sender.send(request, there, how, signal)),
      await failureOf(sender.sourceOf(there).resolve(signal)),
    ];
    for (const { kind, evidence, message } of failures) {
      assert.deepEqual([kind, evidence.code], ["configuration", "PLAIN_HTTP"]);
      assert.match(message, /0\.0\.0\.0.*plain HTTP.*Use https/);
    }
    assert.equal(server.accepted(), 0);
  });

  it("gets it once somebody agreed to this very endpoint", async function () {
    // Elsewhere that address leads nowhere.
    if (process.platform !== "linux") this.skip();
    const sender = new Sender();
    sender.allowPlainHttp("http://0.0.0.0:1");
    await failureOf(sender.send(request, target(apiKey, elsewhere), how, signal));
    sender.allowPlainHttp(elsewhere);
    const { batches } = await sender.send(request, target(apiKey, elsewhere), how, signal);
    for await (const batch of batches) assert.equal(batch.events.length, 0);
  });

  it("is told of once when requests to it are signed", async () => {
    const told: string[] = [];
    const sender = new Sender({ onPlainHttp: (origin) => told.push(origin) });
    for (const path of ["", "/a", "/b"]) {
      await sender.sourceOf(target(keys, elsewhere + path)).resolve(signal);
    }
    await sender.sourceOf(target(keys, server.endpoint)).resolve(signal);
    assert.deepEqual(told, [elsewhere]);
  });

  it("is nothing to ask about on this machine", async () => {
    const { batches } = await new Sender().send(
      request,
      target(apiKey, server.endpoint),
      how,
      signal,
    );
    for await (const batch of batches) assert.equal(batch.events.length, 0);
  });
});
