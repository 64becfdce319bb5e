import type { FailureRecord } from "../failure.js";
import type { RunSummary } from "../run/runSummary.js";
import type { Section } from "../run/section.js";
import type { ShowableRun } from "../run/showableRun.js";
import { affordable, maxMarkdownChars, maxMessageCost } from "./messageCost.js";
import type {
  OutputFormat,
  Piece,
  ShownAction,
  ShownAttempt,
  ShownChange,
  ShownFailure,
  ShownProgress,
  ShownRun,
  ShownStatus,
  ShownVerdict,
} from "./outputProtocol.js";
import { failureFacts, runFacts } from "./runFacts.js";

/** What a projection reads of a run. */
export type ProjectedRun = Pick<
  ShowableRun,
  | "id"
  | "request"
  | "target"
  | "startedAt"
  | "state"
  | "sections"
  | "events"
  | "retried"
  | "heads"
  | "progress"
  | "silentMs"
  | "identityLabel"
> &
  Partial<Pick<ShowableRun, "kind">>;

/** The sentences for people; written in one place for all views. */
export interface OutputTexts {
  failure(
    record: FailureRecord,
    run: ProjectedRun,
  ): Pick<ShownFailure, "title" | "detail" | "nextStep">;
  verdict(summary: RunSummary): Omit<ShownVerdict, "verdict">;
  /** Who a run was sent as. */
  identity(run: ProjectedRun): string;
  /** Buttons for a run that has ended, the most useful first. */
  actions(summary: RunSummary, run: ProjectedRun): readonly ShownAction[];
}

/** Numbers that change with every chunk are sent this often: nobody reads faster. */
const progressEveryMs = 200;

/**
 * What the panel has seen of one run, and what is new since. Keeps only offsets: the text stays in
 * the run.
 */
