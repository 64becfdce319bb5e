import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { credentialSource, type ResolvedIdentity } from "../../../src/client/credentials.js";
import { invoke } from "../../../src/client/invoke.js";
import type { Target } from "../../../src/client/target.js";
import { chunkReaderFor } from "../../../src/models/families.js";
import { eventLines, rawBytesOf } from "../../../src/run/exportRecord.js";
import { History } from "../../../src/run/history.js";
import { openJournal } from "../../../src/run/journal.js";
import { outputText } from "../../../src/run/outputText.js";
import { readPastRun } from "../../../src/run/pastRun.js";
import { Runs } from "../../../src/run/runs.js";
import { outputTexts } from "../../../src/views/outputTexts.js";
import { PanelSession } from "../../../src/views/panelSession.js";
import type { SessionActions } from "../../../src/views/sessionActions.js";
import { encodeFrame } from "../../../src/wire/encodeFrame.js";
import { startBrokenServer, type BrokenConnection } from "../../support/brokenServer.js";
import { chunkFrame } from "../../support/invokeKit.js";
import { leaksIn } from "../../support/leaks.js";
import { spelled } from "../../support/spelledSecret.js";

// Not covered: a secret that a model spells out over several events, a few characters in each. Every
// event by itself holds less than anybody could tell from a word.

const modelId = "anthropic.claude-3-haiku-20240307-v1:0";
const region = "us-east-1";

/** Marks of one identity: no other has them. */
function marksOf(name: string) {
  return {
    accessKeyId: `AKIA${name}KEYID12345`,
    secretAccessKey: `${name}secret/Access+key/0123456789abcdefghi=`,
    sessionToken: `${name}Session/Token+of/it${"9x8Y/".repeat(20)}==`,
  };
}

interface Sender {
  readonly secrets: readonly string[];
  /** Asked once, before anything is sent. */
  resolve(folder: string): Promise<ResolvedIdentity>;
  readonly proxyLogins?: readonly string[];
}

/** As the chain finds them in real files. */
async function chained(folder: string, profile: string): Promise<ResolvedIdentity> {
  const saved = { ...process.env };
  for (const name of Object.keys(process.env))
    if (name.startsWith("AWS_")) delete process.env[name];
  process.env["AWS_CONFIG_FILE"] = path.join(folder, "config");
  process.env["AWS_SHARED_CREDENTIALS_FILE"] = path.join(folder, "credentials");
  process.env["AWS_EC2_METADATA_DISABLED"] = "true";
  try {
    return await credentialSource({ type: "chain", profile }).resolve(AbortSignal.timeout(60_000));
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
    Object.assign(process.env, saved);
  }
}

function fixed(identity: Parameters<typeof credentialSource>[0]) {
  return () => credentialSource(identity).resolve(AbortSignal.timeout(60_000));
}

const still = marksOf("STATIC");
const session = marksOf("SESSION");
const role = marksOf("ROLE");
const printed = marksOf("PRINTED");
const behindProxy = marksOf("PROXIED");
const apiKey = `ABSK${Buffer.from("BedrockAPIKey-mark-at-111122223333:qwertyuiopas").toString("base64")}`;
const proxyPassword = "marked/proxy+password";
const source = "test";

const senders: Readonly<Record<string, Sender>> = {
  "keys that stay": {
    secrets: [still.accessKeyId, still.secretAccessKey],
    resolve: fixed({
      type: "keys",
      accessKeyId: still.accessKeyId,
      secretAccessKey: still.secretAccessKey,
      source,
    }),
  },
  "keys of a session": {
    secrets: Object.values(session),
    resolve: fixed({ type: "keys", ...session, source }),
  },
  "an API key": { secrets: [apiKey], resolve: fixed({ type: "apiKey", apiKey, source }) },
  "a profile with a role's session": {
    secrets: Object.values(role),
    resolve: async (folder) => {
      const lines = [
        "[role]",
        `aws_access_key_id = ${role.accessKeyId}`,
        `aws_secret_access_key = ${role.secretAccessKey}`,
        `aws_session_token = ${role.sessionToken}`,
      ];
      fs.writeFileSync(path.join(folder, "credentials"), `${lines.join("\n")}\n`);
      return chained(folder, "role");
    },
  },
  "a credential_process": {
    secrets: Object.values(printed),
    resolve: async (folder) => {
      const answer = {
        Version: 1,
        AccessKeyId: printed.accessKeyId,
        SecretAccessKey: printed.secretAccessKey,
        SessionToken: printed.sessionToken,
      };
      const program = path.join(folder, "print.cjs");
      fs.writeFileSync(program, `console.log(${JSON.stringify(JSON.stringify(answer))});\n`);
      const command = `"${process.execPath}" "${program}"`;
      fs.writeFileSync(
        path.join(folder, "config"),
        `[profile tool]\ncredential_process = ${command}\n`,
      );
      return chained(folder, "tool");
    },
  },
  "a proxy's login": {
    secrets: [...Object.values(behindProxy), proxyPassword],
    resolve: fixed({ type: "keys", ...behindProxy, source }),
    proxyLogins: [`http://somebody:${encodeURIComponent(proxyPassword)}@proxy.test:8080`],
  },
};

