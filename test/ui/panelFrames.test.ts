import assert from "node:assert/strict";
import { costlyPayloads } from "../support/hostilePayloads.js";
import { longestTaskMs } from "../support/pageTasks.js";
import { openPanelPage, type PanelPage } from "../support/panelPage.js";
import { HandDrivenRun } from "../unit/views/shownRunKit.js";

/** What a frame may take; the panel gives the text of one message to it. */
const maxTaskMs = 50;
/** The quickest counts: the first one compiles, and collecting garbage takes a turn at times. */
const maxRounds = 4;

/** An answer that is there as a whole when the panel opens it. */
class EndedRun extends HandDrivenRun {
  constructor(id: string, text: string) {
    super(id);
    this.say(text);
    this.end();
  }

  onDidChange(): void {}
}

for (const format of ["markdown", "plain"] as const) {
  describe(`a costly answer as ${format}`, () => {
    let panel: PanelPage;
    let runs = 0;
    before(async () => (panel = await openPanelPage(format)));
    after(() => panel?.close());

    async function open(run: EndedRun): Promise<void> {
      panel.show(run);
      const ended = panel.page.locator(`body[data-state=ended][data-run-id="${run.id}"]`);
      await ended.waitFor({ timeout: 120_000 });
    }

    it(`takes no more than ${maxTaskMs} ms of a frame: 40,000 tool calls`, async () => {
      const count = 40_000;
      const run = new EndedRun(`run-${(runs += 1)}`, "calls");
      for (let index = 0; index < count; index += 1) run.call(index, `{"n":${index}}`);
      const longest = await longestTaskMs(panel.page, () => open(run));
      const shown = (await panel.page.locator(".sections").textContent()) ?? "";
      for (const index of [0, 999, 1_000, count - 1]) assert.ok(shown.includes(`{"n":${index}}`));
      assert.ok(longest <= maxTaskMs, `${Math.round(longest)} ms`);
    });

    for (const { name, text } of costlyPayloads) {
      it(`takes no more than ${maxTaskMs} ms of a frame: ${name}`, async () => {
        const rounds: number[] = [];
        while (rounds.length < maxRounds && !rounds.some((ms) => ms <= maxTaskMs)) {
          const run = new EndedRun(`run-${(runs += 1)}`, text);
          rounds.push(await longestTaskMs(panel.page, () => open(run)));
        }
        assert.ok(Math.min(...rounds) <= maxTaskMs, `${rounds.map(Math.round).join(", ")} ms`);
        if (format === "markdown") return;
        const shown = await panel.page.locator("[data-part=answer]").textContent();
        assert.ok(shown === text, "the panel shows other text than was sent");
      });
    }
  });
}
