import { Failure, type FailureKind } from "../failure.js";
import * as l10n from "../l10n.js";

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

const reset = connection(
  (host) => l10n.t("{0} closed the connection before it answered.", host),
  true,
);

/** Node's codes. https://nodejs.org/api/errors.html#common-system-errors */
const codeMeanings: Readonly<Record<string, CodeMeaning>> = {
  ECONNRESET: reset,
  EPIPE: reset,
  ECONNABORTED: reset,
  ENOTFOUND: connection((host) => l10n.t("There is no host named {0}.", host)),
  EAI_AGAIN: connection((host) => l10n.t("The name {0} could not be looked up.", host)),
  ECONNREFUSED: connection((host) => l10n.t("{0} refused the connection.", host)),
  ETIMEDOUT: connection((host) => l10n.t("{0} did not answer the attempt to connect.", host)),
  EHOSTUNREACH: connection((host) => l10n.t("There is no route to {0}.", host)),
  ENETUNREACH: connection((host) => l10n.t("The network of {0} cannot be reached.", host)),
  EHOSTDOWN: connection((host) => l10n.t("{0} is down.", host)),
  ENETDOWN: connection(() => l10n.t("The network is down.")),
  EADDRNOTAVAIL: connection((host) => l10n.t("No local address can reach {0}.", host)),
  EACCES: connection((host) => l10n.t("This machine does not allow connections to {0}.", host)),
  EPERM: connection((host) => l10n.t("This machine does not allow connections to {0}.", host)),
  ERR_PROXY_TUNNEL: proxy(() => l10n.t("The proxy did not open a tunnel.")),
  ERR_PROXY_INVALID_CONFIG: proxy(() => l10n.t("The proxy setting cannot be used.")),
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
    const sentence = certificateText(code, error, context);
    return new Failure("tls", sentence, evidence, { cause: error });
  }
  if (code !== undefined && isTlsCode(code)) {
    const sentence = l10n.t("No TLS connection with {0} came about ({1}).", host, code);
    return new Failure("tls", sentence, evidence, { cause: error });
  }
  if (code?.startsWith("HPE_")) return httpSyntaxFailure(code, context, error);
  const meaning = code === undefined ? undefined : codeMeanings[code];
  if (context.afterHead) {
    const sentence =
      code === undefined
        ? l10n.t("The connection to {0} broke off in the middle of the answer.", host)
        : l10n.t("The connection to {0} broke off in the middle of the answer ({1}).", host, code);
    return new Failure("connection", sentence, { ...evidence, retryable: true }, { cause: error });
  }
  if (!meaning) {
    const sentence = failedText(host, code, error);
    return new Failure("connection", sentence, evidence, { cause: error });
  }
  return new Failure(
    meaning.kind,
    `${meaning.sentence(host)} (${code})`,
    { ...evidence, retryable: meaning.retryable ?? false },
    { cause: error },
  );
}

function certificateText(code: string, error: unknown, context: TransportContext): string {
  const { host, issuer } = context;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const names = namesOf(error);
    return issuer === undefined
      ? l10n.t("The certificate that {0} shows is for {1} ({2}).", host, names, code)
      : l10n.t(
          "The certificate that {0} shows, issued by {1}, is for {2} ({3}).",
          host,
          issuer,
          names,
          code,
        );
  }
  return issuer === undefined
    ? l10n.t("The certificate of {0} is not accepted ({1}).", host, code)
    : l10n.t("The certificate of {0}, issued by {1}, is not accepted ({2}).", host, issuer, code);
}

/** llhttp's complaints: the other side, or something on the way, does not speak HTTP. */
function httpSyntaxFailure(code: string, context: TransportContext, cause: unknown): Failure {
  const { host, afterHead } = context;
  if (code === "HPE_HEADER_OVERFLOW") {
    const sentence = l10n.t("{0} answered with more response headers than Node accepts.", host);
    return new Failure("unexpectedAnswer", sentence, { code }, { cause });
  }
  return afterHead
    ? new Failure(
        "protocol",
        l10n.t("The answer of {0} is damaged ({1}).", host, code),
        { code },
        { cause },
      )
    : new Failure(
        "unexpectedAnswer",
        l10n.t("{0} does not answer in HTTP ({1}).", host, code),
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
  return names === "" ? l10n.t("another host") : names.replace(/(DNS|IP Address):/g, "");
}

/** Proxies and agents of others throw errors without codes; their words are all there is. */
function failedText(host: string, code: string | undefined, error: unknown): string {
  const reason = error instanceof Error ? error.message : "";
  if (code === undefined) {
    return reason === ""
      ? l10n.t("The connection to {0} failed.", host)
      : l10n.t("The connection to {0} failed: {1}", host, reason);
  }
  return reason === ""
    ? l10n.t("The connection to {0} failed ({1}).", host, code)
    : l10n.t("The connection to {0} failed ({1}): {2}", host, code, reason);
}
