import { runFromEnvironment, runMocha } from "../support/mochaRun.js";

/** VS Code calls this inside the extension host; a rejection is a failed run. */
export async function run(): Promise<void> {
  const failed = await runMocha(runFromEnvironment());
  if (failed > 0) throw new Error(`${failed} tests failed`);
}
