import { costlyPayloads } from "../support/hostilePayloads.js";
import { longestTaskMs } from "../support/pageTasks.js";
import { openPanelPage } from "../support/panelPage.js";
import { say } from "../support/progress.js";
import { HandDrivenRun } from "../unit/views/shownRunKit.js";
import type { BenchServer } from "./benchServer.js";
import { row, type Row } from "./measure.js";

/** The longest task that each costly answer gives the panel when it is opened, in Markdown. */
export async function benchFrames(_server: BenchServer, rounds: number): Promise<Row[]> {
  const panel = await openPanelPage("markdown");
  try {
    const rows: Row[] = [];
    for (const { name, text } of costlyPayloads) {
      say(`frames: ${name}`);
      const samples: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const run = new EndedRun(`${name} ${round}`);
        run.say(text);
        run.end();
        const ended = panel.page.locator(`body[data-state=ended][data-run-id="${run.id}"]`);
        samples.push(
          await longestTaskMs(panel.page, async () => {
            panel.show(run);
            await ended.waitFor({ timeout: 120_000 });
          }),
        );
      }
      rows.push(
        row("frames", `${name}: longest task`, "ms", samples, { limit: 50, better: "less" }),
      );
    }
    return rows;
  } finally {
    await panel.close();
  }
}

class EndedRun extends HandDrivenRun {
  onDidChange(): void {}
}
