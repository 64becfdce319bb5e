import type { InvokeRequest } from "../request/request.js";
import { credentialSource, type CredentialSource } from "./credentials.js";
import { invoke, type Invocation, type InvokeOptions } from "./invoke.js";
import type { Identity, Target } from "./target.js";

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

  send(
    request: InvokeRequest,
    target: Target,
    options: SendOptions,
    signal: AbortSignal,
  ): Promise<Invocation> {
    const { renewCredentials, ...timeouts } = options;
    const source = this.sourceOf(target);
    const credentials: CredentialSource = renewCredentials
      ? { resolve: (aborted) => source.resolve(aborted, { forceRefresh: true }) }
      : source;
    return invoke(request, { target, credentials, ...timeouts }, signal);
  }

  /** Forgets all credentials, for example after a sign-in or a change of profile. */
  forgetCredentials(): void {
    this.sources.clear();
  }

  sourceOf(target: Target): CredentialSource {
    const key = keyOf(target.identity);
    const known = key === undefined ? undefined : this.sources.get(key);
    if (known) return known;
    const source = credentialSource(target.identity, { region: target.region });
    if (key !== undefined) this.sources.set(key, source);
    return source;
  }
}

/** Only the chain costs anything to ask; given keys are their own cache. */
function keyOf(identity: Identity): string | undefined {
  return identity.type === "chain" ? `profile ${identity.profile ?? ""}` : undefined;
}
