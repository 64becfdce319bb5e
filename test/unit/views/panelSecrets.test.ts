import assert from "node:assert/strict";
import { Sender } from "../../../src/client/sender.js";
import type { Identity, Target } from "../../../src/client/target.js";
import { chunkReaderFor } from "../../../src/models/families.js";
import { Runs } from "../../../src/run/runs.js";
import { PanelSession } from "../../../src/views/panelSession.js";
import type { SessionActions } from "../../../src/views/sessionActions.js";
import { outputTexts } from "../../../src/views/outputTexts.js";
import { startBrokenServer, type BrokenConnection } from "../../support/brokenServer.js";
import { chunkFrame } from "../../support/invokeKit.js";

const modelId = "anthropic.claude-3-haiku-20240307-v1:0";
const marks = {
  accessKeyId: "AKIAMARKEDACCESSKEY1",
  secretAccessKey: "marked/secret+access/key=",
  sessionToken: "marked/session/token+of/it==",
};
const apiKey = "ABSKmarked/api/key==";
const identities: Readonly<Record<string, Identity>> = {
  keys: { type: "keys", ...marks, source: "the test" },
  "an API key": { type: "apiKey", apiKey, source: "the test" },
};
const idle = () => undefined;
const actions: SessionActions = new Proxy({} as SessionActions, { get: () => idle });

/** Quotes all it was sent, and the secret key besides, as no service should. */
async function quote(connection: BrokenConnection): Promise<void> {
  const { headers } = connection.request;
  const isSigned = (headers["authorization"] ?? "").startsWith("AWS4-");
  const secret = isSigned ? marks.secretAccessKey : "";
  const message = `Canonical request: ${JSON.stringify(headers)} ${secret}`;
  const exception = { "x-amzn-errortype": "InvalidSignatureException" };
  await connection.answer(403, { ...exception, ...echo(connection) }, JSON.stringify({ message }));
}

/** Headers that say what was sent, and one that would let somebody in. */
function echo({ request }: BrokenConnection): Record<string, string> {
  return {
    "X-Echo-Authorization": request.headers["authorization"] ?? "",
    "X-Echo-Token": request.headers["x-amz-security-token"] ?? "",
    "Set-Cookie": "session=marked/cookie; Secure",
  };
}

/** A whole answer of Claude. */
async function answer(connection: BrokenConnection): Promise<void> {
  await connection.head(echo(connection));
  await connection.chunk(chunkFrame('{"type":"message_stop"}'));
  await connection.end();
}

describe("what the panel is told", () => {
  for (const [name, identity] of Object.entries(identities)) {
    for (const [what, script] of Object.entries({ quote, answer })) {
      it(`holds nothing of ${name} when the service gives ${what === "quote" ? "it back" : "an answer"}`, async () => {
        const server = await startBrokenServer(script);
        const target: Target = { region: "us-east-1", endpoint: server.endpoint, identity };
        const posted = await panelMessages(target);
        await server.close();
        assert.match(posted, what === "quote" ? /\(redacted\)/ : /"complete"/);
        assert.match(posted, /"sentRequest"/);
        assert.match(posted, /"x-echo-authorization"/);
        for (const secret of [...Object.values(marks), apiKey, "marked/cookie"]) {
          for (const spelling of [
            secret,
            secret.replaceAll("/", "\\\\/"),
            encodeURIComponent(secret),
          ]) {
            assert.ok(!posted.includes(spelling), posted);
          }
        }
      });
    }
  }
});

/** Everything the panel hears of one run, its pages included, as JSON. */
async function panelMessages(target: Target): Promise<string> {
  const posted: unknown[] = [];
  const runs = new Runs();
  const sender = new Sender();
  const context = { modelId, region: target.region, identity: "test" };
  const session = new PanelSession({
    runs,
    format: () => "plain",
    texts: outputTexts(
      () => {
        const signedAs = sender.signedAs(target);
        return { ...context, ...(signedAs !== undefined && { signedAs }) };
      },
      () => [],
    ),
    actions,
    log: (message) => posted.push(message),
  });
  session.attach((message) => posted.push(message));
  session.receive({ type: "ready" });
  const request = { modelId, body: '{"prompt":"hello"}' };
  const timeouts = { connectTimeoutMs: 2_000, stallTimeoutMs: 2_000 };
  const run = runs.start({
    id: "run",
    request,
    target,
    maxAttempts: 1,
    newReader: () => chunkReaderFor(modelId),
    invoke: ({ renewCredentials }, signal) =>
      sender.send(request, target, { ...timeouts, renewCredentials }, signal),
  });
  await run.ended;
  const pages = [
    { type: "sentRequest", runId: "run", isPretty: true },
    { type: "rawAnswer", runId: "run" },
    { type: "timeline", runId: "run" },
    { type: "answerHeads", runId: "run" },
  ];
  for (const [requestId, page] of pages.entries()) {
    session.receive({ type: "request", requestId, request: page });
  }
  while (posted.filter((message) => isAnswer(message)).length < pages.length) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  session.refresh();
  session.dispose();
  return JSON.stringify(posted);
}

function isAnswer(message: unknown): boolean {
  return (
    typeof message === "object" &&
    message !== null &&
    "type" in message &&
    message.type === "answer"
  );
}
