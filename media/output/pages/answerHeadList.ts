import * as l10n from "../../../src/l10n.js";
import type { AnswerHeads } from "../../../src/views/pagesProtocol.js";
import { element } from "../dom.js";
import { headerList } from "./headerList.js";
import type { PageHost } from "./runPage.js";

/** Heads come once in an attempt, so nobody waits long for one. */
const askEveryMs = 500;

/** The headers of every answer that came, as they come. */
export class AnswerHeadList {
  readonly element = element("section", {
    class: "answer-heads",
    part: "answerHeads",
    attributes: { "aria-label": l10n.t("Response headers") },
  });
  private runId: string | undefined;
  private shown = "";
  private isLive = true;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: PageHost) {}

  open(runId: string): void {
    this.close();
    this.runId = runId;
    void this.load();
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.runId = undefined;
    this.isLive = true;
    this.shown = "";
    this.element.replaceChildren();
  }

  /** The run has gone on or ended. */
  didChange(): void {
    if (this.runId === undefined || !this.isLive) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.load();
    }, askEveryMs);
  }

  private async load(): Promise<void> {
    const { runId } = this;
    if (runId === undefined) return;
    const outcome = await this.host.request({ type: "answerHeads", runId });
    if (this.runId !== runId || outcome.type !== "ok") return;
    if (outcome.reply?.type === "answerHeads") this.show(outcome.reply);
  }

  private show({ heads, isLive }: AnswerHeads): void {
    this.isLive = isLive;
    const key = JSON.stringify(heads);
    // Built anew only when there is something new: somebody may be selecting in it.
    if (key === this.shown) return;
    this.shown = key;
    this.element.replaceChildren(
      ...heads.flatMap(({ attempt, status, headers }) => [
        element(
          "div",
          { class: "page-head" },
          element("h2", { class: "page-title" }, l10n.t("Response headers")),
          element("span", { class: "quiet" }, statusText(attempt, status, heads.length)),
        ),
        headerList(headers),
      ]),
    );
  }
}

function statusText(attempt: number, status: string, answers: number): string {
  return attempt === 1 && answers === 1 ? status : l10n.t("Attempt {0}, {1}", attempt, status);
}
