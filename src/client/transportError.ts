import { Failure, type FailureKind } from "../failure.js";

/** What is known about a connection besides the error it died of. */
export interface TransportContext {
  /** Host and port that were asked for. */
  readonly host: string;
  /** Had the head of the answer arrived? */
  readonly afterHead: boolean;
  /** Who issued the certificate that the other side showed. */
  readonly issuer?: string;
}

interface CodeMeaning {
  readonly kind: FailureKind;
  readonly sentence: (host: string) => string;
  readonly retryable?: true;
}

const connection = (sentence: (host: string) => string, retryable?: true): CodeMeaning => ({
  kind: "connection",
  sentence,
  ...(retryable && { retryable }),
});
const proxy = (sentence: () => string): CodeMeaning => ({ kind: "proxy", sentence });

const reset = connection((host) => `${host} closed the connection before it answered.`, true);

/** Node's codes. https://nodejs.org/api/errors.html#common-system-errors */
const codeMeanings: Readonly<Record<string, CodeMeaning>> = {
  ECONNRESET: reset,
  EPIPE: reset,
  ECONNABORTED: reset,
  ENOTFOUND: connection((host) => `There is no host named ${host}.`),
  EAI_AGAIN: connection((host) => `The name ${host} could not be looked up.`),
  ECONNREFUSED: connection((host) => `${host} refused the connection.`),
  ETIMEDOUT: connection((host) => `${host} did not answer the attempt to connect.`),
  EHOSTUNREACH: connection((host) => `There is no route to ${host}.`),
  ENETUNREACH: connection((host) => `The network of ${host} cannot be reached.`),
  EHOSTDOWN: connection((host) => `${host} is down.`),
  ENETDOWN: connection(() => "The network is down."),
  EADDRNOTAVAIL: connection((host) => `No local address can reach ${host}.`),
  EACCES: connection((host) => `This machine does not allow connections to ${host}.`),
  EPERM: connection((host) => `This machine does not allow connections to ${host}.`),
  ERR_PROXY_TUNNEL: proxy(() => "The proxy did not open a tunnel."),
  ERR_PROXY_INVALID_CONFIG: proxy(() => "The proxy setting cannot be used."),
};

/** OpenSSL's reasons to refuse a certificate, as Node spells them. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const certificateCodes = new Set([
  "CERT_CHAIN_TOO_LONG",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REJECTED",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_FORMAT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "HOSTNAME_MISMATCH",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_CRL",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** What Node reports when the way to the service breaks, as a Failure. */
export function transportFailure(error: unknown, context: TransportContext): Failure {
  const code = codeOf(error);
  const { host } = context;
  const evidence = code === undefined ? {} : { code };
  if (code !== undefined && certificateCodes.has(code)) {
    const by = context.issuer === undefined ? "" : `, issued by ${context.issuer},`;
    const sentence =
      code === "ERR_TLS_CERT_ALTNAME_INVALID"
        ? `The certificate that ${host} shows${by} is for ${namesOf(error)} (${code}).`
        : `The certificate of ${host}${by} is not accepted (${code}).`;
    return new Failure("tls", sentence, evidence, { cause: error });
  }
  if (code !== undefined && isTlsCode(code)) {
    const sentence = `No TLS connection with ${host} came about (${code}).`;
    return new Failure("tls", sentence, evidence, { cause: error });
  }
  if (code?.startsWith("HPE_")) return httpSyntaxFailure(code, context, error);
  const meaning = code === undefined ? undefined : codeMeanings[code];
  if (context.afterHead) {
    const sentence = `The connection to ${host} broke off in the middle of the answer${inBrackets(code)}.`;
    return new Failure("connection", sentence, { ...evidence, retryable: true }, { cause: error });
  }
  if (!meaning) {
    const sentence = `The connection to ${host} failed${inBrackets(code)}${reasonOf(error)}`;
    return new Failure("connection", sentence, evidence, { cause: error });
  }
  return new Failure(
    meaning.kind,
    `${meaning.sentence(host)} (${code})`,
    { ...evidence, retryable: meaning.retryable ?? false },
    { cause: error },
  );
}

/** llhttp's complaints: the other side, or something on the way, does not speak HTTP. */
function httpSyntaxFailure(code: string, context: TransportContext, cause: unknown): Failure {
  const { host, afterHead } = context;
  if (code === "HPE_HEADER_OVERFLOW") {
    const sentence = `${host} answered with more response headers than Node accepts.`;
    return new Failure("unexpectedAnswer", sentence, { code }, { cause });
  }
  return afterHead
    ? new Failure("protocol", `The answer of ${host} is damaged (${code}).`, { code }, { cause })
    : new Failure(
        "unexpectedAnswer",
        `${host} does not answer in HTTP (${code}).`,
        { code },
        { cause },
      );
}

function isTlsCode(code: string): boolean {
  return code === "EPROTO" || code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_");
}

/** Node tries several addresses of a host and then reports all their errors in one. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : codeOf(error.cause);
}

/** The names that a certificate is good for, off Node's error about another one. */
function namesOf(error: unknown): string {
  const certificate = error instanceof Error && "cert" in error ? error.cert : undefined;
  const names =
    typeof certificate === "object" && certificate !== null && "subjectaltname" in certificate
      ? String(certificate.subjectaltname)
      : "";
  return names === "" ? "another host" : names.replace(/(DNS|IP Address):/g, "");
}

function inBrackets(code: string | undefined): string {
  return code === undefined ? "" : ` (${code})`;
}

/** Proxies and agents of others throw errors without codes; their words are all there is. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.message !== "" ? `: ${error.message}` : ".";
}
