// `npm start`: the sandbox, and VS Code with this extension and a sample workspace, on 127.0.0.1.
// `npm start -- --check`: the same without a person; exits 0 only if the panel showed the answer.
import { spawn } from "node:child_process";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { startSandbox } from "../../src/sandbox/server.js";
import { provideChromium } from "./chromium.js";
import { endWithParent } from "./janitor.js";
import { say } from "./progress.js";
import { provideRelease } from "./release.js";
import { startCheck } from "./startCheck.js";
import { startVscode } from "./vscode.js";

/** The file that is open at the start; its first line says what to press. */
const FIRST_FILE = "first.bedrock.json";

async function main(): Promise<number> {
  endWithParent();
  const { values } = parseArgs({ options: { check: { type: "boolean" } } });
  if (values.check === true) await Promise.all([provideRelease("newest"), provideChromium()]);
  const sandbox = await startSandbox();
  const vscode = await startVscode({
    workspace: "sample",
    settings: {
      "bedrockStream.endpoint": sandbox.endpoint,
      "bedrockStream.region": sandbox.region,
    },
    // The path that real credentials take: the chain finds them, and each request is signed.
    env: {
      AWS_ACCESS_KEY_ID: sandbox.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandbox.secretAccessKey,
    },
  });
  const close = async () => {
    await vscode.close();
    await sandbox.close();
  };
  const openFile = vscode.server.remoteUri(path.join(vscode.workspace, FIRST_FILE));
  const url = vscode.server.url(vscode.workspace, { openFile });
  try {
    if (values.check === true) return await startCheck({ vscode, sandbox, url, file: FIRST_FILE });
    process.stdout.write(`\n${url}\n\n`);
    say('Open this address. Press F1 there and choose "Bedrock Stream: Stream Request in Editor".');
    say(`Answers come from the sandbox at ${sandbox.endpoint}. Ctrl+C ends everything.`);
    openForPerson(url);
    await Promise.race([interrupted(), vscode.server.died]);
    return 0;
  } finally {
    await close();
  }
}

/** Opens the address in the person's browser, where there is a screen for it. */
function openForPerson(url: string): void {
  const hasScreen = process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"];
  const opener = process.platform === "darwin" ? "open" : hasScreen ? "xdg-open" : undefined;
  if (opener === undefined) return;
  // The address is printed above, so a missing opener is no reason to end.
  spawn(opener, [url], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      // Kept until the end: npm and the terminal may both pass the same signal on.
      process.on(signal, () => resolve());
    }
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
