import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  api,
  claude,
  claudeFile,
  setSetting,
  stream,
  titan,
  useOwnSandbox,
  writeFile,
} from "./sandboxInUse.js";

describe("the stream commands", () => {
  const sandbox = useOwnSandbox();

  for (const modelId of [claude, titan]) {
    it(`stream a prompt to ${modelId} and resolve with what happened`, async () => {
      const prompt = "sandbox: echo\nOne, two, three.";
      const summary = await stream("streamPrompt", { modelId, prompt });
      assert.equal(summary.verdict, "complete");
      assert.equal(summary.text, "One, two, three.");
      assert.equal(summary.failure, undefined);
      assert.equal(summary.modelId, modelId);
      assert.equal(summary.region, sandbox().region);
      assert.equal(summary.attempts, 1);
      assert.equal(summary.contentType, "application/json");
      assert.match(summary.requestId ?? "", /^[0-9a-f-]{36}$/);
      assert.ok(summary.chunks > 0 && summary.bytes > 0);
      assert.ok((summary.usage?.outputTokens ?? 0) > 0);
      const { firstByteMs, firstTextMs, totalMs } = summary.timing;
      assert.ok(firstByteMs! <= firstTextMs! && firstTextMs! <= totalMs);
      assert.deepEqual(JSON.parse(JSON.stringify(summary)), summary, "the summary is plain JSON");
    });
  }

  it("send a request file byte for byte as it is written", async () => {
    const uri = await writeFile(
      "numbers.bedrock.json",
      `{
      // Numbers and escapes stay as they are written.
      "modelId": "${claude}",
      "body": { "anthropic_version": "bedrock-2023-05-31", "max_tokens": 200, "temperature": 1.0,
        "messages": [{ "role": "user", "content": "sandbox: echo\\n\\u00e9" }], },
    }`,
    );
    const summary = await stream("streamRequest", { uri });
    assert.equal(summary.verdict, "complete");
    assert.equal(summary.text, "\u00e9");
    const sent = sandbox().requests.at(-1)?.body ?? "";
    assert.match(sent, /"temperature": 1\.0/);
    assert.match(sent, /\\u00e9/);
    assert.doesNotMatch(sent, /\/\//);
  });

  it("send a request that is passed as an object", async () => {
    const body = { inputText: "sandbox: echo\nHello" };
    const summary = await stream("streamRequest", { request: { modelId: titan, body } });
    assert.equal(summary.text, "Hello");
  });

  it("send a bare body from any JSON document with the model that is passed along", async () => {
    const uri = await writeFile("body.json", '{ "inputText": "sandbox: echo\\nBare" }');
    const summary = await stream("streamRequest", { uri, modelId: titan });
    assert.equal(summary.text, "Bare");
  });

  it("send a selection as a prompt", async () => {
    const uri = await writeFile("notes.txt", "before\nsandbox: echo\nthe selection\nafter\n");
    const range = new vscode.Range(1, 0, 2, 13);
    const summary = await stream("streamSelection", { uri, range, modelId: claude });
    assert.equal(summary.text, "the selection");
  });

  it("send the selection of the active editor with the chosen model", async () => {
    await vscode.commands.executeCommand("bedrockStream.selectModel", titan);
    const uri = await writeFile("active.txt", "sandbox: echo\nfrom the editor");
    const editor = await vscode.window.showTextDocument(uri);
    editor.selection = new vscode.Selection(0, 0, 1, 15);
    const summary = await stream("streamSelection", undefined);
    assert.equal(summary.modelId, titan);
    assert.equal(summary.text, "from the editor");
  });

  it("show the chunks of an unknown model as JSON and still end honestly", async () => {
    const prompt = "sandbox: unknown chunk after 1\nhello";
    const summary = await stream("streamPrompt", { modelId: claude, prompt });
    assert.equal(summary.verdict, "complete");
    assert.doesNotMatch(summary.text, /unknown/);
  });

  it("run two streams at once without mixing them", async () => {
    const texts = ["first ".repeat(200), "second ".repeat(200)];
    const summaries = await Promise.all(
      texts.map((text) =>
        stream("streamPrompt", { modelId: titan, prompt: `sandbox: echo\n${text}` }),
      ),
    );
    assert.deepEqual(
      summaries.map(({ text }) => text),
      texts,
    );
    assert.notEqual(summaries[0]?.id, summaries[1]?.id);
  });

  it("run again what a run has sent", async () => {
    const first = await stream("streamPrompt", { modelId: titan, prompt: "sandbox: echo\nAgain" });
    const second = await stream("runAgain", first.id);
    assert.notEqual(second.id, first.id);
    assert.equal(second.text, "Again");
    assert.ok((await api()).runIds().includes(second.id));
  });

  it("reject only for a caller's mistake", async () => {
    const rejected = [
      ["streamPrompt", { prompt: "no model" }],
      ["streamPrompt", { modelId: claude, prompt: "" }],
      ["streamPrompt", "text"],
      ["streamRequest", {}],
      ["streamRequest", { request: "text" }],
      ["streamRequest", { request: { modelId: claude } }],
      ["streamRequest", { uri: "file:///nowhere/at/all.bedrock.json" }],
      ["runAgain", "no such run"],
    ] as const;
    for (const [command, argument] of rejected) {
      await assert.rejects(stream(command, argument), JSON.stringify([command, argument]));
    }
  });

  it("copy the output exactly as the model sent it", async () => {
    const text = "  two spaces, a tab\t and a line\n\nend  ";
    const prompt = `sandbox: echo\n${text}`;
    const summary = await stream("streamPrompt", { modelId: titan, prompt });
    await vscode.commands.executeCommand("bedrockStream.copyOutput", summary.id);
    assert.equal(await vscode.env.clipboard.readText(), text);
  });

  it("offer Stream above the request of a request file", async () => {
    const uri = await writeFile("lens.bedrock.json", claudeFile("hello"));
    await vscode.window.showTextDocument(uri);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      uri,
    );
    const ours = lenses.filter(({ command }) => command?.command === "bedrockStream.streamRequest");
    assert.equal(ours.length, 1);
    assert.equal(ours[0]?.range.start.line, 2);
  });
});

