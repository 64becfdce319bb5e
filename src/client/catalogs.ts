import { Catalog } from "./catalog.js";
import type { CredentialSource } from "./credentials.js";
import type { Identity, Target } from "./target.js";

/** The catalogs of this session, one for each place and identity. */
export class Catalogs {
  private readonly catalogs = new Map<string, Catalog>();

  constructor(private readonly credentialsOf: (target: Target) => CredentialSource) {}

  /** The catalog of a target. Costs nothing until it is asked. */
  of(target: Target): Catalog {
    const key = keyOf(target);
    const known = this.catalogs.get(key);
    if (known) return known;
    // Asked for with every call: after a sign-in the target has another source.
    const credentials: CredentialSource = {
      resolve: (signal, options) => this.credentialsOf(target).resolve(signal, options),
    };
    const catalog = new Catalog({ target, credentials });
    this.catalogs.set(key, catalog);
    return catalog;
  }

  /** Forgets all answers, for example after a change of identity. */
  forget(): void {
    this.catalogs.clear();
  }
}

/** Whether certificates are checked, too: a catalog goes on asking as the target it was made for. */
function keyOf({ identity, region, endpoint, useFips, useDualStack, ...target }: Target): string {
  const place = [region, endpoint, useFips, useDualStack, target.verifyCertificate];
  return JSON.stringify([...place, identityKey(identity)]);
}

/** Stays in memory, as the identity itself does. */
function identityKey(identity: Identity): string {
  switch (identity.type) {
    case "chain":
      return `profile ${identity.profile ?? ""}`;
    case "apiKey":
      return `api key ${identity.apiKey}`;
    case "keys":
      return `access key ${identity.accessKeyId}`;
  }
}
