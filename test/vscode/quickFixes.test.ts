import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile as writeToDisk } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import type { RunSummary } from "../../src/run/runSummary.js";
import {
  api,
  claude,
  problemsOf,
  setSetting,
  stream,
  titan,
  until,
  useOwnSandbox,
  writeFile,
} from "./sandboxInUse.js";

const version = `"anthropic_version": "bedrock-2023-05-31"`;
const messages = `"messages": [{ "role": "user", "content": "sandbox: echo\\nfine" }]`;
const haiku = "anthropic.claude-3-haiku-20240307-v1:0";
const onDemandRefused = "anthropic.claude-sonnet-4-5-20250929-v1:0";

/** A request file with comments everywhere; `lines` are the body's, as they are to stand. */
function fileText(modelId: string, lines: readonly string[], more: readonly string[] = []): string {
  return [
    "// What to ask",
    "{",
    `  "modelId": "${modelId}", // the model`,
    ...more.map((line) => `  ${line}`),
    `  "body": {`,
    ...lines.map((line) => `    ${line}`),
    "  } // end of the body",
    "}",
    "",
  ].join("\n");
}

/** What VS Code offers at the first Problem of a run. */
async function offered(uri: vscode.Uri, at = 0): Promise<vscode.CodeAction[]> {
  const problem = problemsOf(uri)[at];
  assert.ok(problem, "the run left a Problem");
  return actionsAt(uri, problem.range);
}

/** VS Code drops the question when another extension registers its provider just then. */
async function actionsAt(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const kind = vscode.CodeActionKind.QuickFix.value;
  for (;;) {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      range,
      kind,
    );
    // VS Code's own extensions may have something to say too.
    const own = actions.filter(
      ({ edit, command }) => edit ?? command?.command.startsWith("_bedrockStream"),
    );
    if (own.length > 0) return own;
  }
}

/** Applies the action of this title as a click would, and returns the document's text. */
async function apply(
  uri: vscode.Uri,
  actions: readonly vscode.CodeAction[],
  title: string,
): Promise<string> {
  const action = actions.find((one) => one.title === title);
  assert.ok(action, `${title} is not among ${actions.map((one) => one.title).join(" | ")}`);
  if (action.edit) assert.ok(await vscode.workspace.applyEdit(action.edit));
  if (action.command) {
    const { command, arguments: values = [] } = action.command;
    await vscode.commands.executeCommand(command, ...(values as unknown[]));
  }
  return (await vscode.workspace.openTextDocument(uri)).getText();
}

/** The run that began last, when it has ended. */
async function latestRun(before: readonly string[]): Promise<string> {
  const { runIds } = await api();
  await until(() => runIds().length > before.length);
  return runIds().at(-1) ?? "";
}

