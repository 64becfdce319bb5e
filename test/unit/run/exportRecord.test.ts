import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { eventLines, rawBytesOf } from "../../../src/run/exportRecord.js";
import { startSandbox } from "../../../src/sandbox/server.js";
import { encodeFrame } from "../../../src/wire/encodeFrame.js";
import { toWireEvent } from "../../../src/wire/events.js";
import { FrameSplitter } from "../../../src/wire/frames.js";
import { runAgainst } from "./sandboxRun.js";

describe("a run that is saved", () => {
  it("is one line of JSON an event, whatever types its headers have", () => {
    const chunk = toWireEvent(
      encodeFrame({ ":message-type": "event", ":event-type": "chunk" }, Buffer.from("{}")),
    );
    const headers = {
      ...chunk.headers,
      long: 9_223_372_036_854_775_807n,
      bytes: Buffer.from([1, 2, 255]),
      at: new Date(0),
    };
    const events = [0, 1].map((attempt) => ({
      atMs: 12,
      attempt,
      event: { ...chunk, headers },
    }));
    const lines = eventLines(events).trimEnd().split("\n");
    assert.equal(lines.length, 2);
    const second = JSON.parse(lines[1] ?? "") as { headers: Record<string, unknown> };
    assert.deepEqual(
      { ...second, headers: undefined },
      {
        ...(JSON.parse(JSON.stringify({ ...chunk, number: 2, atMs: 12, attempt: 1 })) as object),
        headers: undefined,
      },
    );
    assert.equal(second.headers["long"], "9223372036854775807");
    assert.equal(second.headers["bytes"], "AQL/");
    assert.equal(second.headers["at"], "1970-01-01T00:00:00.000Z");
  });

  it("gives back the bytes of its last attempt, frame by frame", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-export-"));
    const sandbox = await startSandbox({ paceMs: 1 });
    try {
      const prompt = "sandbox: throttling once\nhello";
      const run = runAgainst(sandbox, prompt, { journalFolder: folder, maxAttempts: 2 });
      const { verdict, chunks, attempts } = await run.ended;
      await run.recorded;
      assert.deepEqual([verdict, attempts], ["complete", 2]);
      const file = path.join(folder, fs.readdirSync(folder)[0] ?? "none");
      const splitter = new FrameSplitter();
      assert.equal(splitter.feed(await rawBytesOf(file)).length, chunks);
      splitter.end();
    } finally {
      await sandbox.close();
      fs.rmSync(folder, { recursive: true });
    }
  });
});