export class RunProjection {
  private readonly sent: number[] = [];
  private sentAttempts = 0;
  private sentState: unknown;
  private sentSilentMs: number | undefined;
  private sentProgressAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly run: ProjectedRun,
    private readonly texts: OutputTexts,
    private readonly format: OutputFormat = "plain",
  ) {}

  /** The model has begun to speak, and the panel does not know yet. */
  get hasFirstText(): boolean {
    return this.sent.length === 0 && this.run.sections.length > 0;
  }

  /** The run up to here, or the first part of a long one. Called once, before `change`. */
  snapshot(nowMs: number): ShownRun {
    const { id, request, target, startedAt, kind } = this.run;
    const pieces = this.takePieces();
    this.sentProgressAt = nowMs;
    return {
      runId: id,
      modelId: request.modelId,
      region: target.region,
      startedAt,
      ...(kind === "replay" && { isReplay: true }),
      status: this.takeStatus() ?? { type: "loading" },
      progress: this.progress(),
      attempts: this.takeAttempts(),
      pieces,
    };
  }

  /** What is new, or undefined when nothing is. `nowMs` is any clock, always the same. */
  change(nowMs: number): ShownChange | undefined {
    const pieces = this.takePieces();
    const attempts = this.takeAttempts();
    const status = this.takeStatus();
    const wantsProgress = status !== undefined || nowMs - this.sentProgressAt >= progressEveryMs;
    if (pieces.length + attempts.length === 0 && !status) return undefined;
    if (wantsProgress) this.sentProgressAt = nowMs;
    return {
      runId: this.run.id,
      ...(status && { status }),
      ...(wantsProgress && { progress: this.progress() }),
      ...(attempts.length > 0 && { attempts }),
      pieces,
    };
  }

  private takePieces(): Piece[] {
    const pieces: Piece[] = [];
    let room = maxMessageCost;
    for (const section of this.run.sections) {
      if (room <= 0) break;
      const taken = this.takePiece(section, room);
      if (!taken) continue;
      room -= taken.cost;
      pieces.push(taken.piece);
    }
    return pieces;
  }

  private takePiece(section: Section, room: number): { piece: Piece; cost: number } | undefined {
    const { index, kind, attempt, title } = section;
    const offset = this.sent[index];
    if (offset !== undefined && section.length <= offset) return undefined;
    const from = offset ?? 0;
    // Half an image is no image, and there is never more of it to come.
    const rest = kind === "image" ? section.text : section.textFrom(from, from + room);
    const isMarkdown = kind === "text" && this.format === "markdown" && from < maxMarkdownChars;
    const { length, cost } =
      kind === "image" ? { length: rest.length, cost: room } : affordable(rest, room, isMarkdown);
    const text = rest.slice(0, length);
    this.sent[index] = from + length;
    if (offset !== undefined) return { piece: { type: "append", index, text }, cost };
    const opening = { type: "open", index, kind, attempt, text } as const;
    return { piece: { ...opening, ...(title !== undefined && { title }) }, cost };
  }

  private takeAttempts(): readonly ShownAttempt[] {
    const attempts = this.run.retried.slice(this.sentAttempts);
    this.sentAttempts += attempts.length;
    return attempts.map(({ failure, ...when }) => ({ ...when, failure: this.failure(failure) }));
  }

  private get isCaughtUp(): boolean {
    return this.run.sections.every(({ index, length }) => (this.sent[index] ?? -1) >= length);
  }

  private takeStatus(): ShownStatus | undefined {
    const { state, silentMs } = this.run;
    if (state === this.sentState && silentMs === this.sentSilentMs) return undefined;
    // The ending stands below the text, so it waits for the text.
    if (state.type === "ended" && !this.isCaughtUp) return undefined;
    this.sentState = state;
    this.sentSilentMs = silentMs;
    return this.status();
  }

  private status(): ShownStatus {
    const { state, silentMs } = this.run;
    const silence = silentMs !== undefined && { silentMs };
    switch (state.type) {
      case "connecting":
      case "streaming":
        return { type: state.type, attempt: state.attempt, ...silence };
      case "waiting":
        return {
          type: "waiting",
          attempt: state.attempt,
          untilMs: state.untilMs,
          failure: this.failure(state.failure),
        };
      case "ended":
        return this.ended(state.summary);
      default:
        return state satisfies never;
    }
  }

  private ended(summary: RunSummary): ShownStatus {
    const verdict = { verdict: summary.verdict, ...this.texts.verdict(summary) };
    const failure = summary.failure && this.failure(summary.failure);
    const said = failure
      ? [verdict.label, failure.title, failure.nextStep]
      : [verdict.label, verdict.detail, verdict.nextStep];
    return {
      type: "ended",
      verdict,
      ...(failure && { failure }),
      attempts: summary.attempts,
      totalMs: summary.timing.totalMs,
      facts: runFacts(summary, this.run.request.body, this.texts.identity(this.run)),
      actions: this.texts.actions(summary, this.run),
      spoken: asSentences(said),
    };
  }

  private failure(record: FailureRecord): ShownFailure {
    return {
      ...this.texts.failure(record, this.run),
      facts: failureFacts(record),
      hasRawAnswer: Boolean(record.rawText),
    };
  }

  private progress(): ShownProgress {
    const { chunks, bytes, ratePerSecond, firstTextMs } = this.run.progress;
    return {
      chunks,
      bytes,
      chunksPerSecond: ratePerSecond,
      ...(firstTextMs !== undefined && { firstTextMs }),
    };
  }
}

/** The answer as it came: to an attempt that was made again, or the one that the run ended with. */
export function rawAnswerOf(
  { state, retried }: Pick<ShowableRun, "state" | "retried">,
  attempt: number | undefined,
): string {
  const failure =
    attempt === undefined
      ? state.type === "ended" && state.summary.failure
      : retried.find((one) => one.attempt === attempt)?.failure;
  return (failure && failure.rawText) || "";
}

function asSentences(parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part): part is string => part !== undefined && part !== "")
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(" ");
}
