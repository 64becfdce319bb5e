import { CodeColors } from "../code/codeColors.js";
import { show } from "../dom.js";
import { EventsPage } from "./eventsPage.js";
import { PageBar } from "./pageBar.js";
import { RequestPage } from "./requestPage.js";
import type { PageId } from "../../../src/views/pagesProtocol.js";
import type { PageHost, RunPage } from "./runPage.js";
import { TimelinePage } from "./timelinePage.js";

export interface RunPagesOptions {
  readonly host: PageHost;
  readonly onDidSelect: (page: PageId) => void;
}

/** The pages beside the answer, of which at most one is looked at. */
export class RunPages {
  private readonly pageBar: PageBar;
  private readonly others: Readonly<Record<Exclude<PageId, "answer">, RunPage>>;
  private selected: PageId = "answer";
  private runId: string | undefined;

  constructor(private readonly options: RunPagesOptions) {
    const { host } = options;
    this.pageBar = new PageBar((page) => this.select(page));
    this.others = {
      events: new EventsPage(host, new CodeColors()),
      timeline: new TimelinePage(host),
      request: new RequestPage(host, new CodeColors()),
    };
    this.update();
  }

  get bar(): HTMLElement {
    return this.pageBar.element;
  }

  get elements(): readonly HTMLElement[] {
    return Object.values(this.others).map(({ element }) => element);
  }

  get page(): PageId {
    return this.selected;
  }

  select(page: PageId): void {
    this.selected = page;
    this.pageBar.shows(page);
    this.options.onDidSelect(page);
    this.update();
  }

  /** The pages are about this run from now on; about none when there is none. */
  shows(runId: string | undefined): void {
    this.runId = runId;
    this.update();
  }

  didChange(): void {
    if (this.selected !== "answer") this.others[this.selected].didChange();
  }

  private update(): void {
    const { runId, selected } = this;
    for (const [id, page] of Object.entries(this.others)) {
      const isShown = id === selected && runId !== undefined;
      show(page.element, isShown);
      if (isShown) page.open(runId);
      else page.close();
    }
  }
}
