import * as path from "node:path";
import type { Frame, Locator, Page } from "playwright-core";
import { openBrowser } from "./browser.js";
import { QuickInput } from "./quickInput.js";
import { isReleaseName, type ReleaseName } from "./release.js";
import { RELEASE_VARIABLE } from "./runSuite.js";
import { until } from "./until.js";
import { startVscode, type RunningVscode, type VscodeOptions } from "./vscode.js";
import { describeWebviews, innerFrame, openInnerFrame, type WebviewPlace } from "./webviewFrame.js";

/** VS Code's built-in themes, one of each kind: the name in settings, in its picker, in the page. */
const themes = {
  light: { setting: "Default Light Modern", label: "Light Modern", css: "vs" },
  dark: { setting: "Default Dark Modern", label: "Dark Modern", css: "vs-dark" },
  highContrast: {
    setting: "Default High Contrast",
    label: "Dark High Contrast",
    css: "hc-black",
  },
  highContrastLight: {
    setting: "Default High Contrast Light",
    label: "Light High Contrast",
    css: "hc-light",
  },
} as const;

export type ThemeName = keyof typeof themes;

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

export interface WindowOptions {
  readonly viewport?: Viewport;
  /** Language of the window, for example `de`; this VS Code itself has only English words. */
  readonly language?: string;
  /** What ends the VS Code with its window; by default that VS Code does. */
  readonly endVscode?: () => Promise<void>;
}

export interface WorkbenchOptions extends VscodeOptions, WindowOptions {
  readonly theme?: ThemeName;
}

/** Milliseconds that VS Code may take for anything a person would call immediate. */
const PATIENCE_MS = 60_000;

/** Starts a VS Code of its own and opens it in headless Chromium. Close it in `after`. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const theme = { "workbench.colorTheme": themes[options.theme ?? "dark"].setting };
  const vscode = await startVscode({
    ...options,
    release: options.release ?? releaseFromEnvironment(),
    settings: { ...theme, ...options.settings },
  });
  try {
    return await openWindow(vscode, vscode.server.url(vscode.workspace), options);
  } catch (error) {
    await vscode.close();
    throw error;
  }
}

/** Opens a window of a running VS Code; closing the window ends that VS Code, too, unless told. */
export async function openWindow(
  vscode: RunningVscode,
  url: string,
  { viewport = { width: 1280, height: 800 }, language, endVscode }: WindowOptions = {},
): Promise<Workbench> {
  const browser = await openBrowser(vscode.env);
  const context = await browser.newContext({
    viewport,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const workbench = new Workbench(page, vscode, async () => {
    await browser.close();
    await (endVscode ? endVscode() : vscode.close());
  });
  try {
    // What a language pack would set: extensions are translated by it, with their own files.
    const setLanguage = (id: string) => Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: id });
    if (language !== undefined) await page.addInitScript(setLanguage, language);
    await page.goto(url);
    await workbench.whenReady();
    return workbench;
  } catch (error) {
    await browser.close();
    throw error;
  }
}

function releaseFromEnvironment(): ReleaseName {
  const name = process.env[RELEASE_VARIABLE] ?? "newest";
  if (!isReleaseName(name)) throw new Error(`${RELEASE_VARIABLE}: no release is called ${name}.`);
  return name;
}

