import * as fs from "node:fs";
import * as path from "node:path";
import type { Frame } from "playwright-core";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { triesBefore } from "./triesBefore.js";
import { until } from "./until.js";
import { openWorkbench, type Viewport, type Workbench } from "./workbench.js";

/** The model of the settings and of every request file that `streamFile` writes. */
export const settledModelId = "anthropic.claude-3-5-sonnet-20240620-v1:0";

export interface SandboxWorkbenchOptions {
  /** Milliseconds between two chunks. */
  readonly paceMs: number;
  /** The person's own settings, beside those that name the sandbox. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly viewport?: Viewport;
  /** False: Restricted Mode. */
  readonly trusted?: boolean;
  /** More variables of the extension host. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Gives a suite a workbench that streams from a sandbox of its own, and ends both after it. */
export function useSandboxWorkbench(options: SandboxWorkbenchOptions): SandboxWorkbench {
  const opened = new SandboxWorkbench();
  before(() => opened.open(options));
  after(() => opened.close());
  beforeEach(async function () {
    // Once more in the same window first: a new one shows less of what the tests before have done.
    if (triesBefore(this.currentTest!) === 2) await opened.workbench.reloadWindow();
  });
  afterEach(async function () {
    const { currentTest } = this;
    if (currentTest?.state === "failed") await opened.screenshot(`failed ${currentTest.title}`);
  });
  return opened;
}

/** A workbench, the sandbox behind it, and what its output panel shows. */
export class SandboxWorkbench {
  #sandbox: Sandbox | undefined;
  #workbench: Workbench | undefined;
  /** Runs that the panel has shown; the view may come back with one of them. */
  readonly #seenRuns = new Set<string>();

  get sandbox(): Sandbox {
    if (!this.#sandbox) throw new Error("The sandbox has not been started.");
    return this.#sandbox;
  }

  get workbench(): Workbench {
    if (!this.#workbench) throw new Error("The workbench has not been opened.");
    return this.#workbench;
  }

  async open(options: SandboxWorkbenchOptions): Promise<void> {
    const sandbox = await startSandbox({ paceMs: options.paceMs });
    this.#sandbox = sandbox;
    this.#workbench = await openWorkbench({
      workspace: "sample",
      ...(options.viewport && { viewport: options.viewport }),
      settings: {
        "bedrockStream.endpoint": sandbox.endpoint,
        "bedrockStream.region": sandbox.region,
        "bedrockStream.modelId": settledModelId,
        "bedrockStream.maxAttempts": 1,
        ...options.settings,
      },
      env: {
        AWS_ACCESS_KEY_ID: sandbox.accessKeyId,
        AWS_SECRET_ACCESS_KEY: sandbox.secretAccessKey,
        ...options.env,
      },
      ...(options.trusted !== undefined && { trusted: options.trusted }),
    });
  }

  async close(): Promise<void> {
    await this.#workbench?.close();
    await this.#sandbox?.close();
  }

  /** Of a workbench that may never have opened. */
  async screenshot(name: string): Promise<void> {
    await this.#workbench?.screenshot(name);
  }

  /** Opens a new file of the workspace with this text. */
  async openText(name: string, text: string): Promise<void> {
    fs.writeFileSync(path.join(this.workbench.workspace, name), text);
    await this.workbench.openFile(name);
  }

  /** Streams a request file with this prompt, and waits until the panel shows its run. */
  streamFile(name: string, prompt: string): Promise<Frame> {
    return this.streamText(name, requestText(prompt));
  }

  /** The same with a request file's whole text. */
  async streamText(name: string, text: string): Promise<Frame> {
    await this.openText(name, text);
    return this.newRun(() => this.workbench.runCommand("Bedrock Stream: Stream Request in Editor"));
  }