describe("quick fixes of a refused body", () => {
  useOwnSandbox();

  const full = [`${version},`, `"max_tokens": 200, // enough`, messages];
  const cases: readonly {
    readonly title: string;
    readonly modelId: string;
    readonly lines: readonly string[];
    readonly fix: string;
    readonly fixed: readonly string[];
    readonly isPreferred?: boolean;
  }[] = [
    {
      title: "remove a key that is not permitted",
      modelId: claude,
      lines: [
        `${version},`,
        `// odd`,
        `"topp": 1, // gone`,
        `"max_tokens": 200, // enough`,
        messages,
      ],
      fix: 'Remove "topp"',
      fixed: [`${version},`, `// odd`, `"max_tokens": 200, // enough`, messages],
    },
    {
      title: "remove temperature where it is deprecated",
      modelId: "us.anthropic.claude-opus-4-7",
      lines: [...full.slice(0, 2), `${messages}, // asked`, `"temperature": 0.5 // too warm`],
      fix: 'Remove "temperature"',
      fixed: [...full.slice(0, 2), `${messages} // asked`],
    },
    {
      title: "add a required token limit",
      modelId: claude,
      lines: [`${version},`, `${messages}, // the last`],
      fix: 'Add "max_tokens": 1024',
      fixed: [`${version},`, `${messages}, // the last`, `"max_tokens": 1024,`],
    },
    {
      title: "add the required version",
      modelId: claude,
      lines: [`"max_tokens": 200,`, messages],
      fix: 'Add "anthropic_version": "bedrock-2023-05-31"',
      fixed: [`"max_tokens": 200,`, `${messages},`, version],
    },
    {
      title: "bring a number down to the bound that the message names",
      modelId: haiku,
      lines: [`${version},`, `"max_tokens": 99999, // much`, messages],
      fix: 'Change "max_tokens" to 4096',
      fixed: [`${version},`, `"max_tokens": 4096, // much`, messages],
    },
    {
      title: "bring a number of a nested object up to its bound",
      modelId: titan,
      lines: [`"inputText": "hello",`, `"textGenerationConfig": { "temperature": -1 /* cold */ }`],
      fix: 'Change "textGenerationConfig.temperature" to 0',
      fixed: [`"inputText": "hello",`, `"textGenerationConfig": { "temperature": 0 /* cold */ }`],
    },
    {
      title: "keep the first of two keys that do not go together",
      modelId: "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
      lines: [...full.slice(0, 2), `"temperature": 0.5,`, `"top_p": 0.9,`, messages],
      fix: 'Keep "temperature", remove "top_p"',
      fixed: [...full.slice(0, 2), `"temperature": 0.5,`, messages],
      isPreferred: false,
    },
    {
      title: "keep the second of two keys that do not go together",
      modelId: "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
      lines: [...full.slice(0, 2), `"temperature": 0.5,`, `"top_p": 0.9,`, messages],
      fix: 'Keep "top_p", remove "temperature"',
      fixed: [...full.slice(0, 2), `"top_p": 0.9,`, messages],
      isPreferred: false,
    },
    {
      title: "change a value to one that is allowed",
      modelId: claude,
      lines: [
        ...full.slice(0, 2),
        `"messages": [{ "role": "usr", "content": "sandbox: echo\\nfine" }]`,
      ],
      fix: 'Change "messages.0.role" to "user"',
      fixed: full,
      isPreferred: false,
    },
  ];
  for (const { title, modelId, lines, fix, fixed, isPreferred = true } of cases) {
    it(title, async () => {
      const uri = await writeFile("fix.bedrock.json", fileText(modelId, lines));
      const failed = await stream("streamRequest", { uri });
      assert.equal(failed.verdict, "failed");
      const actions = await offered(uri);
      const text = await apply(uri, actions, fix);
      assert.equal(text, fileText(modelId, fixed));
      assert.equal(actions.find((one) => one.title === fix)?.isPreferred ?? false, isPreferred);
      assert.equal(problemsOf(uri).length, 0);
      assertComplete(await stream("streamRequest", { uri }));
    });
  }

  it("mend all places at once where several are wrong", async () => {
    const lines = [`"inputText": "hello",`, `"a": 1,`, `"b": 2`];
    const uri = await writeFile("all.bedrock.json", fileText(titan, lines));
    await stream("streamRequest", { uri });
    assert.equal(problemsOf(uri).length, 2);
    const text = await apply(uri, await offered(uri), "Mend All 2 Places");
    assert.equal(text, fileText(titan, [`"inputText": "hello"`]));
    assertComplete(await stream("streamRequest", { uri }));
  });

  it("change a body that is a document of its own", async () => {
    const text = `{\n  ${version},\n  "max_tokens": 200,\n  ${messages},\n  "topp": 1\n}\n`;
    const uri = await writeFile("body.json", text);
    await stream("streamRequest", { uri, modelId: claude });
    const fixed = await apply(uri, await offered(uri), 'Remove "topp"');
    assert.equal(fixed, `{\n  ${version},\n  "max_tokens": 200,\n  ${messages}\n}\n`);
    assertComplete(await stream("streamRequest", { uri, modelId: claude }));
  });

  it("change a request that is a part of a document, and only there", async () => {
    const { runIds } = await api();
    const fence = (more: string) => {
      const body = `{ ${version}, "max_tokens": 200, ${messages}${more} }`;
      return ["```json bedrock", `{ "modelId": "${claude}", "body": ${body} }`, "```"];
    };
    const text = (more: string) => ["# Notes", ...fence(more), "", ...fence(more), ""].join("\n");
    const uri = await writeFile("notes.md", text(`, "topp": 1`));
    const range = new vscode.Range(6, 0, 6, fence(`, "topp": 1`)[1]?.length ?? 0);
    const { id } = await stream("streamRequest", { uri, range });
    const expected = (await vscode.workspace.openTextDocument(uri)).getText().split("\n");
    expected[6] = fence("")[1] ?? "";
    const actions = await offered(uri);
    assert.ok(actions.some(({ title }) => title === 'Remove "topp"'));
    const before = runIds();
    await vscode.commands.executeCommand("_bedrockStream.runFix", id, "remove:topp");
    await latestRun(before);
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.getText(), expected.join("\n"));
    assert.equal(problemsOf(uri).length, 0);
  });

  it("change a body that is written as text in a string", async () => {
    const body = (more: string) =>
      JSON.stringify(`{${version},"max_tokens":200,${messages}${more}}`);
    const text = (more: string) => `{ "modelId": "${claude}", "body": ${body(more)} }`;
    const uri = await writeFile("string.bedrock.json", text(`,"topp":1`));
    await stream("streamRequest", { uri });
    assert.equal(await apply(uri, await offered(uri), 'Remove "topp"'), text(""));
    assertComplete(await stream("streamRequest", { uri }));
  });
});

