import type { FailureRecord } from "../failure.js";
import * as l10n from "../l10n.js";

/** What a person reads about a failure. Every sentence of this extension about one is made here. */
export interface FailureText {
  /** A few words, fit for the status bar. */
  readonly title: string;
  /** What happened, in the service's own words where it gave any. */
  readonly detail: string;
  /** What to do now. */
  readonly nextStep: string;
}

/** Where the run was sent and as whom, for sentences that have to name it. */
export interface FailureContext {
  readonly modelId: string;
  readonly region: string;
  /** For people: "profile dev", "Bedrock API key". */
  readonly identity: string;
  /** What the credentials turned out to be, once there were any. */
  readonly signedAs?: string;
}

export function failureText(failure: FailureRecord, context: FailureContext): FailureText {
  return {
    title: titleOfFailure(failure),
    detail: detailOf(failure),
    nextStep: nextStepByException(failure, context) ?? nextStepByKind(failure, context),
  };
}

function detailOf(failure: FailureRecord): string {
  const original = failure.originalMessage;
  if (!original || failure.message.includes(original)) return failure.message;
  return failure.originalStatusCode
    ? l10n.t(
        "{0} The model said (status {1}): {2}",
        failure.message,
        failure.originalStatusCode,
        original,
      )
    : l10n.t("{0} The model said: {1}", failure.message, original);
}

/** A few words that name the failure. */
export function titleOfFailure(failure: FailureRecord): string {
  switch (failure.kind) {
    case "invalidRequest":
      return l10n.t("Request refused");
    case "accessDenied":
      return l10n.t("Access denied");
    case "credentials":
      return l10n.t("Credentials refused");
    case "notFound":
      return l10n.t("Not found");
    case "throttled":
      return l10n.t("Throttled");
    case "quotaExceeded":
      return l10n.t("Quota exceeded");
    case "modelNotReady":
      return l10n.t("Model not ready");
    case "modelTimeout":
      return l10n.t("Model timed out");
    case "modelError":
      return l10n.t("Model failed");
    case "service":
      return failure.httpStatus === 529 ? l10n.t("Model overloaded") : l10n.t("Service failed");
    case "unknownException":
      return failure.exception ?? l10n.t("Unknown exception");
    case "connection":
      return l10n.t("Connection failed");
    case "tls":
      return l10n.t("Certificate refused");
    case "proxy":
      return l10n.t("Proxy refused");
    case "timeout":
      return failure.code === "STALL" ? l10n.t("Stalled") : l10n.t("Timed out");
    case "incomplete":
      return l10n.t("Connection lost");
    case "interrupted":
      return l10n.t("Interrupted");
    case "protocol":
      return l10n.t("Damaged stream");
    case "unexpectedAnswer":
      return l10n.t("Not a Bedrock answer");
    case "configuration":
      return l10n.t("Setup needed");
    case "callerMistake":
      return l10n.t("Wrong argument");
    case "internal":
      return l10n.t("Internal error");
    case "unrecognized":
      return l10n.t("Recorded by another version");
    default:
      failure.kind satisfies never;
      return failure.kind;
  }
}

/** Exceptions whose way out is more particular than that of their kind. */
function nextStepByException(failure: FailureRecord, context: FailureContext): string | undefined {
  switch (failure.exception ?? "") {
    case "ExpiredTokenException":
    case "ExpiredToken":
      return l10n.t("Sign in again ({0}), then run again.", context.identity);
    case "InvalidSignatureException":
    case "SignatureDoesNotMatch":
    case "RequestExpired":
      return l10n.t("Set this machine's clock, or check the secret key, then run again.");
    case "MissingAuthenticationTokenException":
    case "IncompleteSignatureException":
      return l10n.t(
        "Check that the endpoint is Bedrock's own and that nothing on the way removes headers.",
      );
    case "UnknownOperationException":
      return l10n.t(
        "Check the endpoint setting: this server does not know InvokeModelWithResponseStream.",
      );
    case "FTUFormNotFilled":
      return l10n.t("Fill in the provider's use-case form in the Bedrock console, then run again.");
    default:
      return undefined;
  }
}

