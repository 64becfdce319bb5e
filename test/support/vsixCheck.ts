// `npm run test:vsix [-- FILE]`: installs the package into a VS Code that has nothing else, and
// streams from it. Exits 0 only if the panel showed both answers as they came.
import * as path from "node:path";
import { provideChromium } from "./chromium.js";
import { streamInstalled } from "./installedVsix.js";
import { endWithParent, temporaryFolder } from "./janitor.js";
import { packageCopy } from "./packaged.js";
import { say, saying } from "./progress.js";
import { provideRelease } from "./release.js";
import { isAsItShouldBe, reportOf } from "./streamOnce.js";

async function main(): Promise<number> {
  endWithParent();
  const temporary = temporaryFolder();
  try {
    await Promise.all([provideRelease("newest"), provideChromium()]);
    const given = process.argv[2];
    const vsix =
      given === undefined
        ? await saying("Packaging", () => packageCopy(path.join(temporary.path, "checkout")))
        : path.resolve(given);
    say(`Installing ${given ?? "the package"} into a clean VS Code ...`);
    const { signed, sandbox } = await streamInstalled(vsix, "vsix");
    const ways = [
      ["signed request", signed],
      ["sandbox of the extension", sandbox],
    ] as const;
    for (const [way, shown] of ways) process.stdout.write(`${way}\n${reportOf(shown)}`);
    say("Screenshot: out/ui/vsix.png");
    return ways.every(([, shown]) => isAsItShouldBe(shown)) ? 0 : 1;
  } finally {
    await temporary.remove();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
