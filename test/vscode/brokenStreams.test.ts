import assert from "node:assert/strict";
import { startBrokenServer, type BrokenConnection } from "../support/brokenServer.js";
import { chunkFrame } from "../support/invokeKit.js";
import { claude, setSetting, stream } from "./sandboxInUse.js";

type Serve = (connection: BrokenConnection) => void | Promise<void>;

const said = (text: string) =>
  chunkFrame(
    JSON.stringify({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } }),
  );
const [one, two] = [said("one "), said("two")];

function sending(frames: readonly Uint8Array[], then: Serve): Serve {
  return async (connection) => {
    await connection.head();
    for (const frame of frames) await connection.chunk(frame);
    await then(connection);
  };
}

const damaged = Uint8Array.from(two);
damaged[damaged.length - 1]! ^= 1;

const hang: Serve = async ({ closed }) => void (await closed);
const rows: readonly (readonly [string, Serve, string, string])[] = [
  [
    "a clean end without the final event",
    sending([one, two], ({ end }) => end()),
    "connectionLost",
    "one two",
  ],
  [
    "a close between events",
    sending([one], ({ halfClose }) => halfClose()),
    "connectionLost",
    "one ",
  ],
  [
    "an end inside an event",
    sending([one, two.subarray(0, 50)], ({ end }) => end()),
    "connectionLost",
    "one ",
  ],
  ["a wrong checksum", sending([one, damaged], hang), "failed", "one "],
  ["a stall", sending([one], hang), "stalled", "one "],
  ["silence before the head", hang, "stalled", ""],
  [
    "a proxy's page",
    ({ answer }) => answer(502, { "Content-Type": "text/html" }, "<title>Bad gateway</title>"),
    "failed",
    "",
  ],
  [
    "a redirect",
    ({ answer }) => answer(302, { Location: "http://127.0.0.1:9/" }, ""),
    "failed",
    "",
  ],
];

describe("a broken stream inside VS Code", () => {
  before(async () => {
    process.env.AWS_ACCESS_KEY_ID = "AKIDEXAMPLE";
    process.env.AWS_SECRET_ACCESS_KEY = "example";
    await setSetting("region", "us-east-1");
    await setSetting("maxAttempts", 1);
    await setSetting("stallTimeout", 0.3);
  });
  after(async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    for (const id of ["region", "maxAttempts", "stallTimeout", "endpoint"]) {
      await setSetting(id, undefined);
    }
  });

  for (const [what, serve, verdict, text] of rows) {
    it(`ends as ${verdict} after ${what}, with the text that came before`, async () => {
      const server = await startBrokenServer(serve);
      try {
        await setSetting("endpoint", server.endpoint);
        const summary = await stream("streamPrompt", { modelId: claude, prompt: "hello" });
        assert.equal(summary.verdict, verdict);
        assert.equal(summary.text, text);
        assert.ok(summary.failure, "the failure says why");
        assert.equal(server.accepted(), 1, "credentials went nowhere else");
      } finally {
        await server.close();
      }
    });
  }
});
