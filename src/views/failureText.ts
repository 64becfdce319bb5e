import type { FailureRecord } from "../failure.js";
import type { RunSummary, Verdict } from "../run/runSummary.js";

/** What a person reads about a failure. Every sentence of this extension about one is made here. */
export interface FailureText {
  /** A few words, fit for the status bar. */
  readonly title: string;
  /** What happened, in the service's own words where it gave any. */
  readonly detail: string;
  /** What to do now. */
  readonly nextStep: string;
}

/** How much attention an ending asks for. */
export type Severity = "ok" | "info" | "warning" | "error";

export interface VerdictText {
  readonly label: string;
  readonly severity: Severity;
  /** Codicon id without `$()`. */
  readonly icon: string;
  readonly nextStep?: string;
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
    title: titleOf(failure),
    detail: detailOf(failure),
    nextStep: nextStepByException(failure, context) ?? nextStepByKind(failure, context),
  };
}

function detailOf(failure: FailureRecord): string {
  const original = failure.originalMessage;
  if (!original || failure.message.includes(original)) return failure.message;
  const status = failure.originalStatusCode ? ` (status ${failure.originalStatusCode})` : "";
  return `${failure.message} The model said${status}: ${original}`;
}

function titleOf(failure: FailureRecord): string {
  switch (failure.kind) {
    case "invalidRequest":
      return "Request refused";
    case "accessDenied":
      return "Access denied";
    case "credentials":
      return "Credentials refused";
    case "notFound":
      return "Not found";
    case "throttled":
      return "Throttled";
    case "quotaExceeded":
      return "Quota exceeded";
    case "modelNotReady":
      return "Model not ready";
    case "modelTimeout":
      return "Model timed out";
    case "modelError":
      return "Model failed";
    case "service":
      return failure.httpStatus === 529 ? "Model overloaded" : "Service failed";
    case "unknownException":
      return failure.exception ?? "Unknown exception";
    case "connection":
      return "Connection failed";
    case "tls":
      return "Certificate refused";
    case "proxy":
      return "Proxy refused";
    case "timeout":
      return failure.code === "STALL" ? "Stalled" : "Timed out";
    case "incomplete":
      return "Connection lost";
    case "interrupted":
      return "Interrupted";
    case "protocol":
      return "Damaged stream";
    case "unexpectedAnswer":
      return "Not a Bedrock answer";
    case "configuration":
      return "Setup needed";
    case "callerMistake":
      return "Wrong argument";
    case "internal":
      return "Internal error";
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
      return `Sign in again (${context.identity}), then run again.`;
    case "InvalidSignatureException":
    case "SignatureDoesNotMatch":
    case "RequestExpired":
      return "Set this machine's clock, or check the secret key, then run again.";
    case "MissingAuthenticationTokenException":
    case "IncompleteSignatureException":
      return "Check that the endpoint is Bedrock's own and that nothing on the way removes headers.";
    case "UnknownOperationException":
      return "Check the endpoint setting: this server does not know InvokeModelWithResponseStream.";
    case "FTUFormNotFilled":
      return "Fill in the provider's use-case form in the Bedrock console, then run again.";
    default:
      return undefined;
  }
}

function nextStepByKind(failure: FailureRecord, context: FailureContext): string {
  switch (failure.kind) {
    case "invalidRequest":
      return "Correct the request where it is marked, then run again.";
    case "accessDenied":
      return `Ask for bedrock:InvokeModelWithResponseStream on ${context.modelId} in ${context.region}, or use another identity (now: ${context.identity}).`;
    case "credentials":
      return credentialsStep(failure, context);
    case "notFound":
      return `Check the model id and that ${context.region} offers it.`;
    case "throttled":
      return "Wait a little and run again, or use a cross-region inference profile.";
    case "quotaExceeded":
      return "Ask for a higher quota in the Service Quotas console, or use another region.";
    case "modelNotReady":
      return "Run again in a minute: the model is being loaded.";
    case "modelTimeout":
      return "Run again, or ask for less: the model took longer than the service allows.";
    case "modelError":
      return "Run again; if it stays, the request probably asks for something this model cannot do.";
    case "service":
      return "Run again later, or use another region.";
    case "unknownException":
      return "Read the raw answer; run again if it sounds temporary.";
    case "connection":
      return connectionStep(failure, context);
    case "tls":
      return tlsStep(failure);
    case "proxy":
      return failure.httpStatus === 407
        ? "The proxy asks for a sign-in: put user and password into the setting http.proxy, or correct them."
        : "Check the settings http.proxy and http.noProxy, or ask whoever runs the proxy to let this host through.";
    case "timeout":
      return failure.code === "STALL"
        ? "Raise bedrockStream.stallTimeout if this model thinks that long, or run again."
        : "Check network and proxy, or raise bedrockStream.connectTimeout.";
    case "incomplete":
      return "The text so far is kept. Run again for a whole answer.";
    case "interrupted":
      return "The text so far was kept on disk. Run again for a whole answer.";
    case "protocol":
      return "The text so far is kept. Run again; if it stays, something on the way changes the bytes.";
    case "unexpectedAnswer":
      return "Check the endpoint and proxy settings: something else than Bedrock answered.";
    case "configuration":
      return "Set what is missing, then run again.";
    case "callerMistake":
      return "Correct the command's argument.";
    case "internal":
      return "Run again, and report this with the log (Bedrock Stream: Show Log).";
    default:
      failure.kind satisfies never;
      return "";
  }
}

