import * as vscode from "vscode";
import type { RunSummary } from "../../src/run/runSummary.js";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import type { BedrockStreamApi } from "../../src/extension.js";

/** Claude for tests: it takes every body that the tests make. */
export const claude = "anthropic.claude-3-5-sonnet-20240620-v1:0";
export const titan = "amazon.titan-text-express-v1";

/**
 * Starts a sandbox for a describe block and points the extension at it the way a user would: the
 * endpoint and the region as settings, the keys in the environment, so that the usual chain signs.
 */
export function useOwnSandbox(paceMs = 0): () => Sandbox {
  let sandbox: Sandbox | undefined;
  before(async () => {
    sandbox = await startSandbox({ paceMs });
    process.env.AWS_ACCESS_KEY_ID = sandbox.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = sandbox.secretAccessKey;
    await setSetting("endpoint", sandbox.endpoint);
    await setSetting("region", sandbox.region);
  });
  after(async () => {
    await vscode.commands.executeCommand("bedrockStream.stopAll");
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    await setSetting("endpoint", undefined);
    await setSetting("region", undefined);
    await sandbox?.close();
  });
  return () => {
    if (!sandbox) throw new Error("the sandbox has not started");
    return sandbox;
  };
}

export async function setSetting(id: string, value: unknown): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("bedrockStream");
  await configuration.update(id, value, vscode.ConfigurationTarget.Global);
}

/** Runs a command that ends in a RunSummary. */
export async function stream(command: string, argument: unknown): Promise<RunSummary> {
  const id = `bedrockStream.${command}`;
  const summary = await vscode.commands.executeCommand<RunSummary | undefined>(id, argument);
  if (!summary) throw new Error(`${command} resolved without a summary`);
  return summary;
}

export async function api(): Promise<BedrockStreamApi> {
  const extension = vscode.extensions.getExtension<BedrockStreamApi>(
    "bedrock-stream.bedrock-stream",
  );
  if (!extension) throw new Error("VS Code does not know the extension");
  return extension.activate();
}

/** Resolves as soon as `holds` is true, looking each time VS Code had a turn; mocha's limit ends it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

let files = 0;

/**
 * Writes a new file into the workspace and returns its Uri. Each has a name of its own, ending as
 * asked: VS Code may show an older state of a file that was written again.
 */
export async function writeFile(ending: string, text: string): Promise<vscode.Uri> {
  files += 1;
  const name = `${files}-${ending}`;
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error("no workspace folder is open");
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** The text of a request file whose prompt is `prompt`. */
export function claudeFile(prompt: string): string {
  const messages = [{ role: "user", content: prompt }];
  const body = { anthropic_version: "bedrock-2023-05-31", max_tokens: 200, messages };
  return `// A request\n${JSON.stringify({ modelId: claude, body }, null, 2)}\n`;
}

/** Problems of this extension's runs on a document. */
export function problemsOf(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ code }) => typeof code === "object");
}
