import { randomUUID } from "node:crypto";
import type * as vscode from "vscode";
import type { ResolvedTarget } from "../client/resolveTarget.js";
import type { Target } from "../client/target.js";
import { asFailure, isFailure, type Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import type { RunHeader, RunJournal } from "../run/journal.js";
import type { Run, RunOptions } from "../run/run.js";
import type { Runs } from "../run/runs.js";
import type { RunSummary } from "../run/runSummary.js";
import type { ShowableRun } from "../run/showableRun.js";
import type { Diagnostics } from "../views/diagnostics.js";
import type { FailureContext } from "../views/failureText.js";
import { stepsOf, type FirstStep } from "./firstSteps.js";
import { sentSelection, type SentSelection } from "./replaceOutput.js";
import type { SourcedRequest } from "./requestSource.js";

/** What launching a run needs. */
export interface LaunchOptions {
  readonly runs: Runs;
  readonly diagnostics: Diagnostics;
  /** @throws {Failure} `configuration` */
  readonly resolveTarget: (sourced: SourcedRequest) => Promise<ResolvedTarget>;
  /** The parts of a run that depend on settings: how to send, how often, how to read. */
  readonly runOptions: (
    sourced: SourcedRequest,
    resolved: ResolvedTarget,
  ) => Omit<RunOptions, "id" | "request" | "target">;
  /** Opens the record of a run that is about to begin; undefined when none is kept. */
  readonly openJournal: (header: RunHeader) => RunJournal | undefined;
  /** Shows the panel without taking the focus. */
  readonly showOutput: (run: Run) => void;
  /** Offers a way on after a failure that a choice of the user can mend. */
  readonly offerHelp: (summary: RunSummary) => void;
  /** Whose credentials a target's last attempt was signed with, for people. */
  readonly signedAs: (target: Target) => string | undefined;
  /** What a run has done, for those who are new here. */
  readonly onDidStep: (steps: readonly FirstStep[]) => void;
  /** One line about a run; never a secret, never the model's or the user's words. */
  readonly log: (line: string) => void;
}

/** What of a run tells where it was sent. */
type PlacedRun = Pick<ShowableRun, "id" | "request" | "target" | "identityLabel">;

/** Makes runs of requests, and remembers for each where it came from. */
export class Launcher {
  private readonly sources = new Map<string, SourcedRequest>();
  private readonly targets = new Map<string, ResolvedTarget>();
  private readonly selections = new Map<string, SentSelection>();

  constructor(private readonly options: LaunchOptions) {}

  /** Sends a request; resolves when its run has ended, whatever happened. */
  async launch(sourced: SourcedRequest): Promise<RunSummary> {
    const run = await this.start(sourced);
    const summary = await run.ended;
    const { origin } = sourced;
    if (origin) {
      const { body } = sourced.request;
      const context = this.contextOf(run);
      const retried = run.retried.map(({ failure }) => failure);
      this.options.diagnostics.show({ summary, retried, body, place: origin.place, context });
    }
    const resolved = this.targets.get(run.id);
    if (resolved) this.options.onDidStep(stepsOf(sourced, summary, resolved));
    if (summary.failure) this.options.offerHelp(summary);
    this.options.log(summaryLine(summary));
    return summary;
  }

  /** Sends the request of a run once more, as a run of its own. */
  again(run: PlacedRun): Promise<RunSummary> {
    return this.launch(this.sourceToRepeat(run));
  }

  /** The request of a run as it would be sent once more, of one that was read back, too. */
  sourceToRepeat(run: PlacedRun): SourcedRequest {
    return this.sources.get(run.id) ?? sourceOfPast(run);
  }

  /** The selection that a run was about, as it was sent. */
  selectionOf(runId: string): SentSelection | undefined {
    return this.selections.get(runId);
  }

  /** The request of a run, with the place it came from; undefined for a run that is forgotten. */
  sourceOf(runId: string): SourcedRequest | undefined {
    return this.sources.get(runId);
  }

  /** The run under way whose request stands in this document. */
  liveRunOf(uri: vscode.Uri): ShowableRun | undefined {
    const text = uri.toString();
    return this.options.runs.live.findLast(
      (run) => this.sources.get(run.id)?.origin?.place.uri.toString() === text,
    );
  }

  /** Names place and identity of a run for sentences. */
  contextOf(run: PlacedRun): FailureContext {
    const known = this.targets.get(run.id)?.identityLabel ?? run.identityLabel;
    const identity = known ?? l10n.t("no credentials");
    const signedAs = this.signedAs(run);
    const { modelId } = run.request;
    const { region } = run.target;
    return { modelId, region, identity, ...(signedAs !== undefined && { signedAs }) };
  }

  /** Two lines for people: where a run was sent and as whom, and what decided it. */
  describe(run: PlacedRun): string {
    const resolved = this.targets.get(run.id);
    const { region, endpoint } = resolved?.target ?? run.target;
    const identity = resolved?.identityLabel ?? run.identityLabel;
    if (identity === undefined) return "";
    const signedAs = this.signedAs(run);
    const lines = [
      resolved
        ? l10n.t("Region: {0} ({1})", region, resolved.regionSource)
        : l10n.t("Region: {0}", region),
      l10n.t("Identity: {0}", identity),
      ...(signedAs === undefined ? [] : [l10n.t("Signed with: {0}", signedAs)]),
      ...(endpoint ? [l10n.t("Endpoint: {0}", endpoint)] : []),
    ];
    return lines.join("\n");
  }

  /** Forgets the sources of runs that are gone. */
  forget(): void {
    for (const id of this.sources.keys()) {
      if (this.options.runs.find(id)) continue;
      this.sources.delete(id);
      this.targets.delete(id);
      this.selections.delete(id);
    }
  }

  private signedAs(run: PlacedRun): string | undefined {
    const resolved = this.targets.get(run.id);
    return resolved && this.options.signedAs(resolved.target);
  }

  private async start(sourced: SourcedRequest): Promise<Run> {
    const { runs, diagnostics, showOutput } = this.options;
    if (sourced.origin) diagnostics.clear(sourced.origin.place.uri);
    // Read now: while the target is looked up, the document may change.
    const selection = sentSelection(sourced.origin);
    const resolved = await this.resolve(sourced);
    const id = randomUUID();
    this.sources.set(id, sourced);
    if (selection) this.selections.set(id, selection);
    const target = isFailure(resolved) ? noTarget : resolved.target;
    if (!isFailure(resolved)) this.targets.set(id, resolved);
    const journal = this.options.openJournal({
      id,
      startedAt: Date.now(),
      request: sourced.request,
      target: recordedTarget(isFailure(resolved) ? unresolved() : resolved),
    });
    const run = runs.start({
      id,
      request: sourced.request,
      target,
      ...(journal && { journal }),
      ...(isFailure(resolved)
        ? failing(resolved, this.options.runOptions(sourced, unresolved()))
        : this.options.runOptions(sourced, resolved)),
    });
    showOutput(run);
    return run;
  }

  private async resolve(sourced: SourcedRequest): Promise<ResolvedTarget | Failure> {
    try {
      return await this.options.resolveTarget(sourced);
    } catch (error) {
      return asFailure(error);
    }
  }
}

const noTarget = { region: "", identity: { type: "chain" } } as const;
const unresolved = (): ResolvedTarget => ({
  target: noTarget,
  regionSource: l10n.t("none"),
  identityLabel: l10n.t("no credentials"),
});

/** Where a run goes, as its record tells it. */
function recordedTarget({ target, identityLabel }: ResolvedTarget): RunHeader["target"] {
  const { region, endpoint } = target;
  return {
    region,
    identity: identityLabel,
    ...(endpoint !== undefined && { endpoint }),
  };
}

/** The request of a run that was read back, for the region it went to. */
function sourceOfPast({ request, target: { region } }: PlacedRun): SourcedRequest {
  return { request, ...(region !== "" && { region }) };
}

/** A run that could not be sent is a run too: it ends with the reason and can be run again. */
function failing<Options extends Pick<RunOptions, "invoke">>(
  failure: Failure,
  options: Options,
): Options {
  return { ...options, invoke: () => Promise.reject(failure) };
}

function summaryLine(summary: RunSummary): string {
  const { id, modelId, region, verdict, failure, requestId, attempts, chunks, timing } = summary;
  const why = failure ? ` ${failure.exception ?? failure.kind} ${failure.httpStatus ?? ""}` : "";
  const total = `${Math.round(timing.totalMs)} ms`;
  return `${id} ${modelId} ${region}: ${verdict}${why} after ${total}, ${attempts} attempt(s), ${chunks} chunk(s), request id ${requestId ?? "none"}`;
}
