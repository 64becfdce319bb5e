import { asFailure, Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import type {
  OutputFormat,
  Outcome,
  PanelRequest,
  Reading,
  RunTab,
  ToPanel,
} from "./outputProtocol.js";
import { Pacer } from "./pacer.js";
import { parseFromPanel, requestIdOf } from "./parseFromPanel.js";
import { RunPages } from "./runPages.js";
import { rawAnswerOf, RunProjection } from "./runProjection.js";
import type { OutputTexts, ProjectedRun } from "./runProjection.js";
import { runTab } from "./runTab.js";
import type { SessionActions } from "./sessionActions.js";

/** All runs, oldest first, with an event for every change of any of them. */
export interface SessionRuns {
  readonly all: readonly ProjectedRun[];
  onDidChange(listener: () => void): () => void;
}

export interface PanelSessionOptions {
  readonly runs: SessionRuns;
  readonly format: () => OutputFormat;
  readonly texts: OutputTexts;
  readonly actions: SessionActions;
  readonly log: (message: string) => void;
}

/** More tabs than anyone looks through; older runs are in the history. */
const maxTabs = 50;

/**
 * The host's side of the panel: which run it shows, what it has been told, and when it is told
 * more. Knows nothing of webviews, only of messages.
 */
export class PanelSession {
  private readonly pacer: Pacer;
  private readonly stopListening: () => void;
  private readonly pages: RunPages;
  private post: ((message: ToPanel) => void) | undefined;
  private projection: RunProjection | undefined;
  /** The panel has said `ready` and nothing has hidden it since. */
  private isOpen = false;
  private sequence = 0;
  private sentTabs = "";
  private newestId: string | undefined;
  private shownId: string | undefined;
  /** Chosen in the panel; holds until the setting is read anew. */
  private chosenFormat: OutputFormat | undefined;
  private reading: Reading | undefined;

  constructor(private readonly options: PanelSessionOptions) {
    this.newestId = options.runs.all.at(-1)?.id;
    this.shownId = this.newestId;
    this.pacer = new Pacer({
      send: () => this.sendDelta(),
      now: () => performance.now(),
      later: (run, delayMs) => {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    });
    this.pages = new RunPages({
      find: (runId) => this.find(runId),
      texts: options.texts,
      copyText: (text) => options.actions.copyText(text),
    });
    this.stopListening = options.runs.onDidChange(() => this.onDidChangeRun());
  }

  get shownRunId(): string | undefined {
    return this.shownId;
  }

  /** A webview was made; nothing is posted to it before it says `ready`. */
  attach(post: (message: ToPanel) => void): void {
    this.detach();
    this.post = post;
  }

  /** The webview is hidden or gone; one that shows again says `ready`. */
  detach(): void {
    this.isOpen = false;
    this.pacer.close();
    this.pages.forget();
    this.projection = undefined;
  }

  /** Switches the panel to a run. */
  show(runId: string): void {
    if (this.shownId === runId) return;
    this.shownId = runId;
    this.sendSnapshot();
  }

  /** Reads the format setting anew and builds the shown run again. */
  refresh(): void {
    this.chosenFormat = undefined;
    this.sendSnapshot();
  }

  dispose(): void {
    this.detach();
    this.stopListening();
    this.post = undefined;
  }

  /** A message from the panel, unchecked. */
  receive(value: unknown): void {
    const message = parseFromPanel(value);
    if (!message) {
      this.refuse(value);
      return;
    }
    switch (message.type) {
      case "ready":
        this.isOpen = true;
        this.sendSnapshot();
        return;
      case "painted":
        this.pacer.painted(message.sequence);
        return;
      case "reading":
        this.reading = message.reading;
        return;
      case "request":
        void this.answer(message.requestId, message.request);
        return;
      default:
        message satisfies never;
    }
  }

  private onDidChangeRun(): void {
    const { all } = this.options.runs;
    const isGone = (id: string | undefined) =>
      id !== undefined && !all.some((run) => run.id === id);
    const newest = all.at(-1)?.id;
    // Where the newest is gone, the one before it is not new.
    const isNew = newest !== undefined && newest !== this.newestId && !isGone(this.newestId);
    this.newestId = newest;
    // Whoever starts a run wants to see it; whoever cleared the shown one sees the one before.
    if (isNew || isGone(this.shownId)) {
      this.shownId = newest;
      this.sendSnapshot();
      return;
    }
    if (this.projection?.hasFirstText) this.pacer.hurry();
    else this.pacer.poke();
  }

  private sendSnapshot(): void {
    if (!this.isOpen || !this.post) return;
    const run = this.options.runs.all.find(({ id }) => id === this.shownId);
    const format = this.chosenFormat ?? this.options.format();
    this.projection = run && new RunProjection(run, this.options.texts, format);
    const tabs = this.tabs();
    this.sentTabs = tabsKey(tabs);
    this.sequence += 1;
    const shown = this.projection?.snapshot(performance.now());
    this.post({
      type: "snapshot",
      sequence: this.sequence,
      hostNow: Date.now(),
      format,
      runs: tabs,
      ...(shown && { shown }),
      ...(this.reading && { reading: this.reading }),
    });
    this.pacer.open(this.sequence);
  }

  private sendDelta(): number | undefined {
    const tabs = this.tabs();
    const haveTabsChanged = tabsKey(tabs) !== this.sentTabs;
    const shown = this.projection?.change(performance.now());
    if (!this.post || (!shown && !haveTabsChanged)) return undefined;
    this.sentTabs = tabsKey(tabs);
    this.sequence += 1;
    this.post({
      type: "delta",
      sequence: this.sequence,
      hostNow: Date.now(),
      ...(haveTabsChanged && { runs: tabs }),
      ...(shown && { shown }),
    });
    return this.sequence;
  }

  private tabs(): readonly RunTab[] {
    const { runs, texts } = this.options;
    return runs.all.slice(-maxTabs).map((run) =>
      runTab(run, (summary) => {
        const { label, severity, icon } = texts.verdict(summary);
        return { label, severity, icon };
      }),
    );
  }

  private async answer(requestId: number, request: PanelRequest): Promise<void> {
    // Meanwhile another webview may be attached; only this one has asked.
    const { post } = this;
    try {
      const outcome = await this.fulfil(request);
      post?.({ type: "answer", requestId, outcome });
    } catch (error) {
      const { message } = asFailure(error);
      post?.({ type: "answer", requestId, outcome: { type: "error", message } });
    }
  }

  /** Does what the panel asks, and answers with what it asked for. */
  private async fulfil(request: PanelRequest): Promise<Outcome> {
    const { actions } = this.options;
    switch (request.type) {
      case "stop":
      case "copy":
      case "runAgain":
      case "tryNow":
      case "saveEvents":
      case "saveRawBytes":
        await actions[request.type](request.runId);
        return done;
      case "act":
        await actions.act(request.runId, request.actionId);
        return done;
      case "command":
        await actions.command(request.command);
        return done;
      case "copyText":
      case "insertText":
        await actions[request.type](request.text);
        return done;
      case "openLink":
        await actions.openLink(request.url);
        return done;
      case "select":
        this.show(this.find(request.runId).id);
        return done;
      case "setFormat":
        this.chosenFormat = request.format;
        this.sendSnapshot();
        return done;
      case "rawAnswer":
        return { type: "ok", text: rawAnswerOf(this.find(request.runId), request.attempt) };
      case "events":
      case "event":
      case "copyEvent":
      case "timeline":
      case "answerHeads":
      case "sentRequest": {
        const reply = await this.pages.answer(request);
        return reply ? { type: "ok", reply } : done;
      }
      default:
        return request satisfies never;
    }
  }

  private find(runId: string): ProjectedRun {
    const run = this.options.runs.all.find(({ id }) => id === runId);
    if (!run) throw new Failure("callerMistake", l10n.t("This run is no longer there."));
    return run;
  }

  /** A message that is none of ours: only a defect makes one, and its sender must not wait. */
  private refuse(value: unknown): void {
    this.options.log(`The output panel sent something unknown: ${describe(value)}`);
    const requestId = requestIdOf(value);
    if (requestId === undefined) return;
    const message = l10n.t("The output panel asked for something that this version does not know.");
    this.post?.({ type: "answer", requestId, outcome: { type: "error", message } });
  }
}

const done: Outcome = { type: "ok" };

/** The tag, never the content: it may hold a model's text. */
function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value;
  return "type" in value ? String(value.type) : "no type";
}

function tabsKey(tabs: readonly RunTab[]): string {
  return tabs.map(({ runId, state }) => `${runId} ${state}`).join("\n");
}