function nextStepByKind(failure: FailureRecord, context: FailureContext): string {
  switch (failure.kind) {
    case "invalidRequest":
      return l10n.t("Correct the request where it is marked, then run again.");
    case "accessDenied":
      return accessStep(context);
    case "credentials":
      return credentialsStep(failure, context);
    case "notFound":
      return l10n.t("Check the model id and that {0} offers it.", context.region);
    case "throttled":
      return l10n.t("Wait a little and run again, or use a cross-region inference profile.");
    case "quotaExceeded":
      return l10n.t("Ask for a higher quota in the Service Quotas console, or use another region.");
    case "modelNotReady":
      return l10n.t("Run again in a minute: the model is being loaded.");
    case "modelTimeout":
      return l10n.t("Run again, or ask for less: the model took longer than the service allows.");
    case "modelError":
      return l10n.t(
        "Run again; if it stays, the request probably asks for something this model cannot do.",
      );
    case "service":
      return l10n.t("Run again later, or use another region.");
    case "unknownException":
      return l10n.t("Read the raw answer; run again if it sounds temporary.");
    case "connection":
      return connectionStep(failure, context);
    case "tls":
      return tlsStep(failure);
    case "proxy":
      return proxyStep(failure);
    case "timeout":
      return timeoutStep(failure);
    case "incomplete":
      return l10n.t("The text so far is kept. Run again for a whole answer.");
    case "interrupted":
      return l10n.t("The text so far was kept on disk. Run again for a whole answer.");
    case "protocol":
      return l10n.t(
        "The text so far is kept. Run again; if it stays, something on the way changes the bytes.",
      );
    case "unexpectedAnswer":
      return l10n.t("Check the endpoint and proxy settings: something else than Bedrock answered.");
    case "configuration":
      return l10n.t("Set what is missing, then run again.");
    case "callerMistake":
      return l10n.t("Correct the command's argument.");
    case "internal":
      return l10n.t("Run again, and report this with the log (Bedrock Stream: Show Log).");
    case "unrecognized":
      return l10n.t("Open it with the version that recorded it, or run again.");
    default:
      failure.kind satisfies never;
      return "";
  }
}

function accessStep({ modelId, region, identity }: FailureContext): string {
  return l10n.t(
    "Ask for bedrock:InvokeModelWithResponseStream on {0} in {1}, or use another identity (now: {2}).",
    modelId,
    region,
    identity,
  );
}

function credentialsStep({ code }: FailureRecord, { identity }: FailureContext): string {
  switch (code ?? "") {
    case "SSO_EXPIRED":
    case "LOGIN_FAILED":
      return l10n.t("Sign in with the AWS CLI, then run again. Identity: {0}.", identity);
    case "PROFILE_NOT_FOUND":
      return l10n.t(
        "Select a profile that the AWS files of this machine have, or correct its name.",
      );
    case "MFA_REQUIRED":
      return l10n.t("Run again and type the code that your MFA device shows.");
    default:
      return l10n.t(
        "Check the credentials, select a profile, set a Bedrock API key, or use the sandbox. Identity: {0}.",
        identity,
      );
  }
}

function proxyStep(failure: FailureRecord): string {
  return failure.httpStatus === 407
    ? l10n.t(
        "The proxy asks for a sign-in: put user and password into the setting http.proxy, or correct them.",
      )
    : l10n.t(
        "Check the settings http.proxy and http.noProxy, or ask whoever runs the proxy to let this host through.",
      );
}

function timeoutStep(failure: FailureRecord): string {
  return failure.code === "STALL"
    ? l10n.t("Raise bedrockStream.stallTimeout if this model thinks that long, or run again.")
    : l10n.t("Check network and proxy, or raise bedrockStream.connectTimeout.");
}

function tlsStep({ code }: FailureRecord): string {
  switch (code ?? "") {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return l10n.t(
        "Check the setting bedrockStream.endpoint: the certificate belongs to another host.",
      );
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return l10n.t(
        "Check this machine's clock, or have the certificate renewed by whoever runs the host.",
      );
    default:
      return code !== undefined && /^(ERR_SSL|ERR_TLS|EPROTO)/.test(code)
        ? l10n.t("Check that the endpoint and the proxy speak TLS at this port.")
        : l10n.t(
            "If you know the issuer, add its certificate to the system's and leave the setting http.systemCertificates on, or name it in NODE_EXTRA_CA_CERTS; then reload the window. http.proxyStrictSSL: false accepts any.",
          );
  }
}

function connectionStep(failure: FailureRecord, context: FailureContext): string {
  if (failure.code === "ENOTFOUND" || failure.code === "EAI_AGAIN") {
    return l10n.t("Check the network and that the region {0} is spelled right.", context.region);
  }
  if (failure.code === "ECONNREFUSED")
    return l10n.t("Check the endpoint setting and that it is running.");
  return l10n.t("Check network, VPN and proxy, then run again.");
}

/** What can be waited out is a warning, what somebody must change is an error. */
const passing = new Set(["throttled", "modelNotReady", "modelTimeout", "service", "timeout"]);

/** Error for what the user must change, warning for what passes. */
export function severityOf(failure: FailureRecord): "warning" | "error" {
  return passing.has(failure.kind) ? "warning" : "error";
}