describe("quick fixes of the model and the region", () => {
  const sandbox = useOwnSandbox();
  const body = [`${version},`, `"max_tokens": 200,`, messages];

  it("call the model through a profile that the account has", async () => {
    const uri = await writeFile("profile.bedrock.json", fileText(onDemandRefused, body));
    await stream("streamRequest", { uri });
    const actions = await offered(uri);
    const fix = `Use inference profile us.${onDemandRefused}`;
    const text = await apply(uri, actions, fix);
    assert.equal(text, fileText(`us.${onDemandRefused}`, body));
    assert.equal(actions.find(({ isPreferred }) => isPreferred)?.title, fix);
    // Nothing but the account's list tells of the other one.
    assert.equal(actions[1]?.title, `Use inference profile global.${onDemandRefused}`);
    assertComplete(await stream("streamRequest", { uri }));
  });

  it("remember the profile for a document that is a bare body", async () => {
    const { runIds } = await api();
    const uri = await writeFile("body.json", `{ ${body.join(" ")} }`);
    await stream("streamRequest", { uri, modelId: onDemandRefused });
    const before = runIds();
    const title = `Use inference profile us.${onDemandRefused} and Run Again`;
    await apply(uri, await offered(uri), title);
    await latestRun(before);
    const again = await stream("streamRequest", { uri });
    assert.equal(again.modelId, `us.${onDemandRefused}`);
    assertComplete(again);
  });

  it("send a typed prompt again with the profile", async () => {
    const { runIds } = await api();
    const prompt = "sandbox: echo\nfine";
    const { id } = await stream("streamPrompt", { modelId: onDemandRefused, prompt });
    const before = runIds();
    await vscode.commands.executeCommand(
      "_bedrockStream.runFix",
      id,
      `model:us.${onDemandRefused}`,
    );
    await latestRun(before);
    const seen = sandbox().requests;
    await until(() => seen.at(-1)?.modelId === `us.${onDemandRefused}`);
  });

  const arn = `arn:aws:bedrock:us-east-1::foundation-model/${claude}`;
  const regionLine = `"region": "eu-west-1", // wrong`;

  it("take the region out of the ARN, also before anything is sent", async () => {
    const uri = await writeFile("region.bedrock.json", fileText(arn, body, [regionLine]));
    await vscode.workspace.openTextDocument(uri);
    const warnings = () =>
      vscode.languages.getDiagnostics(uri).filter(({ code }) => code === "regionMismatch");
    await until(() => warnings().length === 1);
    const [warning] = warnings();
    assert.equal(warning?.severity, vscode.DiagnosticSeverity.Warning);
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.getText(warning?.range), `"eu-west-1"`);
    const actions = await actionsAt(uri, warning?.range ?? new vscode.Range(0, 0, 0, 0));
    const text = await apply(uri, actions, `Change "region" to us-east-1, the ARN's`);
    assert.equal(text, fileText(arn, body, [`"region": "us-east-1", // wrong`]));
    await until(() => warnings().length === 0);
    assertComplete(await stream("streamRequest", { uri }));
  });

  it("take the region out of the ARN after a run that was signed for another one", async () => {
    const uri = await writeFile("signed.bedrock.json", fileText(arn, body, [regionLine]));
    const failed = await stream("streamRequest", { uri });
    assert.equal(failed.verdict, "failed");
    const text = await apply(uri, await offered(uri), `Remove "region": the ARN names it`);
    assert.equal(text, fileText(arn, body));
    assertComplete(await stream("streamRequest", { uri }));
  });

  it("mark the part of a model id that cannot be one while it is typed", async () => {
    const wrong = "arn:aws:bedrock:us-east-1::foundation-modell/anthropic.claude-v2";
    const uri = await writeFile("id.bedrock.json", fileText(wrong, body));
    const document = await vscode.workspace.openTextDocument(uri);
    const marked = () =>
      vscode.languages.getDiagnostics(uri).map(({ range }) => document.getText(range));
    await until(() => marked().includes("foundation-modell"));
  });
});

