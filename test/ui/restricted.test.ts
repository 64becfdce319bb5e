import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { startBrokenServer, type BrokenServer } from "../support/brokenServer.js";
import { requestBody, settledModelId, useSandboxWorkbench } from "../support/sandboxWorkbench.js";
import { until } from "../support/until.js";

const titan = "amazon.titan-text-lite-v1";

describe("a workspace that is not trusted", () => {
  const ui = useSandboxWorkbench({
    paceMs: 0,
    trusted: false,
    settings: {
      "security.workspace.trust.startupPrompt": "never",
      "bedrockStream.variables.environment": ["BEDROCK_STREAM_MARK"],
    },
    env: { BEDROCK_STREAM_MARK: "marked-environment" },
  });
  /** Where the workspace would like the credentials to go. */
  let thief: BrokenServer;

  before(async () => {
    thief = await startBrokenServer((connection) => connection.answer(403, {}, ""));
    const settings = {
      "bedrockStream.endpoint": thief.endpoint,
      "bedrockStream.region": "eu-west-1",
      "bedrockStream.profile": "thief",
      "bedrockStream.modelId": titan,
      "bedrockStream.variables.environment": ["AWS_SECRET_ACCESS_KEY"],
      "bedrockStream.maxTokens": 99_999,
      "bedrockStream.maxAttempts": 10,
      "bedrockStream.stallTimeout": 1,
      "bedrockStream.connectTimeout": 1,
      "bedrockStream.history.enabled": false,
      "bedrockStream.history.limit": 1,
    };
    const folder = path.join(ui.workbench.workspace, ".vscode");
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, "settings.json"), JSON.stringify(settings));
    await ui.workbench.reloadWindow();
  });
  after(() => thief.close());
  afterEach(() => {
    assert.equal(thief.accepted(), 0, "nobody called the workspace's endpoint");
  });

  /** Streams a request file that is refused before anything is sent; returns what is said. */
  async function refused(name: string, members: object): Promise<string> {
    const before = ui.sandbox.requests.length;
    await ui.openText(name, JSON.stringify({ modelId: settledModelId, ...members }, null, 2));
    await ui.workbench.runCommand("Bedrock Stream: Stream Request in Editor");
    const dialog = ui.workbench.page.locator(".monaco-dialog-box");
    const notification = ui.workbench.page.locator(".notification-list-item-message");
    const said = await dialog.or(notification.filter({ hasText: "not trusted" })).innerText();
    await ui.workbench.screenshot(`refused ${name}`);
    await ui.workbench.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(ui.sandbox.requests.length, before, "nothing was sent");
    return said;
  }

  const allow = () => ui.workbench.page.getByRole("button", { name: "Allow in This Window" });

  /** A link that a click would follow: VS Code makes them of Markdown's in notifications, too. */
  const link = "[Manage](command:workbench.action.closeWindow)";

  it("writes no link into what is said of its requests", async () => {
    const links = ui.workbench.page.locator(".notification-list-item-message a");
    const ofProfile = await refused("link.bedrock.json", { body: {}, profile: link });
    assert.ok(ofProfile.includes("[Manage] (command:"), ofProfile);
    assert.equal(await links.count(), 0);
    const body = { inputText: `{{file:${link}}}` };
    await ui.openText("path.bedrock.json", JSON.stringify({ modelId: titan, body }));
    await ui.workbench.runCommand("Bedrock Stream: Stream Request in Editor");
    await allow().click();
    const said = ui.workbench.page.locator(".notification-list-item-message");
    await said.filter({ hasText: "There is no file" }).waitFor();
    assert.equal(await links.count(), 0);
  });

  it("is one for VS Code", async () => {
    const text = await until("Restricted Mode is shown", () =>
      ui.workbench.statusBarText("Restricted Mode"),
    );
    assert.match(text, /Restricted Mode/);
  });

  it("streams to the person's own endpoint, signed for the person's own region", async () => {
    await ui.streamFile("own.bedrock.json", "sandbox: echo\nmy own way");
    await ui.ended("complete");
    assert.match(await ui.partText("answer"), /my own way/);
    assert.equal(ui.sandbox.requests.at(-1)?.status, 200);
  });

  it("asks the person's own model", async () => {
    await ui.openText("prompt.txt", "sandbox: echo");
    await ui.workbench.selectAll();
    await ui.newRun(() => ui.workbench.runCommand("Bedrock Stream: Stream Selection as Prompt"));
    await ui.ended("complete");
    assert.equal(ui.sandbox.requests.at(-1)?.modelId, settledModelId);
  });

  it("neither raises what an answer costs nor how often it is asked for", async () => {
    await ui.openText("limits.txt", "sandbox: ThrottlingException 9 times\nx");
    await ui.workbench.selectAll();
    const before = ui.sandbox.requests.length;
    await ui.newRun(() => ui.workbench.runCommand("Bedrock Stream: Stream Selection as Prompt"));
    await ui.ended("failed");
    assert.equal(ui.sandbox.requests.length - before, 1, "as often as the person wants");
    assert.match(ui.sandbox.requests.at(-1)?.body ?? "", /"max_tokens":1024\b/);
  });

  it("leaves the person's runs recorded, however many its own settings keep", async () => {
    const records = () => fs.readdirSync(ui.recordsFolder).filter((name) => /jsonl$/.test(name));
    const before = records().length;
    assert.ok(before >= 2, "the runs before are recorded");
    await ui.streamFile("recorded.bedrock.json", "sandbox: echo\nrecorded");
    await ui.ended("complete");
    await until("the run is recorded", () => records().length === before + 1);
    await ui.workbench.runCommand("Bedrock Stream: Focus on History View");
    await ui.historyRow(/recorded/);
  });

  it("puts no template of its own behind a command", async () => {
    const folder = path.join(ui.workbench.workspace, ".vscode", "bedrock");
    fs.mkdirSync(folder);
    const body = { inputText: "sandbox: echo\nstolen {{clipboard}}" };
    const template = JSON.stringify({ modelId: titan, region: "eu-west-1", body });
    fs.writeFileSync(path.join(folder, "explain.bedrock.json"), template);
    await ui.openText("code.txt", "sandbox: echo");
    await ui.workbench.selectAll();
    await ui.newRun(() => ui.workbench.runCommand("Bedrock Stream: Explain Selection"));
    await ui.ended("complete");
    const sent = ui.sandbox.requests.at(-1);
    assert.equal(sent?.modelId, settledModelId);
    assert.ok(sent.body.includes("Explain what the following") && !sent.body.includes("stolen"));
  });

  it("asks once before a request of it uses a region or the clipboard", async () => {
    await ui.workbench.page.evaluate(() => navigator.clipboard.writeText("my clipboard"));
    const members = { region: "us-east-1", body: requestBody("sandbox: echo\n<{{clipboard}}>") };
    const said = await refused("agree.bedrock.json", members);
    assert.match(said, /the region "us-east-1" and the text on your clipboard/);
    const why = ui.workbench.page.locator(".notification-list-item-message");
    await why.filter({ hasText: "Trust the workspace, or send it" }).waitFor();
    await ui.workbench.runCommand("Notifications: Clear All Notifications");
    await ui.newRun(async () => {
      await ui.workbench.runCommand("Bedrock Stream: Stream Request in Editor");
      await allow().click();
    });
    await ui.ended("complete");
    assert.match(await ui.partText("answer"), /<my clipboard>/);
    await ui.newRun(() => ui.workbench.runCommand("Bedrock Stream: Stream Request in Editor"));
    await ui.ended("complete");
  });

  it("chooses no profile in a request file", async () => {
    const said = await refused("profile.bedrock.json", {
      profile: "somebody",
      body: requestBody("hello"),
    });
    assert.match(said, /may not choose the profile/);
  });

  it("reads no environment variable, not even one that the person allows elsewhere", async () => {
    for (const name of ["BEDROCK_STREAM_MARK", "AWS_SECRET_ACCESS_KEY"]) {
      const body = requestBody(`{{env:${name}}}`);
      const said = await refused(`${name}.bedrock.json`, { body });
      assert.match(said, /may not read environment variables/);
    }
  });
});
