import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { until } from "../support/until.js";
import { openWorkbench, type Workbench } from "../support/workbench.js";

const modelId = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

describe("setting up as a person does", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "aws-"));
  let sandbox: Sandbox;
  let workbench: Workbench;
  before(async () => {
    sandbox = await startSandbox({ paceMs: 0 });
    const keys = `aws_access_key_id = ${sandbox.accessKeyId}\naws_secret_access_key = ${sandbox.secretAccessKey}\n`;
    const config = path.join(folder, "config");
    fs.writeFileSync(
      config,
      `[profile sandbox]\nregion = ${sandbox.region}\n${keys}` +
        "[profile dev]\nregion = eu-central-1\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Reader\n" +
        "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n" +
        "[profile admin]\nrole_arn = arn:aws:iam::111122223333:role/Admin\nsource_profile = dev\nmfa_serial = arn:aws:iam::111122223333:mfa/me\n",
    );
    workbench = await openWorkbench({
      workspace: "sample",
      env: { AWS_CONFIG_FILE: config },
      settings: {
        "bedrockStream.endpoint": sandbox.endpoint,
        "bedrockStream.modelId": modelId,
      },
    });
  });
  after(async () => {
    await workbench?.close();
    await sandbox?.close();
    fs.rmSync(folder, { recursive: true });
  });

  /** What the report's editor shows. */
  const report = async () => (await workbench.editor.innerText()).replaceAll("\u00a0", " ");

  /** A choice is a setting a moment later; the picker itself tells when. */
  const written = (title: string, placeholder: string) =>
    until(`"${placeholder}" is written`, async () => {
      await workbench.runCommand(`Bedrock Stream: ${title}…`);
      const box = workbench.page.locator(`input[aria-label$="${title}"]`);
      const said = await box.getAttribute("placeholder");
      await workbench.quickInput.dismiss();
      return said?.startsWith(placeholder);
    });

  it("shows how each profile signs, where, and until when", async () => {
    await workbench.runCommand("Bedrock Stream: Select AWS Profile…");
    await workbench.quickInput.asked("Select AWS Profile");
    const rows = await until("the profiles are listed", async () => {
      const texts = await workbench.quickInput.rows.allInnerTexts();
      return texts.some((text) => text.includes("dev")) && texts;
    });
    const all = rows.join("\n");
    assert.match(all, /IAM Identity Center, Reader in 111122223333/);
    assert.match(all, /eu-central-1 · not signed in/);
    assert.match(all, /assumed role, Admin in 111122223333, from dev/);
    assert.match(all, /asks for an MFA code/);
    await workbench.screenshot("select-profile");
    await workbench.quickInput.asked("Select AWS Profile");
    await workbench.quickInput.choose("sandbox");
    await written("Select AWS Profile", "Now: sandbox");
  });

  it("takes any region that is typed", async () => {
    await workbench.runCommand("Bedrock Stream: Select Region…");
    await workbench.quickInput.asked("Select Region");
    await workbench.quickInput.box.fill("xx-elsewhere-7");
    await workbench.quickInput.rows.getByText('Use "xx-elsewhere-7"').waitFor();
    await workbench.screenshot("select-region");
    await workbench.quickInput.box.fill("");
    await workbench.quickInput.choose(sandbox.region);
    await written("Select Region", `Now: ${sandbox.region}.`);
  });

  it("asks before it sends a request that costs money, and sends none without a yes", async () => {
    await workbench.runCommand("Bedrock Stream: Diagnose Connection");
    const dialog = workbench.page.locator(".monaco-dialog-box");
    await dialog.getByText("fraction of a cent").waitFor();
    await workbench.screenshot("diagnose-question");
    await dialog.getByText("Cancel").click();
    await until("the walk has ended", async () => /was not proven/.test(await report()));
    assert.ok(sandbox.requests.every(({ method }) => method === "GET"));
  });

  it("shows the whole way when all is well", async () => {
    await workbench.runCommand("Bedrock Stream: Diagnose Connection");
    await workbench.page.locator(".monaco-dialog-box").getByText("Send the Request").click();
    await until("the model has answered", async () => /Everything works/.test(await report()));
    await workbench.page.locator(".codelens-decoration").getByText("Copy Report").waitFor();
    await workbench.screenshot("diagnose-working");
    assert.ok(sandbox.requests.some(({ method }) => method === "POST"));
  });

  it("takes the model from the request file in front", async () => {
    await workbench.openFile("first.bedrock.json");
    await workbench.runCommand("Bedrock Stream: Diagnose Connection");
    const dialog = workbench.page.locator(".monaco-dialog-box");
    await dialog.getByText("anthropic.claude-3-5-sonnet-20240620-v1:0").waitFor();
    await dialog.getByText("Cancel").click();
    await until("the walk has ended", async () => /was not proven/.test(await report()));
  });

  it("offers at the broken step what mends it", async () => {
    await workbench.runCommand("Bedrock Stream: Select AWS Profile…");
    await workbench.quickInput.asked("Select AWS Profile");
    await workbench.quickInput.choose("dev");
    await written("Select AWS Profile", "Now: dev");
    await workbench.runCommand("Bedrock Stream: Diagnose Connection");
    await until("the walk has ended", async () => /breaks at: Credentials/.test(await report()));
    await workbench.page.locator(".codelens-decoration").getByText("Sign In Again (dev)").waitFor();
    await workbench.screenshot("diagnose-broken");
  });
});
