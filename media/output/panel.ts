import * as l10n from "../../src/l10n.js";
import type {
  Away,
  Delta,
  Outcome,
  OutputFormat,
  PanelCommand,
  PanelRequest,
  Reading,
  ShownChange,
  ShownProgress,
  ShownRun,
  ShownStatus,
  Snapshot,
} from "../../src/views/outputProtocol.js";
import type { PageId } from "../../src/views/pagesProtocol.js";
import { Announcer } from "./announcer.js";
import { Attempts } from "./attempts.js";
import { away } from "./away.js";
import { CodeColors } from "./code/codeColors.js";
import { ending } from "./ending.js";
import { Header, rateText } from "./header.js";
import type { Host } from "./host.js";
import { Page } from "./page.js";
import { RunPages } from "./pages/runPages.js";
import { Sections } from "./sections.js";
import { Tabs } from "./tabs.js";
import { Waiting } from "./waiting.js";
import { welcome } from "./welcome.js";

/** Fast enough for tenths of a second. */
const tickMs = 100;

/** What is shown of the run on the screen. */
interface Shown {
  readonly runId: string;
  readonly modelId: string;
  readonly startedAt: number;
  status: ShownStatus;
  statusAt: number;
  progress: ShownProgress;
  progressAt: number;
}

/** Puts the host's messages on the screen and the reader's wishes into requests. */
export class Panel {
  private readonly announcer = new Announcer();
  private readonly tabs: Tabs;
  private readonly header: Header;
  private readonly attempts: Attempts;
  private readonly sections: Sections;
  private readonly page: Page;
  private readonly pages: RunPages;
  private shown: Shown | undefined;
  /** When the youngest run that was shown began, by the host's clock. */
  private youngest = 0;
  private format: OutputFormat = "plain";
  private waiting: Waiting | undefined;
  /** Host's clock minus ours; they may be on two machines. */
  private clockOffsetMs = 0;

  constructor(private readonly host: Host) {
    this.tabs = new Tabs((runId) => this.ask({ type: "select", runId }));
    this.pages = new RunPages({
      host: {
        request: (request) => host.request(request),
        act: (request, spoken) => this.didWork(request, spoken),
      },
      onDidSelect: (page) => this.selectPage(page),
    });
    const actions = {
      stop: () => this.askRun("stop"),
      copy: () => this.copy(),
      runAgain: () => this.askRun("runAgain"),
      toggleFormat: () =>
        this.ask({ type: "setFormat", format: this.format === "plain" ? "markdown" : "plain" }),
    };
    this.header = new Header(actions, { pageBar: this.pages.bar });
    this.attempts = new Attempts({
      copyText: (text) => this.copyText(text),
      rawAnswer: (attempt) => this.rawAnswer(attempt),
    });
    this.sections = new Sections({
      colors: new CodeColors(),
      copyText: (text) => this.copyText(text),
      insertText: (text) => this.ask({ type: "insertText", text }),
    });
    const command = (command: PanelCommand) => this.ask({ type: "command", command });
    this.page = new Page({
      tabs: this.tabs.element,
      header: this.header.element,
      attempts: this.attempts.element,
      sections: this.sections.element,
      pages: this.pages.elements,
      announcer: this.announcer.element,
      welcome: welcome(command),
      away: away(command),
      openLink: (url) => this.ask({ type: "openLink", url }),
      savePosition: (position) => {
        if (!this.shown) return;
        this.host.saveReading({ runId: this.shown.runId, ...position, page: this.pages.page });
      },
    });
    this.pages.select(host.reading?.page ?? "answer");
    setInterval(() => this.tick(), tickMs);
  }

  apply(message: Snapshot | Delta | Away): void {
    if (message.type === "away") {
      this.tabs.update([]);
      this.clear("away");
      return;
    }
    this.clockOffsetMs = message.hostNow - Date.now();
    if (message.runs) this.tabs.update(message.runs);
    if (message.type === "snapshot") {
      this.format = message.format;
      this.header.setFormat(message.format);
      if (message.shown) this.begin(message.shown, message.reading ?? this.host.reading);
      else this.clear("empty");
    } else if (message.shown && message.shown.runId === this.shown?.runId) {
      this.change(message.shown);
    }
  }

