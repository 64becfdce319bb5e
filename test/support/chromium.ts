import * as fs from "node:fs";
import * as path from "node:path";
import { runProgram, saying } from "./progress.js";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
];
const MAC_APPLICATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];
// Without a font of its own a bare machine draws boxes instead of letters.
const DEBIAN_PACKAGES = ["chromium", "fonts-liberation", "fonts-noto-color-emoji"];

/** @returns the Chromium of this machine; $CHROMIUM goes before any other. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const chosen = env["CHROMIUM"];
  if (chosen !== undefined && chosen !== "") return chosen;
  const folders = [...(env["PATH"] ?? "").split(path.delimiter), "/usr/bin"];
  const candidates = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...candidates, ...MAC_APPLICATIONS].find(isExecutable);
}

/** Finds Chromium, or installs it where that needs no question: as root on Debian. */
export async function provideChromium(): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  const root = process.getuid?.() === 0;
  if (!fs.existsSync("/usr/bin/apt-get") || !root) {
    throw new Error(
      "Chromium is missing. On Debian: `sudo apt-get install chromium fonts-liberation`; " +
        "elsewhere install Chromium, Chrome or Edge, or name one in $CHROMIUM.",
    );
  }
  await saying("Installing Chromium by apt", async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    // Killed in the middle, dpkg would leave the machine to be repaired by hand.
    const apt = (...args: string[]) =>
      runProgram("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=300", ...args], {
        env,
        outlivesUs: true,
      });
    await apt("update");
    await apt("install", "-y", "--no-install-recommends", ...DEBIAN_PACKAGES);
  });
  const installed = findChromium();
  if (installed === undefined) throw new Error("apt installed chromium, but it is not there.");
  return installed;
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
