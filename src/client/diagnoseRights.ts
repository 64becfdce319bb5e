import { asFailure, type Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { parseModelId } from "../request/modelId.js";
import { partitionOf } from "../wire/endpoint.js";
import { catalogCall } from "./catalogCall.js";
import { objects, readFoundationModel, type FoundationModel } from "./catalogItems.js";
import type { ResolvedIdentity } from "./credentials.js";
import type { StepOutcome, Walk } from "./diagnose.js";
import { callerIdentity, stsEndpointOf } from "./diagnoseIdentity.js";
import type { DiagnosisFact } from "./diagnoseReport.js";
import { invoke } from "./invoke.js";
import { serviceFailure } from "./serviceError.js";
import { saysExpired } from "./serviceExceptions.js";

export async function credentialsStep(walk: Walk): Promise<StepOutcome> {
  const { target, signal, options } = walk;
  const identity = await options.credentialsOf(target).resolve(signal);
  walk.identity = identity;
  if (identity.type === "apiKey") return apiKeyOutcome(identity.apiKey, identity.source);
  const facts = [...(await profileFacts(walk)), ...keyFacts(identity, walk.clock())];
  const summary = l10n.t("Found: {0}.", identity.source);
  if (identity.accountId !== undefined) return { status: "ok", summary, facts };
  const sts = stsEndpointOf(target, options.environment);
  if (!sts) return { status: "ok", summary, facts };
  try {
    const { connectTimeoutMs } = options;
    const how = { connectTimeoutMs, clock: walk.clock };
    const caller = await callerIdentity(sts, target, identity.credentials, how, signal);
    const told = [
      { name: l10n.t("Account"), value: caller.account },
      { name: l10n.t("Identity"), value: caller.arn },
    ];
    return { status: "ok", summary, facts: [...facts, ...told] };
  } catch (error) {
    signal.throwIfAborted();
    const failure = asFailure(error);
    if (failure.kind === "credentials") return walk.broken(failure, facts);
    // STS is not on the way of a stream, so not reaching it proves nothing.
    const why = l10n.t("{0} Whose they are could not be asked: {1}", summary, failure.message);
    return walk.warning(failure, why, undefined, facts);
  }
}

function apiKeyOutcome(apiKey: string, source: string): StepOutcome {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html
  const kind = apiKey.startsWith("bedrock-api-key-")
    ? l10n.t("short-term, good for at most 12 hours and for one region")
    : apiKey.startsWith("ABSK")
      ? l10n.t("long-term")
      : l10n.t("of a form that AWS does not issue");
  return {
    status: "ok",
    summary: l10n.t("Found: {0}.", source),
    facts: [{ name: l10n.t("API key"), value: kind }],
  };
}

function keyFacts(
  { credentials, expiresAt, accountId }: Extract<ResolvedIdentity, { type: "keys" }>,
  now: Date,
): DiagnosisFact[] {
  const isTemporary = credentials.sessionToken !== undefined;
  const expiry = expiresAt
    ? expiryText(expiresAt, now)
    : isTemporary
      ? l10n.t("not told")
      : l10n.t("never");
  return [
    ...(accountId === undefined ? [] : [{ name: l10n.t("Account"), value: accountId }]),
    { name: l10n.t("Keys"), value: isTemporary ? l10n.t("temporary") : l10n.t("long-term") },
    { name: l10n.t("Expire"), value: expiry },
  ];
}

/** The role and the sign-in of the profile that is asked. */
async function profileFacts({ target, options, clock }: Walk): Promise<DiagnosisFact[]> {
  if (target.identity.type !== "chain") return [];
  const { environment, profiles, signInExpiry } = options;
  const name = target.identity.profile ?? (environment["AWS_PROFILE"] || "default");
  const profile = (await profiles()).find((one) => one.name === name);
  if (!profile) return [];
  const until = profile.kind === "sso" ? await signInExpiry(profile) : undefined;
  return [
    ...(profile.roleName === undefined ? [] : [{ name: l10n.t("Role"), value: profile.roleName }]),
    ...(until ? [{ name: l10n.t("Sign-in"), value: expiryText(until, clock()) }] : []),
  ];
}

/** `2026-01-02T03:04:05.000Z (in 55 min)`. */
function expiryText(at: Date, now: Date): string {
  const minutes = Math.round((at.getTime() - now.getTime()) / 60_000);
  const hours = Math.round(minutes / 60);
  const distance =
    Math.abs(minutes) < 120
      ? l10n.t("{0} min", Math.abs(minutes))
      : l10n.t("{0} h", Math.abs(hours));
  return minutes < 0
    ? l10n.t("{0} ({1} ago)", at.toISOString(), distance)
    : l10n.t("{0} (in {1})", at.toISOString(), distance);
}

/** Regions that a cross-region inference profile can be asked in, by its geography. */
const geographyRegions: ReadonlyMap<string, RegExp> = new Map([
  ["us", /^(us|ca)-(?!gov-)/],
  ["us-gov", /^us-gov-/],
  ["eu", /^eu-/],
  ["apac", /^(ap|me)-/],
  ["ap", /^ap-/],
  ["jp", /^ap-northeast-/],
  ["au", /^ap-southeast-/],
  ["ca", /^(ca|us)-/],
  ["sa", /^sa-/],
]);

export async function regionStep(walk: Walk): Promise<StepOutcome> {
  const { target, options, resolved } = walk;
  const { region } = target;
  const facts = [
    { name: l10n.t("Decided by"), value: resolved?.regionSource ?? "" },
    { name: l10n.t("Partition"), value: partitionOf(region) },
  ];
  const parsed = parseModelId(options.modelId);
  if ("problem" in parsed) return { status: "ok", summary: `${region}.`, facts };
  if (parsed.isArn && parsed.region && parsed.region !== region) {
    return {
      status: "warning",
      summary: l10n.t("The model's ARN is of {0}, but {1} is asked.", parsed.region, region),
      facts,
      remedy: l10n.t("Use {0}: correct the region of the request file.", parsed.region),
    };
  }
  const { geography = "" } = parsed;
  const suits = geographyRegions.get(geography);
  if (suits && !suits.test(region)) {
    return {
      status: "warning",
      summary: l10n.t(
        'Inference profiles that begin with "{0}." are not offered in {1}.',
        geography,
        region,
      ),
      facts,
      remedy: l10n.t("Choose a region of {0}, or another prefix of the model id.", geography),
    };
  }
  return { status: "ok", summary: l10n.t("{0} fits the model id.", region), facts };
}

export async function listStep(walk: Walk): Promise<StepOutcome> {
  const { target, options, signal } = walk;
  const { connectTimeoutMs, modelId } = options;
  const credentials = options.credentialsOf(target);
  try {
    const call = { path: "/foundation-models" };
    const how = { target, credentials, connectTimeoutMs, clock: walk.clock };
    const answer = await catalogCall(call, how, signal);
    const models = objects(answer["modelSummaries"]).flatMap(
      (item) => readFoundationModel(item) ?? [],
    );
    return listOutcome(models, modelId, target.region);
  } catch (error) {
    signal.throwIfAborted();
    const failure = asFailure(error);
    if (failure.kind === "credentials") return walk.broken(failure);
    // Models are listed elsewhere than they are invoked, and by another right.
    const summary = l10n.t("The models cannot be listed: {0}", failure.message);
    const remedy = l10n.t(
      "Streaming does not need it: type model ids, or ask for bedrock:ListFoundationModels.",
    );
    return walk.warning(failure, summary, remedy);
  }
}

function listOutcome(
  models: readonly FoundationModel[],
  modelId: string,
  region: string,
): StepOutcome {
  const facts = [{ name: l10n.t("Models"), value: l10n.t("{0} in {1}", models.length, region) }];
  const summary = l10n.t("The account's models can be listed.");
  const parsed = parseModelId(modelId);
  const base = "problem" in parsed ? undefined : parsed.baseModelId;
  const model = models.find((one) => one.modelId === base);
  // A cross-region profile may lead to models that this region does not list.
  if (base === undefined || (!model && modelId !== base)) return { status: "ok", summary, facts };
  if (!model) {
    return {
      status: "warning",
      summary: `${summary} ${l10n.t("{0} is not among them.", base)}`,
      facts,
      remedy: l10n.t("Check the model id and that {0} offers it.", region),
    };
  }
  if (model.responseStreamingSupported === false) {
    return {
      status: "warning",
      summary: `${summary} ${l10n.t("{0} is said not to stream.", base)}`,
      facts,
      remedy: l10n.t("Choose a model that supports response streaming."),
    };
  }
  const onDemand = model.inferenceTypesSupported;
  if (modelId === base && onDemand.length > 0 && !onDemand.includes("ON_DEMAND")) {
    return {
      status: "warning",
      summary: `${summary} ${l10n.t("{0} is not offered on demand.", base)}`,
      facts,
      remedy: l10n.t("Choose an inference profile of this model (Bedrock Stream: Select Model)."),
    };
  }
  const status =
    model.status === undefined ? [] : [{ name: l10n.t("Lifecycle"), value: model.status }];
  return {
    status: "ok",
    summary: `${summary} ${l10n.t("{0} is among them.", base)}`,
    facts: [...facts, ...status],
  };
}

export async function streamStep(walk: Walk): Promise<StepOutcome> {
  const { options, signal } = walk;
  const { modelId } = options;
  if (modelId === "") return { status: "skipped", summary: l10n.t("No model is chosen.") };
  const body = options.smallestBody(modelId);
  if (body === undefined) {
    const summary = l10n.t("The form of {0}'s body is not known, so nothing was sent.", modelId);
    return { status: "skipped", summary };
  }
  if (!(await options.mayStream())) {
    return { status: "skipped", summary: l10n.t("Not tried: no request was to be sent.") };
  }
  signal.throwIfAborted();
  for (let renewals = 0; ; renewals += 1) {
    try {
      return await streamOnce(walk, body, renewals > 0);
    } catch (error) {
      signal.throwIfAborted();
      const failure = asFailure(error);
      // As a run does it: credentials that have just expired are renewed once.
      if (!saysExpired(failure) || renewals > 0) return refusedStream(walk, failure);
    }
  }
}

async function streamOnce(walk: Walk, body: string, forceRefresh: boolean): Promise<StepOutcome> {
  const { options, target, signal } = walk;
  const { modelId, connectTimeoutMs } = options;
  const source = options.credentialsOf(target);
  const credentials = {
    resolve: (aborted: AbortSignal) => source.resolve(aborted, { forceRefresh }),
  };
  const startedAt = performance.now();
  const how = { target, credentials, connectTimeoutMs, stallTimeoutMs: 120_000, clock: walk.clock };
  const { head, batches } = await invoke({ modelId, body }, how, signal);
  const { requestId } = head;
  const facts = requestId === undefined ? [] : [{ name: l10n.t("Request id"), value: requestId }];
  for await (const { events } of batches) {
    for (const event of events) {
      if (event.type !== "exception" && event.type !== "error") continue;
      const failure = serviceFailure(event);
      return refusedStream(walk, requestId === undefined ? failure : failure.with({ requestId }));
    }
    if (events.length > 0) {
      const ms = Math.round(performance.now() - startedAt);
      const summary = l10n.t("{0} began its answer after {1} ms.", modelId, ms);
      return { status: "ok", summary, facts };
    }
  }
  return {
    status: "broken",
    summary: l10n.t("{0} opened a stream and sent nothing.", modelId),
    facts,
    remedy: l10n.t("Try again; if it stays, another model tells whether it is this one."),
  };
}

/** Who is told to wait has the right. */
function refusedStream(walk: Walk, failure: Failure): StepOutcome {
  const passes = failure.kind === "throttled" || failure.kind === "modelNotReady";
  return passes
    ? walk.warning(failure, l10n.t("The right is there; for now: {0}", failure.message))
    : walk.broken(failure);
}