  /** The panel, once it shows the run that `start` starts: the one before may still be there. */
  async newRun(start: () => Promise<void>): Promise<Frame> {
    const shown = await this.workbench.openPanelFrame();
    if (shown) this.#seenRuns.add(await shownRun(shown));
    await start();
    const newRun = async () => {
      const panel = await this.workbench.openPanelFrame();
      const run = panel ? await shownRun(panel) : "";
      if (run === "" || this.#seenRuns.has(run)) return undefined;
      this.#seenRuns.add(run);
      return panel;
    };
    try {
      return await until("the panel shows a new run", newRun);
    } catch (error) {
      throw new Error(await this.#whatIsThere(), { cause: error });
    }
  }

  /** For an error that nobody was there to see. */
  async #whatIsThere(): Promise<string> {
    const status = await this.workbench.statusBarText("bedrock-stream");
    const notes = await this.workbench.notifications();
    const frames = await this.workbench.webviews();
    const there = [
      `${this.sandbox.openStreams()} open streams`,
      `status bar: ${status ?? "nothing"}`,
      ...notes.map((note) => `notification: ${note}`),
      ...frames.map((frame) => `webview: ${frame}`),
    ];
    return `The panel shows no new run. ${there.join("; ").replace(/\s+/g, " ")}`;
  }

  /** Text of a part of the panel; empty while the part is not there. */
  async partText(part: string): Promise<string> {
    // Looked up anew each time: VS Code replaces the frame of a view that it shows again.
    const panel = await this.workbench.openPanelFrame();
    const texts = panel?.locator(`[data-part=${part}]`).evaluateAll(([element]) => {
      return element?.textContent ?? "";
    });
    return (await texts?.catch(() => "")) ?? "";
  }

  /** Where the records of runs lie. */
  get recordsFolder(): string {
    const data = path.join(path.dirname(this.workbench.workspace), "data/User/globalStorage");
    return path.join(data, "bedrock-stream.bedrock-stream/runs");
  }

  /** What a person is told when runs cannot be recorded, each time that it is told. */
  async recordWarnings(): Promise<readonly string[]> {
    const all = await this.workbench.notifications();
    return all.filter((message) => message.includes("cannot record runs"));
  }

  /** The labels of the rows that the history view shows now. */
  historyRows(): Promise<readonly string[]> {
    return this.workbench.page
      .locator('.pane:has-text("History") .monaco-list-row')
      .evaluateAll((all) => all.map((row) => row.getAttribute("aria-label") ?? ""));
  }

  /** Waits until the history view has a row like this. */
  historyRow(text: RegExp): Promise<string> {
    return until(`the history has a row like ${text}`, async () =>
      (await this.historyRows()).find((label) => text.test(label)),
    );
  }

  /** Another window of the same VS Code on the same sandbox; close it before this one. */
  async openAnother(): Promise<SandboxWorkbench> {
    const other = new SandboxWorkbench();
    other.#workbench = await this.workbench.openAnother();
    other.#sandbox = this.sandbox;
    return other;
  }

  /** Closes the window alone: the sandbox belongs to the first one. */
  closeWindow(): Promise<void> {
    return this.workbench.close();
  }

  /** Waits until the answer is longer than this. */
  answerLongerThan(length: number): Promise<string> {
    return until(`the panel shows more than ${length} characters`, async () => {
      const text = await this.partText("answer");
      return text.length > length && text;
    });
  }

  /** Waits until the panel shows that the run has ended so. */
  async ended(verdict: string): Promise<void> {
    const shown = `body[data-state=ended][data-verdict=${verdict}]`;
    await until(
      `the run has ended: ${verdict}`,
      async () => {
        const panel = await this.workbench.openPanelFrame();
        const both = panel?.locator(`${shown}:has([data-part=verdict])`);
        return (await both?.count().catch(() => 0)) === 1;
      },
      ENDING_LIMIT_MS,
    );
  }
}

/** Milliseconds until the longest answer of these suites has ended. */
const ENDING_LIMIT_MS = 60_000;

/** Id of the run that the panel shows; empty when it shows none. */
function shownRun(panel: Frame): Promise<string> {
  return panel.evaluate(() => document.body.dataset["runId"] ?? "").catch(() => "");
}

/** A request file that asks the settled model. */
function requestText(prompt: string): string {
  return JSON.stringify({ modelId: settledModelId, body: requestBody(prompt) }, null, 2);
}

/** A body for the settled model, with room for the longest answer of these suites. */
export function requestBody(prompt: string): object {
  const messages = [{ role: "user", content: prompt }];
  return { anthropic_version: "bedrock-2023-05-31", max_tokens: 100_000, messages };
}
