import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { answerHeads } from "./answerHeads.js";
import { eventAsJson, eventDetail } from "./eventDetail.js";
import { EventIndex } from "./eventIndex.js";
import type { EventFilter, PageReply, PageRequest } from "./pagesProtocol.js";
import type { OutputTexts, ProjectedRun } from "./runProjection.js";
import { sentRequest } from "./sentRequest.js";
import { TimelineOf } from "./timelineOf.js";

export interface RunPagesOptions {
  /** @throws {Failure} when the run is gone. */
  readonly find: (runId: string) => ProjectedRun;
  readonly texts: Pick<OutputTexts, "identity">;
  readonly copyText: (text: string) => unknown;
}

/** Answers what the pages beside the answer ask, and keeps what it has found out of one run. */
export class RunPages {
  private index: EventIndex | undefined;
  private timeline: TimelineOf | undefined;

  constructor(private readonly options: RunPagesOptions) {}

  /** Forgets what it keeps: nobody looks at it any more. */
  forget(): void {
    this.index = undefined;
    this.timeline = undefined;
  }

  /** @throws {Failure} `callerMistake` for a run or an event that is not there. */
  async answer(request: PageRequest): Promise<PageReply | undefined> {
    const run = this.options.find(request.runId);
    switch (request.type) {
      case "events":
        return this.indexOf(run, request.filter).page(request.from, request.count);
      case "event":
        return eventDetail(request.index, eventAt(run, request.index));
      case "copyEvent":
        await this.options.copyText(eventAsJson(request.index, eventAt(run, request.index)));
        return undefined;
      case "timeline":
        if (this.timeline?.run !== run) this.timeline = new TimelineOf(run);
        return this.timeline.read();
      case "answerHeads":
        return answerHeads(run);
      case "sentRequest":
        return sentRequest(run, this.options.texts.identity(run), request.isPretty);
      default:
        return request satisfies never;
    }
  }

  private indexOf(run: ProjectedRun, filter: EventFilter): EventIndex {
    if (!this.index?.isFor(run.events, filter)) this.index = new EventIndex(run.events, filter);
    return this.index;
  }
}

function eventAt(run: ProjectedRun, index: number) {
  const event = run.events.at(index);
  if (!event) throw new Failure("callerMistake", l10n.t("This event is no longer there."));
  return event;
}
