import type { Locator, Page } from "playwright-core";
import { until } from "./until.js";

/** The box at the top of VS Code: the command palette, quick picks, input boxes. */
export class QuickInput {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What one types into. */
  get box(): Locator {
    return this.#page.locator(".quick-input-widget input[type=text]");
  }

  get rows(): Locator {
    return this.#page.locator(".quick-input-list .monaco-list-row");
  }

  /** The labels of the rows on the screen. */
  async labels(): Promise<string[]> {
    return this.rows.locator(".label-name").allInnerTexts();
  }

  /** The command palette, or with its key the list of files. */
  async open(key: "F1" | "ControlOrMeta+KeyP" = "F1"): Promise<void> {
    // While VS Code is starting it may take the focus, and with it the box, away again.
    await until(`${key} opens the quick input`, async () => {
      await this.refuseDialog();
      await this.#page.keyboard.press(key);
      return appears(this.box, 2_000);
    });
  }

  /** Fails with the text of a modal dialog that is in the way, and closes it for whoever is next. */
  async refuseDialog(): Promise<void> {
    const dialog = this.#page.locator(".monaco-dialog-box").first();
    if (!(await dialog.isVisible())) return;
    const text = (await dialog.innerText()).replace(/\s+/g, " ");
    await this.#page.keyboard.press("Escape");
    throw new Error(`VS Code shows a dialog: ${text}`);
  }

  /**
   * Filters the open list until it has a row with exactly this label.
   * @param prefix what the palette needs in front, for example `>`.
   * @returns undefined when none appears within the time.
   */
  async find(label: string, withinMs: number, prefix = ""): Promise<Locator | undefined> {
    const exactly = this.#page.locator(".label-name").getByText(label, { exact: true });
    const row = this.rows.filter({ has: exactly }).first();
    const end = Date.now() + withinMs;
    do {
      // Typed anew each time: the list may have been filled only after we typed.
      if (!(await this.#type(`${prefix}${label}`))) continue;
      if (await appears(row, 1_000)) return row;
      await this.#type(prefix);
    } while (Date.now() < end);
    return undefined;
  }

  /** False when the box has closed: what loads late may take the focus from it. */
  #type(text: string): Promise<boolean> {
    return this.box.fill(text, { timeout: 1_000 }).then(
      () => true,
      () => false,
    );
  }

  /** Chooses the row with this label from the open list. */
  async choose(label: string, withinMs = 60_000): Promise<void> {
    const row = await this.find(label, withinMs);
    if (row === undefined) {
      throw new Error(`No "${label}" in the list: ${(await this.labels()).join(", ")}`);
    }
    await row.click();
  }

  /** Waits for the pick or box with this title: the palette before it closes only afterwards. */
  async asked(title: string): Promise<void> {
    const titles = this.#page.locator(".quick-input-title");
    await titles.getByText(title, { exact: true }).waitFor();
    await this.box.waitFor();
  }

  /** Types an answer into the pick or box with this title and accepts it. */
  async answer(title: string, text: string): Promise<void> {
    await this.asked(title);
    await this.box.fill(text);
    await this.box.press("Enter");
  }

  /**
   * Opens a file from the list of files.
   *
   * @throws when a page that loads takes the focus, and with it the list, away.
   */
  async chooseFile(file: string, shownAs: string): Promise<void> {
    const timeout = 5_000;
    await this.box.fill(file, { timeout });
    await this.rows.filter({ hasText: shownAs }).first().waitFor({ timeout });
    await this.box.press("Enter", { timeout });
  }

  async dismiss(): Promise<void> {
    await this.#page.keyboard.press("Escape");
    await this.box.waitFor({ state: "hidden" });
  }
}

function appears(locator: Locator, withinMs: number): Promise<boolean> {
  return locator.waitFor({ timeout: withinMs }).then(
    () => true,
    () => false,
  );
}
