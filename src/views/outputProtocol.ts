import type { SectionKind } from "../run/section.js";
import type { Verdict } from "../run/runSummary.js";
import type { PageId, PageReply, PageRequest } from "./pagesProtocol.js";

/*
 * Every message between the extension host and the output panel. The host owns the truth: the panel
 * says `ready`, gets one snapshot, then deltas at the pace of its own frames. Types only, so that
 * the panel's bundle takes nothing of the host's. Offsets and lengths are UTF-16 code units, times
 * are milliseconds.
 */

/** How the model's text is laid out. */
export type OutputFormat = "markdown" | "plain";

/** From the host to the panel. */
export type ToPanel = Snapshot | Delta | Answer | Away;

/** Replaces all that the panel shows. */
export interface Snapshot {
  readonly type: "snapshot";
  /** Counts snapshots and deltas since `ready`; the panel returns it in `painted`. */
  readonly sequence: number;
  /** The host's Date.now(), because its clock may be another machine's. */
  readonly hostNow: number;
  readonly format: OutputFormat;
  /** All runs the panel can switch to, oldest first. */
  readonly runs: readonly RunTab[];
  /** Absent when there is no run yet. */
  readonly shown?: ShownRun;
  /** Where the reader was when the panel was somewhere else, or before it was hidden. */
  readonly reading?: Reading;
}

/** What has changed since the message before. */
export interface Delta {
  readonly type: "delta";
  readonly sequence: number;
  readonly hostNow: number;
  /** All tabs again, when any of them has changed. */
  readonly runs?: readonly RunTab[];
  readonly shown?: ShownChange;
}

/** The runs are shown somewhere else: in an editor's tab. */
export interface Away {
  readonly type: "away";
}

/** The answer to the request of the same number; each request gets exactly one. */
export interface Answer {
  readonly type: "answer";
  readonly requestId: number;
  readonly outcome: Outcome;
}

export type Outcome =
  | { readonly type: "ok"; readonly text?: string; readonly reply?: PageReply }
  /** `message` is a sentence for people. */
  | { readonly type: "error"; readonly message: string };

/** A run as one tab among several. */
export interface RunTab {
  readonly runId: string;
  readonly modelId: string;
  /** The part of the model id that tells models apart, for narrow places. */
  readonly label: string;
  /** Milliseconds since the epoch, by the host's clock. */
  readonly startedAt: number;
  readonly state: "connecting" | "waiting" | "streaming" | "ended";
  /** Of the verdict, once ended. */
  readonly verdict?: Pick<ShownVerdict, "label" | "severity" | "icon">;
}

export type Severity = "ok" | "info" | "warning" | "error";

/** The run that the panel shows, up to here. */
export interface ShownRun {
  readonly runId: string;
  readonly modelId: string;
  readonly region: string;
  readonly startedAt: number;
  /** A record plays again: nothing was sent for what is shown. */
  readonly isReplay?: boolean;
  readonly status: ShownStatus;
  readonly progress: ShownProgress;
  /** Attempts that failed and were made again, in order. */
  readonly attempts: readonly ShownAttempt[];
  readonly pieces: readonly Piece[];
}

export interface ShownChange {
  /** A change of a run that the panel no longer shows is ignored. */
  readonly runId: string;
  readonly status?: ShownStatus;
  readonly progress?: ShownProgress;
  /** Those that have failed since the message before. */
  readonly attempts?: readonly ShownAttempt[];
  readonly pieces: readonly Piece[];
}

/** An attempt after which the request was sent again. */
export interface ShownAttempt {
  /** 1 for the first. */
  readonly attempt: number;
  /** Milliseconds from the beginning of the run to the failure. */
  readonly atMs: number;
  /** Milliseconds of the pause that was planned after it. */
  readonly waitMs: number;
  readonly failure: ShownFailure;
}

/** A section that begins, or more text of one that is there. */
export type Piece =
  | {
      readonly type: "open";
      readonly index: number;
      readonly kind: SectionKind;
      readonly attempt: number;
      readonly title?: string;
      readonly text: string;
    }
  | { readonly type: "append"; readonly index: number; readonly text: string };