type Ending = (connection: BrokenConnection, quote: string) => void | Promise<void>;

const inStream = (name: string) => async (connection: BrokenConnection, quote: string) => {
  const headers = { ":message-type": "exception", ":exception-type": name };
  const body = { message: quote, originalMessage: quote, originalStatusCode: 424 };
  await connection.head({ "X-Echo": quote.split(" | ", 1)[0] ?? "" });
  await connection.chunk(encodeFrame(headers, Buffer.from(JSON.stringify(body))));
};

const refused = (status: number, name: string) => (connection: BrokenConnection, quote: string) =>
  connection.answer(status, { "x-amzn-errortype": name }, JSON.stringify({ message: quote }));

const page =
  (type: string, of: (quote: string) => string) => (connection: BrokenConnection, quote: string) =>
    connection.answer(502, { "content-type": type }, of(quote));

const event = { ":message-type": "event", ":event-type": "chunk" };
const quoting = (quote: string) =>
  chunkFrame(
    JSON.stringify({ type: "content_block_delta", delta: { type: "text_delta", text: quote } }),
  );

/** Every way in which an answer may end, and what it says of what it was sent. */
const endings: Readonly<Record<string, Ending>> = {
  ...Object.fromEntries(
    [
      "internalServerException",
      "modelStreamErrorException",
      "validationException",
      "throttlingException",
      "modelTimeoutException",
      "serviceUnavailableException",
    ].map((name) => [`${name} in the stream`, inStream(name)]),
  ),
  "an error in the stream": async (connection, quote) => {
    const headers = { ":message-type": "error", ":error-code": "Boom", ":error-message": quote };
    await connection.head();
    await connection.chunk(encodeFrame(headers, Buffer.from(quote)));
  },
  "AccessDeniedException before it": refused(403, "AccessDeniedException"),
  "ValidationException before it": refused(400, "ValidationException"),
  "ThrottlingException before it": refused(429, "ThrottlingException"),
  "an error in XML": page(
    "application/xml",
    (quote) => `<Error><Message>${quote}</Message></Error>`,
  ),
  "an error in HTML": page("text/html", (quote) => `<html><p>${quote}</p></html>`),
  "an error in plain text": page("text/plain", (quote) => quote),
  "an error that is cut": async (connection, quote) => {
    const body = quote.slice(0, quote.length - 8);
    await connection.write(`HTTP/1.1 500 No\r\nContent-Length: ${quote.length}\r\n\r\n${body}`);
    connection.halfClose();
  },
  "an unknown event": async (connection, quote) => {
    const headers = { ":message-type": "event", ":event-type": "news", quote };
    await connection.head();
    await connection.chunk(encodeFrame(headers, Buffer.from(quote)));
    await connection.end();
  },
  "a damaged event": async (connection, quote) => {
    const frame = Buffer.from(quoting(quote));
    frame[frame.length - 1] = (frame.at(-1) ?? 0) ^ 1;
    await connection.head();
    await connection.chunk(frame);
    await connection.end();
  },
  "an event that is no chunk": async (connection, quote) => {
    await connection.head();
    await connection.chunk(encodeFrame(event, Buffer.from(`no JSON: ${quote}`)));
    await connection.end();
  },
  "a chunk with more behind its padding": async (connection, quote) => {
    const [json, more] = [`{"a":1}`, ` ${quote}`].map((text) =>
      Buffer.from(text).toString("base64"),
    );
    await connection.head();
    await connection.chunk(encodeFrame(event, Buffer.from(`{"bytes":"${json}${more}"}`)));
    await connection.end();
  },
  "an event that is cut": async (connection, quote) => {
    const frame = quoting(quote);
    await connection.head();
    await connection.chunk(frame.subarray(0, frame.length - 24));
    await connection.end();
  },
  "a reset inside an event": async (connection, quote) => {
    const frame = quoting(quote);
    await connection.head();
    await connection.chunk(frame.subarray(0, frame.length - 1));
    connection.halfClose();
  },
  "silence inside an event": async (connection, quote) => {
    const frame = quoting(quote);
    await connection.head();
    await connection.chunk(frame.subarray(0, frame.length - 1));
  },
  "an end without a final event": async (connection, quote) => {
    await connection.head();
    await connection.chunk(quoting(quote));
    await connection.end();
  },
  "a whole answer": async (connection, quote) => {
    const frame = quoting(quote);
    await connection.head();
    // Over many reads, as long answers come.
    for (let at = 0; at < frame.length; at += 700) {
      await connection.chunk(frame.subarray(at, at + 700));
    }
    await connection.chunk(chunkFrame('{"type":"message_stop"}'));
    await connection.end();
  },
};

