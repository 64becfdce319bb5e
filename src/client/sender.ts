import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import type { InvokeRequest } from "../request/request.js";
import { partitionOf } from "../wire/endpoint.js";
import {
  credentialSource,
  type CredentialSource,
  type CredentialSourceOptions,
  type ResolvedIdentity,
} from "./credentials.js";
import { invoke, type Invocation, type InvokeOptions } from "./invoke.js";
import { plainHttpOrigin } from "./plainHttp.js";
import type { Target } from "./target.js";

/** How one attempt is sent. */
export interface SendOptions extends Pick<
  InvokeOptions,
  "connectTimeoutMs" | "stallTimeoutMs" | "onStallHalf"
> {
  /** The service called the credentials expired: ask the chain again before signing. */
  readonly renewCredentials: boolean;
}

export interface SenderOptions extends Pick<CredentialSourceOptions, "askMfaCode"> {
  /** Called once for each origin to which requests go in plain HTTP over a network. */
  readonly onPlainHttp?: (origin: string) => void;
}

/** Sends requests, and keeps the credentials of each identity between them. */
export class Sender {
  private readonly sources = new Map<string, CredentialSource>();
  /** Targets are made for one run each, so a run's target names its run. */
  private readonly signers = new WeakMap<Target, string>();

  private readonly closing = new AbortController();

  /** Origins of plain HTTP that the person was told of, and those that may see API keys. */
  private readonly plainHttpTold = new Set<string>();
  private readonly plainHttpAllowed = new Set<string>();

  constructor(private readonly options: SenderOptions = {}) {}

  /** The person agreed that API keys go to this origin in plain HTTP; good until a restart. */
  allowPlainHttp(origin: string): void {
    this.plainHttpAllowed.add(origin);
  }

  /** Ends the programs that still run for credentials. */
  dispose(): void {
    this.closing.abort();
  }

  send(
    request: InvokeRequest,
    target: Target,
    options: SendOptions,
    signal: AbortSignal,
  ): Promise<Invocation> {
    const { renewCredentials, ...timeouts } = options;
    const source = this.sourceOf(target);
    const credentials: CredentialSource = {
      resolve: async (aborted) => {
        const identity = await source.resolve(aborted, { forceRefresh: renewCredentials });
        this.signers.set(target, describeIdentity(identity));
        return identity;
      },
    };
    return invoke(request, { target, credentials, ...timeouts }, signal);
  }

  /**
   * Whose credentials the last attempt for this very target was signed with, for people:
   * `profile "dev" (IAM Identity Center), account 111122223333`. Undefined before there were any.
   */
  signedAs(target: Target): string | undefined {
    return this.signers.get(target);
  }

  /** Forgets all credentials, for example after a sign-in or a change of profile. */
  forgetCredentials(): void {
    this.sources.clear();
  }

  /** Rejects an API key with code PLAIN_HTTP where the network could read it and nobody agreed. */
  sourceOf(target: Target): CredentialSource {
    const source = this.uncheckedSource(target);
    return {
      resolve: async (signal, options) => {
        this.checkPlainHttp(target);
        return source.resolve(signal, options);
      },
    };
  }

  /** A signature is good for one request and some minutes, a key for everything as long as it lives. */
  private checkPlainHttp(target: Target): void {
    const origin = plainHttpOrigin(target);
    if (origin === undefined || this.plainHttpAllowed.has(origin)) return;
    if (target.identity.type === "apiKey") throw plainHttpRefusal(origin);
    if (this.plainHttpTold.has(origin)) return;
    this.plainHttpTold.add(origin);
    this.options.onPlainHttp?.(origin);
  }

  private uncheckedSource(target: Target): CredentialSource {
    const key = keyOf(target);
    const known = key === undefined ? undefined : this.sources.get(key);
    if (known) return known;
    const source = credentialSource(target.identity, {
      ...this.options,
      region: target.region,
      closing: this.closing.signal,
    });
    if (key !== undefined) this.sources.set(key, source);
    return source;
  }
}

function plainHttpRefusal(origin: string): Failure {
  const message = l10n.t(
    "The endpoint {0} speaks plain HTTP, so the API key could be read on the way. Use https, or send from an editor and agree.",
    origin,
  );
  return new Failure("configuration", message, { code: "PLAIN_HTTP" });
}

/**
 * Only the chain costs anything to ask; given keys are their own cache. Keys are good in all regions
 * of a partition, and so one region's token service is as good as another's.
 */
function keyOf({ identity, region }: Target): string | undefined {
  if (identity.type !== "chain") return undefined;
  return JSON.stringify([partitionOf(region), identity.profile]);
}

function describeIdentity(identity: ResolvedIdentity): string {
  if (identity.type === "apiKey") return identity.source;
  const { source, accountId, expiresAt } = identity;
  const parts = [
    source,
    ...(accountId === undefined ? [] : [l10n.t("account {0}", accountId)]),
    ...(expiresAt ? [l10n.t("good until {0}", expiresAt.toISOString())] : []),
  ];
  return parts.join(", ");
}