/** Where the shown run stands. `ended` comes only after the last piece of text. */
export type ShownStatus =
  /** The run has ended, and its text is still on its way into the panel. */
  | { readonly type: "loading" }
  | { readonly type: "connecting"; readonly attempt: number; readonly silentMs?: number }
  | {
      readonly type: "waiting";
      /** The attempt that failed. */
      readonly attempt: number;
      /** By the host's clock. */
      readonly untilMs: number;
      readonly failure: ShownFailure;
    }
  | { readonly type: "streaming"; readonly attempt: number; readonly silentMs?: number }
  | {
      readonly type: "ended";
      readonly verdict: ShownVerdict;
      readonly failure?: ShownFailure;
      readonly attempts: number;
      readonly totalMs: number;
      readonly facts: readonly Fact[];
      /** What to do next, the most useful first. */
      readonly actions: readonly ShownAction[];
      /** Verdict and next step as sentences, for a screen reader. */
      readonly spoken: string;
    };

export interface ShownVerdict {
  readonly verdict: Verdict;
  readonly label: string;
  readonly detail?: string;
  readonly nextStep?: string;
  readonly severity: Severity;
  /** Codicon id without `$()`. */
  readonly icon: string;
}

/** A failure, in sentences that the host has written. */
export interface ShownFailure {
  readonly title: string;
  /** What happened; the service's own message is part of it. */
  readonly detail: string;
  readonly nextStep: string;
  readonly facts: readonly Fact[];
  /** The answer as it came can be asked for by `rawAnswer`. */
  readonly hasRawAnswer: boolean;
}

/** A name and a value, for example a request id. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Offers a Copy button. */
  readonly copyable?: boolean;
  /** One quiet word about the value: "estimate". */
  readonly note?: string;
}

/** A button that the host offers; `actionId` means nothing to the panel. */
export interface ShownAction {
  readonly actionId: string;
  readonly label: string;
}

export interface ShownProgress {
  readonly chunks: number;
  readonly bytes: number;
  /** Over the last two seconds. */
  readonly chunksPerSecond: number;
  readonly firstTextMs?: number;
}

/** From the panel to the host. */
export type FromPanel =
  /** The panel's code runs and shows nothing. */
  | { readonly type: "ready" }
  /** A frame with this message in it was drawn: the host may send the next. */
  | { readonly type: "painted"; readonly sequence: number }
  /** The reader has come to rest there. */
  | { readonly type: "reading"; readonly reading: Reading }
  | { readonly type: "request"; readonly requestId: number; readonly request: PanelRequest };

/** Where the reader is in a run. */
export interface Reading {
  readonly runId: string;
  /** Absent for the answer. */
  readonly page?: PageId | undefined;
  /** Counts the blocks of the text from 0; -1 above the first one. */
  readonly block: number;
  /** Pixels below the top of that block. */
  readonly offset: number;
  /** The end stays in view while the text grows. */
  readonly isFollowing: boolean;
}

/** What the panel can ask for. */
export type PanelRequest =
  | {
      readonly type:
        "stop" | "copy" | "runAgain" | "tryNow" | "select" | "saveEvents" | "saveRawBytes";
      readonly runId: string;
    }
  /** Of an attempt that was made again; without a number, of the failure that the run shows. */
  | { readonly type: "rawAnswer"; readonly runId: string; readonly attempt?: number }
  | { readonly type: "act"; readonly runId: string; readonly actionId: string }
  | { readonly type: "command"; readonly command: PanelCommand }
  | { readonly type: "setFormat"; readonly format: OutputFormat }
  | { readonly type: "copyText"; readonly text: string }
  /** Code of an answer, for the editor's cursor. */
  | { readonly type: "insertText"; readonly text: string }
  /** A link in the model's text that was clicked; the host checks its scheme once more. */
  | { readonly type: "openLink"; readonly url: string }
  | PageRequest;

/** The commands that a panel offers which shows no run; the host runs no other. */
export type PanelCommand =
  | "streamPrompt"
  | "newRequest"
  | "trySandbox"
  | "openWalkthrough"
  | "openOutputAsTab"
  | "moveOutputBack";