/** A VS Code window, and what a person does with it. */
export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  /** The copy of the workspace folder that is open. */
  readonly workspace: string;
  readonly #vscode: RunningVscode;
  readonly #close: () => Promise<void>;

  constructor(page: Page, vscode: RunningVscode, close: () => Promise<void>) {
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.workspace = vscode.workspace;
    this.#vscode = vscode;
    this.#close = close;
  }

  /** Ends this VS Code and deletes all it wrote. */
  close(): Promise<void> {
    return this.#close();
  }

  /** Another window of this VS Code on the same folder; closing it closes nothing else. */
  openAnother(): Promise<Workbench> {
    const url = this.#vscode.server.url(this.workspace);
    return openWindow(this.#vscode, url, { endVscode: () => Promise.resolve() });
  }

  /** VS Code marks its start-up phases; before this one it still moves the focus about. */
  async whenReady(): Promise<void> {
    await this.page.waitForFunction(
      () => performance.getEntriesByName("code/LifecyclePhase/Restored").length > 0,
    );
  }

  /** As "Developer: Reload Window": the extension host starts anew, too. */
  async reloadWindow(): Promise<void> {
    await this.page.reload();
    await this.whenReady();
  }

  /** Runs a command by its full title in the palette, for example "Bedrock Stream: Stop Stream". */
  async runCommand(title: string): Promise<void> {
    await until(`the palette takes "${title}"`, async () => {
      await this.quickInput.open();
      const row = await this.quickInput.find(title, 5_000, ">");
      // A page that takes the focus while it loads closes the palette even now.
      return row?.click({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** Does the palette offer this command here, or soon? */
  async offersCommand(title: string, withinMs = PATIENCE_MS): Promise<boolean> {
    await this.quickInput.open();
    const row = await this.quickInput.find(title, withinMs, ">");
    await this.quickInput.dismiss();
    return row !== undefined;
  }

  /** The opposite, judged after two seconds: what shall not come cannot be waited for. */
  async lacksCommand(title: string): Promise<boolean> {
    return !(await this.offersCommand(title, 2_000));
  }

  /** Types an answer into the quick pick or input box with this title and accepts it. */
  answerInput(title: string, text: string): Promise<void> {
    return this.quickInput.answer(title, text);
  }

  /** Opens a file of the workspace in an editor and waits until its text is there. */
  async openFile(name: string): Promise<void> {
    const base = path.basename(name);
    const tab = this.page.locator(`.tab.active[data-resource-name="${base}"]`);
    await until(`${base} is open`, async () => {
      await this.quickInput.open("ControlOrMeta+KeyP");
      return this.quickInput
        .chooseFile(path.join(this.workspace, name), base)
        .then(() => tab.waitFor({ timeout: 5_000 }))
        .then(
          () => true,
          () => false,
        );
    });
    await this.editor.locator(".view-line").first().waitFor();
  }

  /** The text editor in the active group. */
  get editor(): Locator {
    return this.page
      .locator(".editor-group-container.active .editor-instance .monaco-editor")
      .first();
  }

  async focusEditor(): Promise<void> {
    await this.page.keyboard.press("ControlOrMeta+Digit1");
  }

  async selectAll(): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press("ControlOrMeta+KeyA");
  }

  /** Selects the first place where the active editor has this text. */
  async selectText(text: string): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press("ControlOrMeta+Home");
    await this.page.keyboard.press("ControlOrMeta+KeyF");
    const widget = this.page.locator(".find-widget.visible").first();
    const box = widget.locator(".find-part textarea").first();
    // Emptied first: the search follows only a change, and starts at the cursor.
    await box.fill("");
    await widget.locator(".matchesCount").getByText("No results").waitFor();
    await box.fill(text);
    await widget
      .locator(".matchesCount")
      .getByText(/^\d+ of \d+$/)
      .waitFor();
    await box.press("Escape");
    await widget.waitFor({ state: "hidden" });
  }

  /** Chooses an entry of the editor's context menu, opened on the selection. */
  async chooseFromContextMenu(entry: string): Promise<void> {
    await this.page.keyboard.press("Shift+F10");
    const item = this.page.locator(".context-view .action-label").getByText(entry, { exact: true });
    await item.waitFor();
    // For a tenth of a second a new menu ignores the mouse, lest the click that opened it chooses.
    await until("the menu takes the click", async () => {
      await item.click({ timeout: 1_000 }).catch(() => undefined);
      return item.waitFor({ state: "hidden", timeout: 1_000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** Changes the person's settings, undefined removing one, and reloads the window. */
  async changeSettings(changes: Readonly<Record<string, unknown>>): Promise<void> {
    this.#vscode.changeSettings(changes);
    await this.reloadWindow();
  }

  /** Chooses a theme as a person does; nothing is reloaded. */
  async setTheme(theme: ThemeName): Promise<void> {
    const { label, css } = themes[theme];
    await until("the theme picker offers a theme", async () => {
      await this.runCommand("Preferences: Color Theme");
      // While extensions are still being read the picker may open empty, and stays so.
      const row = await this.quickInput.find(label, 4_000);
      if (row === undefined) await this.quickInput.dismiss();
      else await row.click();
      return row !== undefined;
    });
    await this.page.locator(`.monaco-workbench.${css}`).waitFor();
  }

  /** The document inside a webview of this extension, once it has loaded. */
  async panelFrame(place: WebviewPlace = "view"): Promise<Frame> {
    try {
      return await innerFrame(this.page, "bedrock-stream.bedrock-stream", PATIENCE_MS, place);
    } catch (error) {
      await this.quickInput.refuseDialog();
      throw error;
    }
  }

  /** The same, if it is open now. */
  openPanelFrame(place: WebviewPlace = "view"): Promise<Frame | undefined> {
    return openInnerFrame(this.page, "bedrock-stream.bedrock-stream", place);
  }

  /** What is in each webview of this extension, for one who asks why it is not the right thing. */
  webviews(): Promise<string[]> {
    return describeWebviews(this.page, "bedrock-stream.bedrock-stream");
  }

  /** Text of the status bar item whose id, or whose text, contains this; undefined if none. */
  async statusBarText(idOrText: string): Promise<string | undefined> {
    const items = this.page.locator(".statusbar-item");
    const byId = this.page.locator(`.statusbar-item[id*=${JSON.stringify(idOrText)}]`);
    const item =
      (await byId.count()) > 0 ? byId.first() : items.filter({ hasText: idOrText }).first();
    return (await item.count()) > 0 ? item.innerText() : undefined;
  }

  /** Messages of the notifications on the screen. */
  notifications(): Promise<string[]> {
    return this.page
      .locator(".notifications-toasts .notification-list-item-message")
      .allInnerTexts();
  }

  /** Saves what a person would see to out/ui/<name>.png. @returns the path. */
  async screenshot(name: string): Promise<string> {
    const file = path.resolve("out/ui", `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }
}
