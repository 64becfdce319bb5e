import { chromium, type Browser } from "playwright-core";
import { provideChromium } from "./chromium.js";

/** Headless Chromium that talks to nobody but the pages it is sent to. */
export async function openBrowser(env: NodeJS.ProcessEnv): Promise<Browser> {
  return chromium.launch({
    executablePath: await provideChromium(),
    headless: true,
    env: Object.fromEntries(
      Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
    ),
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // A test that needs the internet should fail on every machine alike.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
      // The workbench of a test is always in front, whatever this machine's screen does.
      "--disable-renderer-backgrounding",
    ],
  });
}
