import { asFailure, Failure, type FailureRecord } from "../failure.js";
import * as l10n from "../l10n.js";
import { runtimeOrigin } from "../wire/endpoint.js";
import type { CredentialSource, ResolvedIdentity } from "./credentials.js";
import { probe, type Probe } from "./diagnoseProbe.js";
import {
  diagnosisSteps,
  type DiagnosisFact,
  type StepId,
  type StepResult,
  type StepStatus,
} from "./diagnoseReport.js";
import { credentialsStep, listStep, regionStep, streamStep } from "./diagnoseRights.js";
import { clockStep, destinationStep, nameStep, proxyStep, tlsStep } from "./diagnoseWay.js";
import type { Profile } from "./profile.js";
import type { ResolvedTarget } from "./resolveTarget.js";
import type { Target } from "./target.js";

export interface DiagnoseOptions {
  /** Empty when none is chosen: then everything but the stream is looked at. */
  readonly modelId: string;
  /** @throws {Failure} `configuration` */
  readonly resolveTarget: () => Promise<ResolvedTarget>;
  readonly credentialsOf: (target: Target) => CredentialSource;
  readonly profiles: () => Promise<readonly Profile[]>;
  /** When the cached sign-in of an SSO profile ends. */
  readonly signInExpiry: (profile: Profile) => Promise<Date | undefined>;
  /** Smallest body that asks the model something, with a limit of one token; undefined: unknown. */
  readonly smallestBody: (modelId: string) => string | undefined;
  /** May a real request be sent? It costs a fraction of a cent, so somebody has to say yes. */
  readonly mayStream: () => Promise<boolean>;
  /** The next step after a failure, in plain words. */
  readonly remedyOf: (failure: FailureRecord, where: Where) => string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly connectTimeoutMs: number;
  readonly clock?: () => Date;
}

/** Names that a remedy may need. */
export interface Where {
  readonly modelId: string;
  readonly region: string;
  readonly identity: string;
}

export type DiagnosisEvent =
  | { readonly type: "begin"; readonly id: StepId; readonly title: string }
  | { readonly type: "end"; readonly step: StepResult };

/** What a step says of itself. */
export interface StepOutcome {
  readonly status: StepStatus;
  readonly summary: string;
  readonly facts?: readonly DiagnosisFact[];
  readonly remedy?: string;
  readonly failure?: Failure;
}

/** What earlier steps found out. Later ones can count on it: the walk ends at the first broken one. */
export class Walk {
  resolved: ResolvedTarget | undefined;
  identity: ResolvedIdentity | undefined;
  private way: Promise<Probe> | undefined;
  readonly clock: () => Date;

  constructor(
    readonly options: DiagnoseOptions,
    readonly signal: AbortSignal,
  ) {
    this.clock = options.clock ?? (() => new Date());
  }

  get target(): Target {
    if (!this.resolved) throw new Failure("internal", "The destination is the first step.");
    return this.resolved.target;
  }

  get origin(): URL {
    return runtimeOrigin(this.target);
  }

  /** The one request without credentials that several steps read. */
  probe(): Promise<Probe> {
    const { connectTimeoutMs } = this.options;
    const { verifyCertificate, proxyLogins = [] } = this.target;
    const strictness = verifyCertificate === false ? { verifyCertificate } : {};
    const how = { connectTimeoutMs, clock: this.clock, proxyLogins, ...strictness };
    const options = { origin: this.origin, ...how };
    this.way ??= probe(options, this.signal);
    return this.way;
  }

  /** A failure as the outcome of a step, with the way out. */
  broken(failure: Failure, facts: readonly DiagnosisFact[] = []): StepOutcome {
    return { status: "broken", summary: failure.message, facts, ...this.mended(failure) };
  }

  warning(
    failure: Failure,
    summary: string,
    remedy?: string,
    facts: readonly DiagnosisFact[] = [],
  ): StepOutcome {
    return {
      status: "warning",
      summary,
      facts,
      ...this.mended(failure),
      ...(remedy !== undefined && { remedy }),
    };
  }

  private mended(failure: Failure): Pick<StepOutcome, "failure" | "remedy"> {
    const where: Where = {
      modelId: this.options.modelId,
      region: this.resolved?.target.region ?? l10n.t("no region"),
      identity: this.resolved?.identityLabel ?? l10n.t("no identity"),
    };
    return { failure, remedy: this.options.remedyOf(failure.toRecord(), where) };
  }
}

const walkers: Readonly<Record<StepId, (walk: Walk) => Promise<StepOutcome>>> = {
  destination: destinationStep,
  name: nameStep,
  proxy: proxyStep,
  tls: tlsStep,
  clock: clockStep,
  credentials: credentialsStep,
  region: regionStep,
  list: listStep,
  stream: streamStep,
};

/**
 * Walks the way of a request step by step and says what each step found; ends after the first broken
 * one. Throws only the signal's reason. What it yields holds no secret.
 */
export async function* diagnose(
  options: DiagnoseOptions,
  signal: AbortSignal,
): AsyncGenerator<DiagnosisEvent, void, void> {
  const walk = new Walk(options, signal);
  for (const { id, title } of diagnosisSteps()) {
    signal.throwIfAborted();
    yield { type: "begin", id, title };
    const startedAt = performance.now();
    const outcome = await take(id, walk);
    const durationMs = performance.now() - startedAt;
    yield { type: "end", step: { id, title, ...resultOf(outcome), durationMs } };
    if (outcome.status === "broken") return;
  }
}

async function take(id: StepId, walk: Walk): Promise<StepOutcome> {
  try {
    return await walkers[id](walk);
  } catch (error) {
    walk.signal.throwIfAborted();
    return walk.broken(asFailure(error));
  }
}

function resultOf(outcome: StepOutcome): Omit<StepResult, "id" | "title" | "durationMs"> {
  const { failure, facts = [], ...rest } = outcome;
  if (!failure) return { ...rest, facts };
  // Raw answers are for the panel: a report is pasted where strangers read it.
  const { rawText, ...record } = failure.toRecord();
  void rawText;
  return { ...rest, facts, failure: record };
}
