import assert from "node:assert/strict";
import * as vscode from "vscode";
import { parseRequestFile } from "../../src/request/requestFile.js";
import {
  claude,
  claudeFile,
  setSetting,
  stream,
  titan,
  useOwnSandbox,
  writeFile,
} from "./sandboxInUse.js";

const languages = ["curl", "boto3", "javascript", "typescript", "java", "go", "rust", "dotnet"];

async function copyAs(argument: object): Promise<string> {
  const text = await vscode.commands.executeCommand<string>(
    "bedrockStream.copyRequestAs",
    argument,
  );
  assert.equal(typeof text, "string");
  return text;
}

describe("copying a request as a program", () => {
  const sandbox = useOwnSandbox();

  it("puts a program of each language on the clipboard, without the keys that would sign it", async () => {
    const uri = await writeFile("copied.bedrock.json", claudeFile("Hello"));
    for (const language of languages) {
      const text = await copyAs({ uri, language });
      assert.equal(await vscode.env.clipboard.readText(), text, language);
      assert.ok(text.includes(sandbox().region), language);
      assert.match(text, /message_stop/, language);
      for (const secret of [sandbox().accessKeyId, sandbox().secretAccessKey]) {
        assert.ok(!text.includes(secret), language);
      }
    }
  });

  it("writes the body as it would be sent, its variables replaced", async () => {
    await vscode.env.clipboard.writeText('"quoted"');
    const uri = await writeFile("filled.bedrock.json", claudeFile("{{clipboard}} // 1.0"));
    const text = await copyAs({ uri, language: "python" });
    assert.ok(text.includes('\\"quoted\\" // 1.0'));
    assert.doesNotMatch(text, /A request|clipboard/);
  });

  it("takes a request object, its region and its profile", async () => {
    const request = {
      modelId: titan,
      body: { inputText: "x" },
      region: "eu-west-1",
      profile: "dev",
    };
    const text = await copyAs({ request, language: "js" });
    assert.match(text, /region: "eu-west-1"/);
    assert.match(text, /AWS_PROFILE=dev/);
  });

  it("copies what is in the active editor when only a language is given", async () => {
    const uri = await writeFile("active.bedrock.json", claudeFile("Active"));
    await vscode.window.showTextDocument(uri);
    assert.match(await copyAs({ language: "go" }), /Active/);
  });

  it("writes a program where no region is chosen", async () => {
    await setSetting("region", undefined);
    try {
      const request = { modelId: titan, body: { inputText: "x" } };
      assert.match(await copyAs({ request, language: "curl" }), /AWS_REGION/);
    } finally {
      await setSetting("region", sandbox().region);
    }
  });

  it("rejects an unknown language and a place that is none", async () => {
    const request = { modelId: titan, body: {} };
    for (const argument of [
      { request, language: "cobol" },
      { uri: "", language: "go" },
    ]) {
      await assert.rejects(copyAs(argument));
    }
  });
});

describe("a new request file", () => {
  useOwnSandbox();

  async function create(argument: unknown): Promise<vscode.Uri> {
    const uri = await vscode.commands.executeCommand<vscode.Uri>(
      "bedrockStream.newRequest",
      argument,
    );
    assert.ok(uri instanceof vscode.Uri);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
    return uri;
  }

  async function textAt(uri: vscode.Uri): Promise<string> {
    return (await vscode.workspace.openTextDocument(uri)).getText();
  }

  it("is made for a model and can be run as it is", async () => {
    for (const argument of [titan, { modelId: titan }]) {
      const uri = await create(argument);
      assert.match(uri.path, /\/request(?:-\d+)?\.bedrock\.json$/);
      assert.match(await textAt(uri), /^\/\/ Press Ctrl\+Alt\+Enter/);
      assert.equal((await stream("streamRequest", { uri })).verdict, "complete");
    }
  });

  it("is made from a prompt", async () => {
    const uri = await create({ modelId: claude, prompt: 'sandbox: echo\n"From" a prompt' });
    assert.equal((await stream("streamRequest", { uri })).text, '"From" a prompt');
  });

  it("is made from what a program of Copy Request As says", async () => {
    const from = await writeFile("round.bedrock.json", claudeFile('sandbox: echo\nIt\'s "round"'));
    const sent = parseRequestFile(await textAt(from)).request;
    for (const language of ["curl", "boto3", "javascript", "typescript"]) {
      const uri = await create({ pasted: await copyAs({ uri: from, language }) });
      const made = parseRequestFile(await textAt(uri)).request;
      assert.equal(made?.modelId, sent?.modelId);
      assert.deepEqual(JSON.parse(made?.body ?? ""), JSON.parse(sent?.body ?? ""));
      assert.equal((await stream("streamRequest", { uri })).text, 'It\'s "round"');
    }
  });

  it("is not made from text that is no request, and says why", async () => {
    await assert.rejects(create({ pasted: "hello" }), /Expected a curl command/);
    await assert.rejects(create({ pasted: "c.invoke_model(modelId=f(), body='')" }), /Line 1: `f`/);
    for (const argument of [{}, 7, "", { prompt: "x" }, { modelId: claude, prompt: 7 }]) {
      await assert.rejects(create(argument), JSON.stringify(argument));
    }
  });
});