describe("quick fixes outside the request", () => {
  useOwnSandbox();
  const prompted = (prompt: string) =>
    fileText(claude, [
      `${version},`,
      `"max_tokens": 200,`,
      `"messages": [{ "role": "user", "content": ${JSON.stringify(prompt)} }]`,
    ]);
  before(() => setSetting("maxAttempts", 1));
  after(() => setSetting("maxAttempts", undefined));
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("run again", async () => {
    const { runIds } = await api();
    const text = prompted("sandbox: ServiceUnavailableException once\nhello");
    const uri = await writeFile("again.bedrock.json", text);
    await stream("streamRequest", { uri });
    const before = runIds();
    assert.equal(await apply(uri, await offered(uri), "Run Again"), text);
    await latestRun(before);
    await until(() => problemsOf(uri).length === 0);
  });

  it("show the raw answer as JSON that cannot be changed by accident", async () => {
    const text = prompted("sandbox: AccessDeniedException\nhello");
    const uri = await writeFile("raw.bedrock.json", text);
    const { failure } = await stream("streamRequest", { uri });
    await apply(uri, await offered(uri), "Show Raw Answer");
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, "bedrock-stream-answer");
    assert.equal(document.languageId, "json");
    assert.deepEqual(JSON.parse(document.getText()), JSON.parse(failure?.rawText ?? "null"));
    assert.match(document.getText(), /^\{\n {2}"/);
  });

  it("open the setting that limits the silence", async () => {
    await setSetting("stallTimeout", 1);
    const uri = await writeFile("silence.bedrock.json", prompted("sandbox: silence\nhello"));
    const summary = await stream("streamRequest", { uri });
    await setSetting("stallTimeout", undefined);
    assert.equal(summary.verdict, "stalled");
    await apply(uri, await offered(uri), "Open Stall Timeout Setting");
    const shown = () => vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? "";
    await until(() => shown().startsWith("Settings"));
  });

  it("open the endpoint setting when nobody answers there", async () => {
    const configuration = vscode.workspace.getConfiguration("bedrockStream");
    const endpoint = configuration.get<string>("endpoint");
    await setSetting("endpoint", "http://127.0.0.1:9");
    const uri = await writeFile("refused.bedrock.json", prompted("hello"));
    await stream("streamRequest", { uri });
    await setSetting("endpoint", endpoint);
    const [first] = await offered(uri);
    assert.equal(first?.title, "Open Endpoint Setting");
    assert.equal(first.isPreferred, true);
  });

  it("do nothing for a run that is gone", async () => {
    const gone = vscode.commands.executeCommand("_bedrockStream.runFix", "no-run", "runAgain");
    await assert.rejects(Promise.resolve(gone));
  });
});

describe("signing in again", () => {
  useOwnSandbox();
  let folder: string;
  const configFile = process.env.AWS_CONFIG_FILE;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "fixes-"));
    const file = path.join(folder, "config");
    const lines = [
      "[profile corp]",
      "sso_session = corp",
      "sso_account_id = 111122223333",
      "sso_role_name = Developer",
      "[sso-session corp]",
      "sso_region = us-east-1",
      "sso_start_url = https://corp.invalid/start",
    ];
    await writeToDisk(file, `${lines.join("\n")}\n`);
    process.env.AWS_CONFIG_FILE = file;
    await setSetting("profile", "corp");
  });
  after(async () => {
    if (configFile === undefined) delete process.env.AWS_CONFIG_FILE;
    else process.env.AWS_CONFIG_FILE = configFile;
    await setSetting("profile", undefined);
    await rm(folder, { recursive: true });
  });

  it("opens a terminal for the profile on a click, and only then", async () => {
    const text = fileText(claude, [`${version},`, `"max_tokens": 200,`, messages]);
    const uri = await writeFile("signIn.bedrock.json", text);
    const summary = await stream("streamRequest", { uri });
    assert.equal(summary.failure?.code, "SSO_EXPIRED");
    const mine = () => vscode.window.terminals.filter(({ name }) => name === "AWS sign-in");
    const actions = await offered(uri);
    assert.equal(actions[0]?.title, "Sign In Again (corp)");
    assert.equal(actions[0].isPreferred, true);
    assert.equal(mine().length, 0);
    await apply(uri, actions, "Sign In Again (corp)");
    const [terminal] = mine();
    const options = terminal?.creationOptions;
    assert.deepEqual(options && "env" in options && options.env, { AWS_PROFILE: "corp" });
    terminal?.dispose();
  });
});

