import assert from "node:assert/strict";
import { once } from "node:events";
import * as fs from "node:fs";
import * as http from "node:http";
import * as path from "node:path";
import * as vscode from "vscode";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { addressOf } from "../support/listening.js";
import { startSts } from "../support/stsServer.js";
import { userDataFolder } from "../support/testNetwork.js";
import { AwsHome } from "./awsHome.js";
import { api, claude, claudeFile, setSetting, stream, writeFile } from "./sandboxInUse.js";

/** Each is planted somewhere and must be found nowhere. Slashes are spelled in many ways. */
const marks = {
  accessKeyId: "AKIAMARKEDACCESSKEY1",
  secretAccessKey: "marked/secret+access/key=",
  sessionToken: "marked/session/token+of/the+role==",
  baseAccessKeyId: "AKIAMARKEDBASEKEY002",
  baseSecretAccessKey: "marked/base+secret",
  apiKey: "ABSKmarked/api/key==",
  processPassword: "marked-process-password",
} as const;

const spellings = Object.values(marks).flatMap((mark) => [
  mark,
  mark.replaceAll("/", "\\/"),
  encodeURIComponent(mark),
  Buffer.from(mark).toString("base64").replace(/=+$/, "").slice(0, -2),
]);

/** Everything this extension said in this test, and every file that was written. */
class Written {
  private readonly texts: { readonly where: string; readonly text: string }[] = [];

  add(where: string, value: unknown): void {
    this.texts.push({ where, text: typeof value === "string" ? value : JSON.stringify(value) });
  }

  addFolder(folder: string): number {
    const files = fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile());
    for (const { parentPath, name } of files) {
      const file = path.join(parentPath, name);
      this.add(file, fs.readFileSync(file, "latin1"));
    }
    return files.length;
  }

  contains(text: string): boolean {
    return this.texts.some((one) => one.text.includes(text));
  }

  assertClean(): void {
    for (const { where, text } of this.texts) {
      for (const secret of spellings) {
        const at = text.indexOf(secret);
        if (at < 0) continue;
        assert.fail(`${where} holds a secret: ${text.slice(Math.max(0, at - 80), at + 120)}`);
      }
    }
  }
}

describe("secrets", () => {
  const written = new Written();
  let sandbox: Sandbox;
  let home: AwsHome;
  let echoing: http.Server;
  const runIds: string[] = [];

  before(async () => {
    home = new AwsHome();
    sandbox = await startSandbox({
      paceMs: 0,
      accessKeyId: marks.accessKeyId,
      secretAccessKey: marks.secretAccessKey,
      bearerToken: marks.apiKey,
    });
    echoing = http.createServer(quoteEverything).listen(0, "127.0.0.1");
    await once(echoing, "listening");
    await setSetting("endpoint", sandbox.endpoint);
    await setSetting("region", sandbox.region);
  });
  after(async () => {
    home.restore();
    for (const id of ["endpoint", "region", "profile"]) await setSetting(id, undefined);
    await vscode.commands.executeCommand("bedrockStream.clearApiKey");
    echoing.closeAllConnections();
    echoing.close();
    await sandbox.close();
  });

  async function run(prompt: string): Promise<void> {
    const uri = await writeFile("secrets.bedrock.json", claudeFile(prompt));
    const summary = await stream("streamRequest", { uri });
    runIds.push(summary.id);
    written.add("RunSummary", summary);
    written.add("status bar", (await api()).statusBar());
    for (const problem of vscode.languages.getDiagnostics(uri)) {
      const { message, code, relatedInformation } = problem;
      written.add("Problem", { message, code, relatedInformation });
    }
  }

  async function everyEnding(): Promise<void> {
    await run("sandbox: echo\nhello");
    await run("sandbox: AccessDeniedException\nhello");
    await run("sandbox: throttlingException after 2\nhello");
    await run("sandbox: ExpiredTokenException once\nhello");
    await setSetting("endpoint", `http://127.0.0.1:${addressOf(echoing).port}`);
    await run("hello");
    written.add("report", await diagnose());
    await setSetting("endpoint", sandbox.endpoint);
    written.add("report", await diagnose());
    await vscode.commands.executeCommand("bedrockStream.copyReport");
    written.add("clipboard", await vscode.env.clipboard.readText());
  }

  const diagnose = () =>
    vscode.commands.executeCommand("bedrockStream.diagnoseConnection", {
      modelId: claude,
      stream: true,
    });

  it("of the environment, of roles and of API keys are used", async () => {
    await setSetting("maxAttempts", 1);
    process.env["AWS_ACCESS_KEY_ID"] = marks.accessKeyId;
    process.env["AWS_SECRET_ACCESS_KEY"] = marks.secretAccessKey;
    process.env["AWS_SESSION_TOKEN"] = marks.sessionToken;
    await everyEnding();

    const { accessKeyId, secretAccessKey, sessionToken } = marks;
    const expiresAt = new Date(Date.now() + 3_600_000);
    const sts = await startSts({
      roleKeys: () => ({ accessKeyId, secretAccessKey, sessionToken, expiresAt }),
    });
    process.env["AWS_ENDPOINT_URL_STS"] = sts.url;
    const base = `aws_access_key_id = ${marks.baseAccessKeyId}\naws_secret_access_key = ${marks.baseSecretAccessKey}\n`;
    home.write("credentials", `[base]\n${base}`);
    const role = "role_arn = arn:aws:iam::111122223333:role/Developer\nsource_profile = base\n";
    const failing = `[profile made]\ncredential_process = sh -c "echo ${marks.processPassword}; echo not today >&2; exit 1" --password ${marks.processPassword}\n`;
    home.write("config", `[profile role]\n${role}${failing}`);
    await setSetting("profile", "role");
    await everyEnding();
    await setSetting("profile", "made");
    await run("hello");
    written.add("report", await diagnose());
    await setSetting("profile", undefined);
    await sts.close();

    await vscode.commands.executeCommand("bedrockStream.setApiKey", marks.apiKey);
    await everyEnding();
    await setSetting("maxAttempts", undefined);
    assert.ok(sandbox.requests.some(({ status }) => status === 200));
  });

  it("are in nothing that was said", () => {
    assert.ok(written.contains("AccessDeniedException"));
    assert.ok(written.contains("not today"), "the process that fails was not heard");
    assert.ok(written.contains("(redacted)"), "the service that quotes everything was not heard");
    written.assertClean();
  });

  it("are in no log, no record and no other file of VS Code", function () {
    const folder = userDataFolder();
    if (folder === undefined) return this.skip();
    const files = new Written();
    assert.ok(files.addFolder(folder) > 0);
    // What was written is here at all.
    for (const id of runIds) assert.ok(files.contains(id), `no log names run ${id}`);
    files.assertClean();
  });
});

/** Answers like a gateway that tells the caller all it was sent. */
function quoteEverything(request: http.IncomingMessage, response: http.ServerResponse): void {
  request.resume().on("end", () => {
    const message = `Canonical request: ${JSON.stringify(request.headers)}`;
    const isSigned = request.headers.authorization?.startsWith("AWS4-") === true;
    const key = isSigned ? `, whose key was ${marks.secretAccessKey}` : "";
    response.writeHead(403, {
      "content-type": "application/json",
      "x-amzn-errortype": "InvalidSignatureException",
    });
    response.end(JSON.stringify({ message: message + key }));
  });
}