describe("a request that a person cannot send as it is written", () => {
  const refused = async (ending: string, text: string) => {
    const uri = await writeFile(ending, text);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    // A question for the model would keep this waiting.
    const answer: unknown = await vscode.commands.executeCommand("bedrockStream.streamRequest");
    assert.equal(answer, undefined);
    return vscode.languages.getDiagnostics(uri).map(({ message }) => message);
  };

  it("is told of without VS Code's own dialog, and is a Problem", async () => {
    const problems = await refused("empty.bedrock.json", "");
    assert.deepEqual(problems, ["Nothing to send: a request file is a JSON object."]);
  });

  it("is a Problem too where no request file is", async () => {
    const problems = await refused("body.json", "[1]");
    assert.ok(problems.includes('Expected a JSON object: a body begins with "{".'), `${problems}`);
  });

  it("asks for no model where no request is", async () => {
    assert.deepEqual(await refused("notes.md", "# Notes\n"), []);
  });
});

describe("the sandbox inside VS Code", () => {
  it("answers without credentials, settings or an account", async () => {
    await vscode.commands.executeCommand("bedrockStream.useSandbox");
    try {
      const summary = await stream("streamPrompt", { modelId: titan, prompt: "sandbox: echo\nHi" });
      assert.equal(summary.verdict, "complete");
      assert.equal(summary.text, "Hi");
    } finally {
      await vscode.commands.executeCommand("bedrockStream.stopSandbox");
    }
  });

  it("leaves none of its own models chosen when it stops", async () => {
    const chosen = () => vscode.workspace.getConfiguration("bedrockStream").get("modelId");
    const own =
      "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/sandboxclaude";
    for (const [modelId, left] of [
      [own, ""],
      [titan, titan],
    ]) {
      await vscode.commands.executeCommand("bedrockStream.useSandbox");
      await setSetting("modelId", modelId);
      await vscode.commands.executeCommand("bedrockStream.stopSandbox");
      assert.equal(chosen(), left);
    }
    await setSetting("modelId", undefined);
  });
});
