import * as path from "node:path";
import { invoke } from "../../../src/client/invoke.js";
import { chunkReaderFor } from "../../../src/models/families.js";
import { History } from "../../../src/run/history.js";
import { journalName, openJournal } from "../../../src/run/journal.js";
import type { Run } from "../../../src/run/run.js";
import { Runs } from "../../../src/run/runs.js";
import { PanelSession } from "../../../src/views/panelSession.js";
import { options } from "../../support/invokeKit.js";
import { textsForTests } from "../../support/panelTexts.js";
import { choose } from "./choose.js";
import type { Places } from "./servers.js";

const modelId = "anthropic.claude-3-haiku-20240307-v1:0";

const scenarios = [
  "echo",
  "long 200",
  "burst 5000",
  "slow 20",
  "reset",
  "reset after 5",
  "close after 4",
  "cut after 6",
  "corrupt after 3",
  "corrupt prelude after 3",
  "stall after 3",
  "unknown event after 2",
  "throttlingException after 3",
  "modelStreamErrorException after 2",
  "throttling once",
  "service unavailable",
  "validation",
  "unicode",
  "reasoning",
  "tool call",
];

/** A run that has ended, and its record. */
export interface SoakedRun {
  readonly run: Run;
  readonly scenario: string;
  readonly file: string;
}

export interface WindowOptions {
  readonly name: string;
  readonly folder: string;
  readonly random: () => number;
  readonly places: Places;
  readonly onProblem: (problem: string) => void;
}

/** The service of one window, all that lives beside VS Code: runs, records, list and panel. */
export class SoakWindow {
  readonly runs = new Runs();
  private readonly history: History;
  private readonly panel: PanelSession;
  private count = 0;
  private isClosing = false;

  constructor(private readonly options: WindowOptions) {
    this.history = new History({
      folder: options.folder,
      isWriting: (id) => this.runs.isWriting(id),
    });
    this.panel = this.openPanel();
  }

  /** Streams so many runs at once, one after the other, until the window is closed. */
  async work(atOnce: number, take: (run: SoakedRun) => Promise<void> | void): Promise<void> {
    await this.history.load();
    const worker = async () => {
      while (!this.isClosing) await this.oneRun(take);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }

  /** As VS Code does it: the runs are cut short, then everything is disposed of. */
  async close(): Promise<void> {
    this.isClosing = true;
    await this.runs.interruptAll();
    this.panel.dispose();
    this.history.dispose();
  }

  private async oneRun(take: (run: SoakedRun) => Promise<void> | void): Promise<void> {
    const { random, onProblem } = this.options;
    const scenario = choose(scenarios, random);
    const { run, file } = this.start(`${this.options.name}-${this.count++}`, scenario);
    const stop = random() < 0.3 ? setTimeout(() => run.stop(), random() * 400) : undefined;
    await run.ended;
    clearTimeout(stop);
    await run.recorded;
    try {
      await take({ run, scenario, file });
    } catch (error) {
      onProblem(`${scenario}: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.runs.remove(run.id);
  }

  private start(id: string, scenario: string): { readonly run: Run; readonly file: string } {
    const { random, folder, places, onProblem } = this.options;
    const content = `sandbox: ${scenario}\nSay something.`;
    const body = JSON.stringify({
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 4096,
      messages: [{ role: "user", content }],
    });
    const { accessKeyId, secretAccessKey } = places;
    const keys = { type: "keys", accessKeyId, secretAccessKey, source: "soak" } as const;
    const endpoint = choose(places.endpoints, random);
    const target = { region: "us-east-1", endpoint, identity: keys };
    const request = { modelId, body };
    const startedAt = Date.now();
    const header = { id, startedAt, request, target: { ...target, identity: "soak" } };
    const trouble = (error: unknown) => onProblem(`journal: ${String(error)}`);
    const credentials = { accessKeyId, secretAccessKey };
    const signed = { type: "keys", credentials, source: "soak" } as const;
    const timeouts = { connectTimeoutMs: 10_000, stallTimeoutMs: 3_000 };
    const how = {
      ...options(endpoint, timeouts),
      target,
      credentials: { resolve: () => Promise.resolve(signed) },
    };
    const run = this.runs.start({
      id,
      request,
      target,
      newReader: () => chunkReaderFor(modelId),
      invoke: (_, signal) => invoke(request, how, signal),
      maxAttempts: 2,
      journal: openJournal(folder, header, trouble),
    });
    return { run, file: path.join(folder, journalName(startedAt, id)) };
  }

  /** A panel that draws whatever it is sent at once. */
  private openPanel(): PanelSession {
    const nothing = () => undefined;
    const panel = new PanelSession({
      runs: this.runs,
      format: () => "markdown",
      texts: textsForTests,
      log: (line) => this.options.onProblem(`panel: ${line}`),
      actions: {
        ...{ stop: nothing, copy: nothing, runAgain: nothing, tryNow: nothing, act: nothing },
        ...{ command: nothing, copyText: nothing, insertText: nothing, openLink: nothing },
        ...{ saveEvents: nothing, saveRawBytes: nothing },
      },
    });
    panel.attach((message) => {
      if (message.type !== "snapshot" && message.type !== "delta") return;
      const { sequence } = message;
      queueMicrotask(() => panel.receive({ type: "painted", sequence }));
    });
    panel.receive({ type: "ready" });
    return panel;
  }
}
