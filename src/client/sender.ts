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
import type { Target } from "./target.js";

/** How one attempt is sent. */
export interface SendOptions extends Pick<
  InvokeOptions,
  "connectTimeoutMs" | "stallTimeoutMs" | "onStallHalf"
> {
  /** The service called the credentials expired: ask the chain again before signing. */
  readonly renewCredentials: boolean;
}

/** Sends requests, and keeps the credentials of each identity between them. */
export class Sender {
  private readonly sources = new Map<string, CredentialSource>();
  /** Targets are made for one run each, so a run's target names its run. */
  private readonly signers = new WeakMap<Target, string>();

  private readonly closing = new AbortController();

  constructor(private readonly options: Pick<CredentialSourceOptions, "askMfaCode"> = {}) {}

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

  sourceOf(target: Target): CredentialSource {
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
