import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { invoke } from "../../../src/client/invoke.js";
import { chunkReaderFor } from "../../../src/models/families.js";
import { Run } from "../../../src/run/run.js";
import type { RunSummary } from "../../../src/run/runSummary.js";
import { loadRecordings, type Recording } from "../../support/recordings.js";
import { cutAtRandom, seededRandom } from "../../support/seededRandom.js";

const recordings = loadRecordings();

describe("recorded answers through client and run", function () {
  if (recordings.length === 0) {
    it("are skipped: ../shared/recordings is absent", function () {
      this.skip();
    });
    return;
  }
  for (const recording of recordings) {
    it(`${recording.file} ends complete and loses nothing in 50 ways of cutting it`, async () => {
      const whole = await replay(recording, [recording.body]);
      assert.ok(["complete", "maxTokens", "stopSequence", "toolUse"].includes(whole.verdict));
      assert.equal(whole.requestId, recording.headers["x-amzn-requestid"]);
      const random = seededRandom(1);
      for (let round = 0; round < 50; round += 1) {
        const cut = await replay(recording, cutAtRandom(recording.body, random, 2_000));
        assert.deepEqual(comparable(cut), comparable(whole));
      }
    }).timeout(30_000);

    it(`${recording.file} is never complete when its second half is missing`, async () => {
      const cut = recording.body.subarray(0, Math.floor(recording.body.length / 2));
      const { verdict, failure } = await replay(recording, [cut]);
      assert.equal(verdict, "connectionLost");
      assert.ok(failure);
    });
  }
});

/** Serves recorded bytes, one write for each piece, and streams them as a run. */
async function replay(recording: Recording, pieces: readonly Uint8Array[]): Promise<RunSummary> {
  const server = http.createServer((_request, response) => {
    for (const [name, value] of Object.entries(recording.headers)) {
      // How the bytes are cut into HTTP chunks is this test's business.
      if (!["connection", "transfer-encoding"].includes(name)) response.setHeader(name, value);
    }
    response.writeHead(recording.status);
    for (const piece of pieces) response.write(piece);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const identity = { type: "apiKey", apiKey: "any", source: "test" } as const;
  const target = { region: "us-east-1", endpoint: `http://127.0.0.1:${port}`, identity };
  const request = { modelId: recording.modelId, body: recording.requestBody };
  const credentials = { resolve: () => Promise.resolve(identity) };
  try {
    const run = new Run({
      id: "replay",
      request,
      target,
      maxAttempts: 1,
      newReader: () => chunkReaderFor(recording.modelId),
      invoke: (_how, signal) =>
        invoke(request, { target, credentials, connectTimeoutMs: 0, stallTimeoutMs: 0 }, signal),
    });
    return await run.ended;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function comparable(summary: RunSummary): object {
  return { ...summary, timing: undefined };
}
