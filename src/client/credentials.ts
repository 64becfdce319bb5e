import { asFailure } from "../failure.js";
import type { Credentials } from "../wire/sign.js";
import type { Identity } from "./target.js";
import { untilAborted } from "./untilAborted.js";

/** Who a request is sent as. Holds secrets: never log, store or post it; `source` may be shown. */
export type ResolvedIdentity =
  | {
      readonly type: "keys";
      readonly credentials: Credentials;
      readonly expiresAt?: Date;
      readonly accountId?: string;
      /** For people: where the keys came from, for example `profile "dev" (IAM Identity Center)`. */
      readonly source: string;
    }
  | { readonly type: "apiKey"; readonly apiKey: string; readonly source: string };

export interface CredentialSource {
  /**
   * The identity to sign with; cached until five minutes before it expires. `forceRefresh` asks the
   * chain again, for use once after ExpiredToken.
   * Rejects with Failure("credentials"), or with the signal's reason.
   */
  resolve(
    signal: AbortSignal,
    options?: { readonly forceRefresh?: boolean },
  ): Promise<ResolvedIdentity>;
}

export interface CredentialSourceOptions {
  /** Region for STS and sign-in calls where the profile names none. */
  readonly region?: string;
  readonly clock?: () => Date;
  /** Asked for a profile with `mfa_serial`. Without it such a profile fails with code MFA_REQUIRED. */
  readonly askMfaCode?: (mfaSerial: string) => Promise<string>;
  /** Milliseconds for each `credential_process`; default 60 s. */
  readonly processTimeoutMs?: number;
  /** Ends every question to the chain, and the programs that it runs. */
  readonly closing?: AbortSignal;
}

/** Time enough to touch a key or to sign in; one that takes longer waits for what nobody sees. */
const defaultProcessTimeoutMs = 60_000;

/** A request signed shortly before the end would be refused on arrival. */
const renewBeforeExpiryMs = 5 * 60_000;

/** The source of credentials for an identity. Costs nothing until `resolve` is called. */
export function credentialSource(
  identity: Identity,
  options: CredentialSourceOptions = {},
): CredentialSource {
  switch (identity.type) {
    case "apiKey":
      return fixedSource(identity);
    case "keys": {
      const { source, accessKeyId, secretAccessKey, sessionToken } = identity;
      const credentials: Credentials = {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken !== undefined && { sessionToken }),
      };
      return fixedSource({ type: "keys", credentials, source });
    }
    case "chain":
      return new ChainSource(identity.profile, options);
  }
}

function fixedSource(identity: ResolvedIdentity): CredentialSource {
  return {
    async resolve(signal) {
      signal.throwIfAborted();
      return identity;
    },
  };
}

/** A question to the chain, and how many wait for its answer. */
interface Question {
  readonly answer: Promise<ResolvedIdentity>;
  readonly controller: AbortController;
  waiting: number;
}

class ChainSource implements CredentialSource {
  private known: Extract<ResolvedIdentity, { type: "keys" }> | undefined;
  /** One question to the chain at a time, however many runs wait for its answer. */
  private pending: Question | undefined;
  private readonly clock: () => Date;

  constructor(
    private readonly profile: string | undefined,
    private readonly options: CredentialSourceOptions,
  ) {
    this.clock = options.clock ?? (() => new Date());
  }

  async resolve(
    signal: AbortSignal,
    { forceRefresh = false }: { readonly forceRefresh?: boolean } = {},
  ): Promise<ResolvedIdentity> {
    signal.throwIfAborted();
    if (!forceRefresh && this.known && this.lifetimeMs() > renewBeforeExpiryMs) return this.known;
    try {
      return await this.answerOf((this.pending ??= this.question()), signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      // Renewing ahead of time failed; what is there is still good.
      if (!forceRefresh && this.known && this.lifetimeMs() > 0) return this.known;
      throw asFailure(error);
    }
  }

  private lifetimeMs(): number {
    const expiresAt = this.known?.expiresAt;
    return expiresAt ? expiresAt.getTime() - this.clock().getTime() : Infinity;
  }

  /** A question that nobody waits for any more ends, with the programs that it runs. */
  private async answerOf(question: Question, signal: AbortSignal): Promise<ResolvedIdentity> {
    question.waiting += 1;
    try {
      return await untilAborted(question.answer, signal);
    } finally {
      question.waiting -= 1;
      if (question.waiting === 0) {
        question.controller.abort();
        if (this.pending === question) this.pending = undefined;
      }
    }
  }

  private question(): Question {
    const controller = new AbortController();
    return { answer: this.ask(controller.signal), controller, waiting: 0 };
  }

  private async ask(stopped: AbortSignal): Promise<ResolvedIdentity> {
    const { chainCredentials } = await import("./credentialChain.js");
    const {
      region,
      askMfaCode,
      closing,
      processTimeoutMs = defaultProcessTimeoutMs,
    } = this.options;
    const signal = closing ? AbortSignal.any([stopped, closing]) : stopped;
    const result = await chainCredentials({
      ...(this.profile !== undefined && { profile: this.profile }),
      ...(region !== undefined && { region }),
      ...(askMfaCode && { askMfaCode }),
      processLimits: { signal, timeoutMs: processTimeoutMs },
    });
    this.known = { type: "keys", ...result };
    return this.known;
  }
}
