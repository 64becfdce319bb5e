import assert from "node:assert/strict";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { openPanelPage, type PanelPage } from "../support/panelPage.js";
import { runAgainst } from "../unit/run/sandboxRun.js";

describe("an answer in Markdown", () => {
  let sandbox: Sandbox;
  let panel: PanelPage;
  before(async () => {
    sandbox = await startSandbox({ paceMs: 0 });
    panel = await openPanelPage("markdown");
  });
  after(async () => {
    await panel?.close();
    await sandbox?.close();
  });

  async function shown(text: string) {
    const run = runAgainst(sandbox, `sandbox: echo\n${text}`, { maxTokens: 4_000 });
    panel.show(run);
    await run.ended;
    await panel.page.locator(`body[data-state=ended][data-run-id="${run.id}"]`).waitFor();
    return panel.page.locator("[data-part=answer]");
  }

  it("keeps the underscores of names, and emphasizes by those around words", async () => {
    const names = "Call get_current_weather, MAX_TOKENS and größe_in_byte; trailing_ stays";
    const answer = await shown(
      [
        `${names}.\n`,
        "- _really_ **my_long_name** `a_b_c` __all of it__\n",
        "| a_b | c |\n|---|---|\n| d_e_f | g |\n",
        "https://example.com/a_b_c and [text](https://example.com/d_e_f)\n",
        "```js\nconst one_two_three = 1;\n```\n",
      ].join("\n"),
    );
    const texts = (selector: string) => answer.locator(selector).allInnerTexts();
    assert.equal((await texts("p"))[0], `${names}.`);
    assert.deepEqual(await texts("em"), ["really"]);
    assert.deepEqual(await texts("strong"), ["my_long_name", "all of it"]);
    assert.deepEqual(await texts("li code"), ["a_b_c"]);
    assert.deepEqual(await texts("th, td"), ["a_b", "c", "d_e_f", "g"]);
    const links = answer.locator("a");
    const addresses = await links.evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    assert.deepEqual(addresses, ["https://example.com/a_b_c", "https://example.com/d_e_f"]);
    assert.match((await texts("pre")).join(), /const one_two_three = 1;/);
  });
});
