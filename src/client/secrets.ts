import type { ResolvedIdentity } from "./credentials.js";
import { SecretMask } from "./secretMask.js";
import type { Target } from "./target.js";

/** What a request carried besides its signature, as far as anybody knows. */
interface Carrier {
  /** The proxy's login as the request carried it. */
  readonly proxyLogins: readonly string[];
}

/** Hides what a request to this target as this identity may have given away on its way. */
export function maskFor(
  identity: ResolvedIdentity | undefined,
  { proxyLogins = [] }: Pick<Target, "proxyLogins">,
  carrier?: Carrier,
): SecretMask {
  const logins = [...proxyLogins, ...(carrier?.proxyLogins ?? [])];
  return new SecretMask([
    ...(identity ? secretsOf(identity) : []),
    ...logins.flatMap(loginSecrets),
  ]);
}

function secretsOf(identity: ResolvedIdentity): readonly string[] {
  if (identity.type === "apiKey") return [identity.apiKey];
  const { accessKeyId, secretAccessKey, sessionToken = "" } = identity.credentials;
  return [accessKeyId, secretAccessKey, sessionToken];
}

/**
 * What is secret of a proxy's place or of `Proxy-Authorization`: the password, and the pair, which is
 * what goes over the wire in base64. A user's name alone is a word that an answer may well contain.
 */
function loginSecrets(login: string): readonly string[] {
  const pair = pairOf(login);
  if (pair === undefined) return [];
  const colon = pair.indexOf(":");
  return colon < 0 ? [pair] : [pair, pair.slice(colon + 1)];
}

/** How PAC files call proxies, before their places. */
const proxyType = /^(?:direct|proxy|https?|socks[45]?)$/i;

/** `user:password` of `Basic BASE64`, `http://user:password@host:port` and the like. */
function pairOf(login: string): string | undefined {
  const [, scheme = "", value = ""] = /^(\w+) +(\S+)$/.exec(login.trim()) ?? [];
  if (/^basic$/i.test(scheme)) return Buffer.from(value, "base64").toString("utf8");
  const at = login.lastIndexOf("@");
  if (at < 0) return scheme === "" || proxyType.test(scheme) ? undefined : value;
  return decoded(login.slice(0, at).replace(/^(?:\w+ +)?(?:[\w+.-]+:\/\/)?/, ""));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where environments name proxies. */
const proxyVariables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/** The proxies that an environment names, with their logins. */
export function proxiesOfEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return proxyVariables
    .flatMap((name) => [environment[name], environment[name.toLowerCase()]])
    .filter((proxy) => proxy !== undefined);
}