describe("the panel's buttons", () => {
  useOwnSandbox();

  it("change the request where it stands and send it", async () => {
    const { runIds } = await api();
    const lines = [`${version},`, `"topp": 1,`, `"max_tokens": 200,`, messages];
    const uri = await writeFile("panel.bedrock.json", fileText(claude, lines));
    const { id } = await stream("streamRequest", { uri });
    const before = runIds();
    await vscode.commands.executeCommand("_bedrockStream.runFix", id, "remove:topp");
    await latestRun(before);
    const fixed = lines.filter((line) => !line.includes("topp"));
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.getText(), fileText(claude, fixed));
    assert.equal(problemsOf(uri).length, 0);
  });

  it("leave a request alone that is no longer the one that failed", async () => {
    const uri = await writeFile("stale.bedrock.json", fileText(claude, [`"topp": 1`]));
    const { id } = await stream("streamRequest", { uri });
    const edit = new vscode.WorkspaceEdit();
    const text = fileText(claude, [`"top_p": 1`]);
    edit.replace(uri, new vscode.Range(0, 0, 99, 0), text);
    await vscode.workspace.applyEdit(edit);
    const fix = vscode.commands.executeCommand("_bedrockStream.runFix", id, "remove:topp");
    await assert.rejects(Promise.resolve(fix));
    assert.equal((await vscode.workspace.openTextDocument(uri)).getText(), text);
  });
});

function assertComplete(summary: RunSummary): void {
  assert.equal(summary.verdict, "complete", summary.failure?.message);
}
