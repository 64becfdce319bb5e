import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { startBrokenServer, type BrokenConnection } from "../../support/brokenServer.js";
import { chunkFrame, identity } from "../../support/invokeKit.js";

/** Answers with all that it was sent, as a careless gateway does. */
const quote = ({ request, answer }: BrokenConnection) =>
  answer(403, { "content-type": "application/json" }, JSON.stringify({ message: request.headers }));

const breaks: Readonly<Record<string, (connection: BrokenConnection) => void | Promise<void>>> = {
  "a service that quotes every header": quote,
  "a redirect": ({ answer }) => answer(307, { location: "https://elsewhere.example/" }, ""),
  "a reset in mid-stream": async (connection) => {
    await connection.head();
    await connection.chunk(chunkFrame("{}"));
    connection.reset();
  },
  "bytes that are no HTTP": ({ write }) => write("garbage\r\n\r\n"),
};

describe("what a crash prints", () => {
  for (const [what, serve] of Object.entries(breaks)) {
    it(`holds no secret after ${what}`, async () => {
      let signed = false;
      const server = await startBrokenServer((connection) => {
        signed ||=
          connection.request.headers["authorization"]?.includes(identity.accessKeyId) === true;
        return serve(connection);
      });
      try {
        const printed = await output(server.endpoint);
        assert.ok(signed, "the request was signed with the marked keys");
        assert.match(printed, /Failure/, "the process died of the failure");
        for (const secret of [identity.secretAccessKey, identity.sessionToken]) {
          for (const spelling of [
            secret,
            encodeURIComponent(secret),
            secret.replaceAll("/", "\\/"),
          ]) {
            assert.ok(!printed.includes(spelling), `${spelling} in ${printed.slice(0, 2_000)}`);
          }
        }
      } finally {
        await server.close();
      }
    });
  }
});

async function output(endpoint: string): Promise<string> {
  const program = path.resolve("out/test/support/crashingInvoke.js");
  const child = spawn(process.execPath, [program, endpoint]);
  let printed = "";
  child.stdout.on("data", (data: Buffer) => (printed += data.toString()));
  child.stderr.on("data", (data: Buffer) => (printed += data.toString()));
  const [code] = (await once(child, "close")) as [number];
  assert.notEqual(code, 0);
  return printed;
}