  private begin(run: ShownRun, saved: Reading | undefined): void {
    const { runId, modelId, startedAt, status, progress } = run;
    const isOther = this.shown?.runId !== runId;
    if (!this.shown && saved) this.pages.select(saved.page ?? "answer");
    // Whoever sends another request sees what the model says, whatever was looked at before.
    if (isOther && this.shown && startedAt > this.youngest) this.pages.select("answer");
    this.youngest = Math.max(this.youngest, startedAt);
    const now = performance.now();
    this.shown = { runId, modelId, startedAt, status, progress, statusAt: now, progressAt: now };
    document.body.dataset["runId"] = runId;
    this.tabs.shows(runId);
    this.header.setModel(modelId, run.region);
    this.header.setReplay(run.isReplay === true);
    this.attempts.reset();
    this.sections.reset(this.format);
    this.page.show("run");
    this.pages.shows(runId);
    this.attempts.add(run.attempts);
    this.sections.add(run.pieces);
    this.showStatus(status);
    if (!isOther) return;
    this.page.place(saved?.runId === runId ? saved : undefined, status.type !== "ended");
  }

  private clear(state: "empty" | "away"): void {
    this.shown = undefined;
    this.waiting = undefined;
    delete document.body.dataset["runId"];
    delete document.body.dataset["verdict"];
    document.body.dataset["state"] = state;
    this.tabs.shows(undefined);
    this.attempts.reset();
    this.sections.reset(this.format);
    this.page.show(state === "empty" ? "welcome" : state);
    this.pages.shows(undefined);
  }

  private change(change: ShownChange): void {
    if (!this.shown) return;
    this.attempts.add(change.attempts ?? []);
    this.sections.add(change.pieces);
    this.page.didGrow();
    if (change.progress) {
      this.shown.progress = change.progress;
      this.shown.progressAt = performance.now();
    }
    if (change.status) this.showStatus(change.status);
    this.pages.didChange();
  }

  private selectPage(page: PageId): void {
    this.page.showAnswer(page === "answer");
    document.body.dataset["page"] = page;
    const { shown } = this;
    if (!shown) return;
    const start = { runId: shown.runId, block: 0, offset: 0, isFollowing: true };
    this.host.saveReading({ ...(this.host.reading ?? start), page });
  }

  private showStatus(status: ShownStatus): void {
    if (!this.shown) return;
    this.shown.status = status;
    this.shown.statusAt = performance.now();
    const { body } = document;
    body.dataset["state"] = status.type;
    if (status.type === "ended") body.dataset["verdict"] = status.verdict.verdict;
    else delete body.dataset["verdict"];
    this.header.setStatus(status);
    this.waiting = undefined;
    this.attempts.setWaiting(status.type === "waiting");
    this.page.below(this.belowText(status));
    this.announcer.status(status, this.shown.modelId);
    this.tick();
  }

  /** What stands under the text in this state. */
  private belowText(status: ShownStatus): HTMLElement | undefined {
    if (status.type === "waiting") {
      this.waiting = new Waiting(status, {
        tryNow: () => this.askRun("tryNow"),
        stop: () => this.askRun("stop"),
      });
      return this.waiting.element;
    }
    if (status.type !== "ended") return undefined;
    this.sections.close();
    const runId = this.shown?.runId ?? "";
    return ending(status, !this.sections.isEmpty, {
      act: (actionId) => this.ask({ type: "act", runId, actionId }),
      copyText: (text) => this.copyText(text),
      rawAnswer: () => this.rawAnswer(),
    });
  }

  private tick(): void {
    if (!this.shown) return;
    const { status, startedAt, progress, progressAt, statusAt } = this.shown;
    if (status.type === "ended") return;
    const hostNow = Date.now() + this.clockOffsetMs;
    this.waiting?.tick(hostNow);
    const now = performance.now();
    const since = { sinceProgressMs: now - progressAt, sinceStatusMs: now - statusAt };
    const rate = rateText(status, progress, since);
    this.header.tick(Math.max(0, hostNow - startedAt), rate.text, rate.isWarning);
  }

  private rawAnswer(attempt?: number): Promise<Outcome> {
    const runId = this.shown?.runId ?? "";
    const which = attempt !== undefined && { attempt };
    return this.host.request({ type: "rawAnswer", runId, ...which });
  }

  private async copy(): Promise<boolean> {
    if (!this.shown) return false;
    return this.didWork({ type: "copy", runId: this.shown.runId }, l10n.t("Copied."));
  }

  private copyText(text: string): Promise<boolean> {
    return this.didWork({ type: "copyText", text }, l10n.t("Copied."));
  }

  private askRun(type: "stop" | "runAgain" | "tryNow"): void {
    if (this.shown) this.ask({ type, runId: this.shown.runId });
  }

  private ask(request: PanelRequest): void {
    void this.didWork(request);
  }

  private async didWork(request: PanelRequest, spoken?: string): Promise<boolean> {
    const outcome = await this.host.request(request);
    if (outcome.type === "error") {
      this.page.complain(outcome.message);
      return false;
    }
    if (spoken !== undefined) this.announcer.say(spoken);
    return true;
  }
}