function credentialsStep({ code }: FailureRecord, { identity }: FailureContext): string {
  switch (code ?? "") {
    case "SSO_EXPIRED":
    case "LOGIN_FAILED":
      return `Sign in with the AWS CLI, then run again. Identity: ${identity}.`;
    case "PROFILE_NOT_FOUND":
      return "Select a profile that the AWS files of this machine have, or correct its name.";
    case "MFA_REQUIRED":
      return "Run again and type the code that your MFA device shows.";
    default:
      return `Check the credentials, select a profile, set a Bedrock API key, or use the sandbox. Identity: ${identity}.`;
  }
}

function tlsStep({ code }: FailureRecord): string {
  switch (code ?? "") {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return "Check the setting bedrockStream.endpoint: the certificate belongs to another host.";
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return "Check this machine's clock, or have the certificate renewed by whoever runs the host.";
    default:
      return code !== undefined && /^(ERR_SSL|ERR_TLS|EPROTO)/.test(code)
        ? "Check that the endpoint and the proxy speak TLS at this port."
        : "If you know the issuer, add its certificate to the system's and leave the setting http.systemCertificates on, or name it in NODE_EXTRA_CA_CERTS; then reload the window. http.proxyStrictSSL: false accepts any.";
  }
}

function connectionStep(failure: FailureRecord, context: FailureContext): string {
  if (failure.code === "ENOTFOUND" || failure.code === "EAI_AGAIN") {
    return `Check the network and that the region ${context.region} is spelled right.`;
  }
  if (failure.code === "ECONNREFUSED") return "Check the endpoint setting and that it is running.";
  return "Check network, VPN and proxy, then run again.";
}

const verdicts: Record<Verdict, Omit<VerdictText, "nextStep">> = {
  complete: { label: "Complete", severity: "ok", icon: "pass" },
  stopSequence: { label: "Stopped at a stop sequence", severity: "ok", icon: "pass" },
  toolUse: { label: "Wants to use a tool", severity: "ok", icon: "tools" },
  maxTokens: { label: "Cut at the token limit", severity: "warning", icon: "warning" },
  contentFiltered: { label: "Content filtered", severity: "warning", icon: "shield" },
  guardrailIntervened: { label: "Guardrail intervened", severity: "warning", icon: "shield" },
  refused: { label: "Refused by the model", severity: "warning", icon: "circle-slash" },
  stopped: { label: "Stopped by you", severity: "info", icon: "debug-stop" },
  connectionLost: { label: "Connection lost", severity: "error", icon: "debug-disconnect" },
  stalled: { label: "Stalled", severity: "error", icon: "watch" },
  failed: { label: "Failed", severity: "error", icon: "error" },
};

/** What can be waited out is a warning, what somebody must change is an error. */
const passing = new Set(["throttled", "modelNotReady", "modelTimeout", "service", "timeout"]);

/** The verdict in words; a failed run is named by its exception. */
export function verdictText(summary: RunSummary, limitedBy = "the token limit"): VerdictText {
  const text = verdicts[summary.verdict];
  if (summary.verdict === "failed" && summary.failure) {
    const severity = severityOf(summary.failure);
    return { label: labelOfFailure(summary.failure), severity, icon: severity };
  }
  if (summary.verdict === "maxTokens") {
    return { ...text, nextStep: `The answer is cut: raise ${limitedBy} and run again.` };
  }
  if (summary.verdict === "stopped") {
    return { ...text, nextStep: "The service may still bill what it had generated." };
  }
  return text;
}

/** Error for what the user must change, warning for what passes. */
export function severityOf(failure: FailureRecord): "warning" | "error" {
  return passing.has(failure.kind) ? "warning" : "error";
}

function labelOfFailure(failure: FailureRecord): string {
  const title = titleOf(failure);
  return failure.exception && failure.exception !== title
    ? `${title} (${failure.exception})`
    : title;
}
