import assert from "node:assert/strict";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { openPanelPage, type PanelPage } from "../support/panelPage.js";
import { runAgainst } from "../unit/run/sandboxRun.js";

describe("an answer in Markdown", () => {
  let sandbox: Sandbox;
  let panel: PanelPage;
  let runs = 0;
  before(async () => {
    sandbox = await startSandbox({ paceMs: 0 });
    panel = await openPanelPage("markdown");
  });
  after(async () => {
    await panel?.close();
    await sandbox?.close();
  });

  async function shown(text: string) {
    runs += 1;
    const choices = { id: `run-${runs}`, maxTokens: 400_000 };
    const run = runAgainst(sandbox, `sandbox: echo\n${text}`, choices);
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

  it("shows what would turn the order of code around, and copies what the model sent", async () => {
    const code = "if (isAdmin) { /*\u202E } \u2066if (ok)\u2069 \u2066 begin */";
    const answer = await shown(
      `\`\`\`ts\n${code}\n\`\`\`\n\nAnd \`a\u200Fb\` too, \u200Ehere not.`,
    );
    const marks = answer.locator(".bidi-mark");
    assert.deepEqual(await marks.evaluateAll((all) => all.map(({ dataset }) => dataset["code"])), [
      "U+202E",
      "U+2066",
      "U+2069",
      "U+2066",
      "U+200F",
    ]);
    const named = answer.getByRole("img", { name: "U+202E" });
    assert.equal(await named.count(), 1);
    assert.ok(((await named.boundingBox())?.width ?? 0) > 20, "it is seen");
    await answer.locator("[data-action=copyCode]").click();
    assert.deepEqual(panel.asked.at(-1), ["copyText", code]);
    assert.equal(await answer.locator("pre code").textContent(), code);
  });

  it("goes on as plain text where rendering would cost too much, and says so once", async () => {
    const dashes = "-".repeat(3_000);
    const answer = await shown(`**First** words.\n\n${dashes} *last* word`);
    assert.deepEqual(await answer.locator("strong").allInnerTexts(), ["First"]);
    assert.equal(await answer.locator("[data-part=plainNote]").count(), 1);
    assert.equal(await answer.locator(".plain").textContent(), `${dashes} *last* word`);
  });

  it("goes on with a long list and a long table where they were", async () => {
    const count = 1_500;
    const items = Array.from({ length: count }, (_, at) => `${at + 1}. item ${at + 1}\n`).join("");
    const rows = Array.from({ length: count }, (_, at) => `|${at + 1}|x|\n`).join("");
    const answer = await shown(`${items}\nThen\n\n|a|b|\n|-|-|\n${rows}`);
    assert.equal(await answer.locator("li").count(), count);
    const starts = await answer
      .locator("ol")
      .evaluateAll((lists) =>
        lists.map((list) => [Reflect.get(list, "start"), list.firstElementChild?.textContent]),
      );
    for (const [start, text] of starts) assert.equal(text, `item ${String(start)}`);
    assert.ok(starts.length > 2);
    assert.equal(await answer.locator("thead").count(), 1);
    const cells = await answer.locator("tbody tr > td:first-child").allTextContents();
    assert.deepEqual(
      cells.map(Number),
      Array.from({ length: count }, (_, at) => at + 1),
    );
    assert.equal(await answer.locator("[data-part=plainNote]").count(), 0);
  });
});
