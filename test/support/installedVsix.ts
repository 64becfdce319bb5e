import type { Frame } from "playwright-core";
import { startSandbox } from "../../src/sandbox/server.js";
import { streamOnce, type ShownStream } from "./streamOnce.js";
import { openWorkbench } from "./workbench.js";

/** The two ways that a first stream goes. */
export interface FirstStreams {
  /** To a Bedrock of its own, signed with what the credential chain finds. */
  readonly signed: ShownStream;
  /** To the sandbox that the extension brings, chosen by command. */
  readonly sandbox: ShownStream;
}

/**
 * Installs a package into a VS Code that has nothing else, and streams from it as a person would.
 * @param screenshot name of the picture below out/ui of the last answer
 */
export async function streamInstalled(vsix: string, screenshot: string): Promise<FirstStreams> {
  const bedrock = await startSandbox();
  const workbench = await openWorkbench({
    workspace: "sample",
    extension: { vsix },
    settings: {
      "bedrockStream.endpoint": bedrock.endpoint,
      "bedrockStream.region": bedrock.region,
    },
    env: {
      AWS_ACCESS_KEY_ID: bedrock.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bedrock.secretAccessKey,
    },
  }).catch(async (error: unknown) => {
    await bedrock.close();
    throw error;
  });
  try {
    await workbench.openFile("first.bedrock.json");
    const signed = await streamOnce(workbench, () => bedrock.openStreams() > 0);
    await workbench.runCommand("Bedrock Stream: Use Sandbox");
    await workbench.page.locator(".statusbar").getByText("uses its sandbox").waitFor();
    const served = bedrock.requests.length;
    const isOpen = (panel: Frame) => panel.locator("body[data-state=streaming]").isVisible();
    const sandbox = await streamOnce(workbench, isOpen, signed.runId);
    if (bedrock.requests.length > served)
      throw new Error("The sandbox was not the one that answered.");
    await workbench.screenshot(screenshot);
    return { signed, sandbox };
  } finally {
    await workbench.close();
    await bedrock.close();
  }
}