describe("secrets that a server sends back", () => {
  let folder: string;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-secrets-"));
  });

  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  for (const [who, sender] of Object.entries(senders)) {
    describe(`of ${who}`, () => {
      let identity: ResolvedIdentity;

      before(async function () {
        // A program of its own takes its time on a busy machine.
        this.timeout(60_000);
        identity = await sender.resolve(folder);
      });

      for (const [what, ending] of Object.entries(endings)) {
        it(`are nowhere after ${what}`, async () => {
          const own = fs.mkdtempSync(path.join(folder, "run-"));
          const kept = await keptOf(sender, identity, ending, own);
          for (const [where, text] of Object.entries(kept)) {
            assert.deepEqual(leaksIn(text, sender.secrets), [], where);
          }
          // Something did come, and was hidden.
          // In base64, asterisks are "Kioq".
          assert.ok(/\(redacted\)|\*{8}|KioqKioq/.test(kept.panel + kept.summary + kept.raw));
        });
      }
    });
  }

  it("are found by this search in all that the server wrote", () => {
    for (const { secrets } of Object.values(senders)) {
      const frame = Buffer.from(quoting(quoteOf(secrets)));
      const json = JSON.stringify({ base64: frame.toString("base64") });
      assert.deepEqual([...leaksIn(json, secrets)].sort(), [...secrets].sort());
      for (const secret of secrets) {
        for (const [form, text] of Object.entries(spelled(secret))) {
          assert.deepEqual(leaksIn(`before ${text} after`, [secret]), [secret], form);
        }
      }
    }
  });
});

function quoteOf(secrets: readonly string[]): string {
  return secrets.flatMap((secret) => Object.values(spelled(secret))).join(" | ");
}

/** Everything that is left of one run: on disk, in memory, and in what the panel was told. */
async function keptOf(
  { secrets, proxyLogins }: Sender,
  identity: ResolvedIdentity,
  ending: Ending,
  folder: string,
) {
  const quote = quoteOf(secrets);
  const server = await startBrokenServer((connection) => ending(connection, quote));
  const target: Target = {
    region,
    endpoint: server.endpoint,
    identity: { type: "chain" },
    ...(proxyLogins && { proxyLogins }),
  };
  const request = { modelId, body: '{"prompt":"hello"}' };
  const header = {
    id: "run",
    startedAt: Date.now(),
    request,
    target: { region, identity: "test" },
  };
  const posted: unknown[] = [];
  const runs = new Runs();
  const session = panelOf(runs, posted);
  const stallTimeoutMs = ending === endings["silence inside an event"] ? 200 : 10_000;
  const run = runs.start({
    id: "run",
    request,
    target,
    maxAttempts: 1,
    newReader: () => chunkReaderFor(modelId),
    journal: openJournal(folder, header, (error) => posted.push(String(error))),
    invoke: (_, signal) => {
      const credentials = { resolve: () => Promise.resolve(identity) };
      const timeouts = { connectTimeoutMs: 10_000, stallTimeoutMs };
      return invoke(request, { target, credentials, ...timeouts }, signal);
    },
  });
  try {
    const summary = await run.ended;
    await run.recorded;
    await askForPages(session, posted);
    const file = path.join(folder, fs.readdirSync(folder)[0] ?? "none");
    const history = new History({ folder, isWriting: () => false });
    await history.load();
    history.dispose();
    const past = await readPastRun(file);
    return {
      journal: fs.readFileSync(file, "utf8"),
      raw: Buffer.from(await rawBytesOf(file)).toString("latin1"),
      chunks: Array.from(run.events, ({ event: one }) => ("json" in one ? one.json : "")).join(
        "\n",
      ),
      entry: JSON.stringify(history.entries),
      summary: JSON.stringify(summary),
      sections: JSON.stringify(run.sections),
      events: eventLines(run.events),
      output: outputText(run),
      past: JSON.stringify([past.state, past.sections]) + eventLines(past.events),
      panel: JSON.stringify(posted),
    };
  } finally {
    session.dispose();
    await server.close();
  }
}

function panelOf(runs: Runs, posted: unknown[]): PanelSession {
  const actions: SessionActions = new Proxy({} as SessionActions, { get: () => () => undefined });
  const session = new PanelSession({
    runs,
    format: () => "plain",
    texts: outputTexts(
      () => ({ modelId, region, identity: "test" }),
      () => [],
    ),
    actions,
    log: (message) => posted.push(message),
  });
  session.attach((message) => posted.push(message));
  session.receive({ type: "ready" });
  return session;
}

async function askForPages(session: PanelSession, posted: readonly unknown[]): Promise<void> {
  const pages = ["sentRequest", "rawAnswer", "timeline", "answerHeads"];
  for (const [requestId, type] of pages.entries()) {
    const request = { type, runId: "run", ...(type === "sentRequest" && { isPretty: true }) };
    session.receive({ type: "request", requestId, request });
  }
  const answered = () => JSON.stringify(posted).split('"type":"answer"').length - 1;
  while (answered() < pages.length) await new Promise((resolve) => setImmediate(resolve));
  session.refresh();
}
