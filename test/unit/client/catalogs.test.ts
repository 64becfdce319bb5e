import assert from "node:assert/strict";
import { Catalogs } from "../../../src/client/catalogs.js";
import { credentialSource } from "../../../src/client/credentials.js";
import type { Identity, Target } from "../../../src/client/target.js";
import { startSandbox } from "../../../src/sandbox/server.js";

const place = { region: "us-east-1", endpoint: "http://127.0.0.1:9" };
const chain = { type: "chain" } as const;

describe("the catalogs of a session", () => {
  const nobody = { resolve: () => Promise.reject(new Error("asked")) };

  it("are one for each place and identity, asked for by nobody yet", () => {
    const catalogs = new Catalogs(() => nobody);
    const identities: readonly Identity[] = [
      chain,
      { ...chain, profile: "dev" },
      { type: "apiKey", apiKey: "one", source: "test" },
      { type: "apiKey", apiKey: "two", source: "test" },
    ];
    const targets: readonly Target[] = [
      ...identities.map((identity) => ({ ...place, identity })),
      { ...place, region: "eu-central-1", identity: chain },
      { ...place, useFips: true, identity: chain },
      // A setting that is turned on again must not leave one behind that believes any certificate.
      { ...place, verifyCertificate: false, identity: chain },
    ];
    const found = targets.map((target) => catalogs.of(target));
    assert.equal(new Set(found).size, targets.length);
    assert.deepEqual(
      targets.map((target) => catalogs.of({ ...target })),
      found,
    );
  });

  it("forget what they know after a change of identity, and sign with the new one", async () => {
    const sandbox = await startSandbox();
    try {
      const { endpoint, region, bearerToken } = sandbox;
      let apiKey = "of yesterday";
      const catalogs = new Catalogs(() => credentialSource({ type: "apiKey", apiKey, source: "" }));
      const target = { endpoint, region, identity: chain };
      const ask = () => catalogs.of(target).foundationModels.get(new AbortController().signal);
      assert.notEqual((await ask()).type, "known");
      apiKey = bearerToken;
      catalogs.forget();
      assert.equal((await ask()).type, "known");
    } finally {
      await sandbox.close();
    }
  });
});
