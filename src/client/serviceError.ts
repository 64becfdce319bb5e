import { STATUS_CODES } from "node:http";
import { Failure, type FailureEvidence, type FailureKind } from "../failure.js";
import * as l10n from "../l10n.js";
import { isJsonObject, parseJson, type JsonObject } from "../request/json.js";
import type { WireEvent } from "../wire/wireEvent.js";
import { clockSkewMs, describeSkew, retryAfterMs } from "./answerTimes.js";
import {
  apiSpelling,
  findServiceException,
  statusMeaning,
  statusSaysItAll,
} from "./serviceExceptions.js";
import { innermostMessage, sentenceIn } from "./serviceMessage.js";

/** An HTTP answer that is not the stream that was asked for. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text, already decompressed; possibly cut. */
  readonly body: string;
  /** When the answer arrived by this machine's clock. */
  readonly receivedAt: Date;
  /** Host and port of the proxy that answered instead of opening a tunnel. */
  readonly fromProxy?: string;
}

/** What the service, or something in front of it, answered instead of the stream. */
export function httpFailure(answer: HttpAnswer): Failure {
  if (answer.fromProxy !== undefined) return proxyAnswered(answer.fromProxy, answer);
  const { status, headers, body } = answer;
  const members = bodyMembers(body);
  const exception = exceptionName(headers, members, body);
  const requestId = headers["x-amzn-requestid"] ?? headers["x-amz-request-id"];
  const askedWait = retryAfterMs(answer);
  const { originalMessage, originalStatusCode } = members;
  const evidence: FailureEvidence = {
    ...(exception !== undefined && { exception }),
    httpStatus: status,
    ...(requestId !== undefined && { requestId }),
    ...(typeof originalMessage === "string" && {
      originalMessage: innermostMessage(originalMessage),
    }),
    ...(typeof originalStatusCode === "number" && { originalStatusCode }),
    ...(body !== "" && { rawText: body }),
    ...(askedWait !== undefined && { retryAfterMs: askedWait }),
  };
  if (exception !== undefined) return namedFailure(exception, answer, members, evidence);
  return namelessFailure(answer, members, evidence);
}

/** A proxy's own words are about itself, whatever status it borrows. */
function proxyAnswered(proxy: string, { status, body }: HttpAnswer): Failure {
  const title = htmlTitle(body);
  return new Failure(
    "proxy",
    title === ""
      ? l10n.t("The proxy {0} opened no tunnel: {1}.", proxy, statusText(status))
      : l10n.t(
          'The proxy {0} opened no tunnel: {1}, page "{2}".',
          proxy,
          statusText(status),
          title,
        ),
    {
      httpStatus: status,
      code: "PROXY_ANSWER",
      ...(body !== "" && { rawText: body }),
      // It could not reach the service this time; everything else is its decision.
      retryable: status === 502 || status === 503 || status === 504,
    },
  );
}

/** An exception or error message inside the stream. Has no HTTP status; add the head's request id. */
export function serviceFailure(
  event: Extract<WireEvent, { type: "exception" | "error" }>,
): Failure {
  const isException = event.type === "exception";
  const name = apiSpelling(isException ? event.exceptionType : event.errorCode);
  const said = innermostMessage(isException ? event.message : event.errorMessage);
  const known = findServiceException(name);
  const message = said || innermostMessage(event.rawText) || withoutMessage(name);
  return new Failure(known?.kind ?? "unknownException", message, {
    ...(name !== "" && { exception: name }),
    ...(isException &&
      event.originalMessage !== undefined && {
        originalMessage: innermostMessage(event.originalMessage),
      }),
    ...(isException &&
      event.originalStatusCode !== undefined && {
        originalStatusCode: event.originalStatusCode,
      }),
    rawText: event.rawText || said,
    retryable: known?.retryable ?? false,
  });
}

function withoutMessage(name: string): string {
  return name === ""
    ? l10n.t("The service broke the stream off without a word.")
    : l10n.t("{0}, without a message.", name);
}

function namedFailure(
  name: string,
  answer: HttpAnswer,
  members: JsonObject,
  evidence: FailureEvidence,
): Failure {
  const known = findServiceException(name);
  const said = bodySentence(answer.body, members) ?? `${name} (${statusText(answer.status)}).`;
  const byStatus = statusMeaning(answer.status);
  const kind: FailureKind =
    known?.kind ?? (statusSaysItAll(answer.status) ? byStatus.kind : "unknownException");
  const retryable = known?.retryable ?? byStatus.retryable;
  const skew = known?.dependsOnClock ? describeSkew(clockSkewMs(answer)) : undefined;
  return new Failure(kind, skew ? `${said} ${skew}` : said, {
    ...evidence,
    ...(skew && { code: "CLOCK_SKEW" }),
    retryable,
  });
}

function namelessFailure(
  answer: HttpAnswer,
  members: JsonObject,
  evidence: FailureEvidence,
): Failure {
  const { status, headers, body } = answer;
  const { kind, retryable } = statusMeaning(status);
  const what = statusText(status);
  if (isRedirect(answer)) {
    const to = hostOf(headers["location"]);
    return new Failure(
      "unexpectedAnswer",
      l10n.t(
        "{0}: a redirect to {1}. It was not followed, so that no credentials go there.",
        what,
        to,
      ),
      { ...evidence, code: "REDIRECT", retryable: false },
    );
  }
  if (isHtml(answer)) {
    const isProxy = kind === "proxy";
    return new Failure(
      isProxy ? kind : "unexpectedAnswer",
      htmlText(what, htmlTitle(body), isProxy),
      { ...evidence, code: "HTML", retryable },
    );
  }
  const said = bodySentence(body, members);
  if (status >= 200 && status < 300) {
    const type = headers["content-type"];
    const sentence =
      type === undefined
        ? l10n.t("{0}, but no event stream: there is no Content-Type.", what)
        : l10n.t("{0}, but no event stream: the Content-Type is {1}.", what, type);
    return new Failure("unexpectedAnswer", said ? `${sentence} ${said}` : sentence, {
      ...evidence,
      code: "NO_EVENT_STREAM",
      retryable: false,
    });
  }
  return new Failure(kind, said ? `${what}: ${said}` : l10n.t("{0}, without a message.", what), {
    ...evidence,
    retryable,
  });
}

/** The members of the body's error object; front doors wrap it in `Output`. */
function bodyMembers(body: string): JsonObject {
  const json = parseJson(body);
  if (!isJsonObject(json)) return {};
  const output = json["Output"];
  return isJsonObject(output) ? output : json;
}

/** `x-amzn-ErrorType`, else `code`, else `__type`, as botocore's rest-json parser looks for it. */
function exceptionName(
  headers: HttpAnswer["headers"],
  members: JsonObject,
  body: string,
): string | undefined {
  const error = isJsonObject(members["error"]) ? members["error"] : {};
  const candidates = [
    headers["x-amzn-errortype"],
    members["code"],
    members["Code"],
    members["__type"],
    // Model providers and gateways put theirs into `error`.
    error["type"],
    error["code"],
    xmlExceptionName(body),
  ];
  for (const candidate of candidates) {
    const name = typeof candidate === "string" ? cleanName(candidate) : "";
    if (name !== "") return apiSpelling(name);
  }
  return undefined;
}

/** `com.amazon.coral.service#ThrottlingException:http://…` -> `ThrottlingException`. */
function cleanName(text: string): string {
  const beforeColon = text.split(":", 1)[0] ?? "";
  return beforeColon.slice(beforeColon.lastIndexOf("#") + 1).trim();
}

/** Front doors that do not know the path answer `<UnknownOperationException/>` or `<Code>` in XML. */
function xmlExceptionName(body: string): string | undefined {
  if (!body.trimStart().startsWith("<")) return undefined;
  return (
    /<Code>\s*([\w.]+)\s*<\/Code>/.exec(body)?.[1] ??
    /<([A-Z]\w*(?:Exception|Error))\s*\/?>/.exec(body)?.[1]
  );
}

function bodySentence(body: string, members: JsonObject): string | undefined {
  const inMembers = sentenceIn(members);
  if (inMembers !== undefined) return innermostMessage(inMembers);
  const trimmed = body.trim();
  if (trimmed.startsWith("<")) return /<Message>([^<]+)<\/Message>/i.exec(trimmed)?.[1]?.trim();
  // JSON without any sentence, or cut off, says nothing to people; it stays in the raw text.
  const isJson = trimmed.startsWith("{") || parseJson(trimmed) !== undefined;
  return trimmed === "" || isJson ? undefined : shorten(trimmed);
}

function shorten(text: string): string {
  const longest = 500;
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function statusText(status: number): string {
  const phrase = STATUS_CODES[status];
  return phrase === undefined ? `HTTP ${status}` : `HTTP ${status} ${phrase}`;
}

function htmlText(what: string, title: string, isProxy: boolean): string {
  if (title === "") {
    return isProxy
      ? l10n.t("{0} with an HTML page: the answer of a proxy.", what)
      : l10n.t("{0} with an HTML page: the answer of something in front of Bedrock.", what);
  }
  return isProxy
    ? l10n.t('{0} with the HTML page "{1}": the answer of a proxy.', what, title)
    : l10n.t(
        '{0} with the HTML page "{1}": the answer of something in front of Bedrock.',
        what,
        title,
      );
}

function isRedirect({ status, headers }: HttpAnswer): boolean {
  return status >= 300 && status < 400 && headers["location"] !== undefined;
}

function hostOf(location = ""): string {
  return URL.canParse(location) ? new URL(location).host : l10n.t("another path of this host");
}

function isHtml({ headers, body }: HttpAnswer): boolean {
  const type = headers["content-type"] ?? "";
  return /^text\/html\b/i.test(type) || /^\s*<(!doctype\s+html|html)\b/i.test(body);
}

function htmlTitle(body: string): string {
  // No "<" within the tag: otherwise a body of many beginnings takes the square of its length.
  const title = /<title[^<>]*>([^<]*)<\/title>/i.exec(body)?.[1] ?? "";
  return shorten(title.replace(/\s+/g, " ").trim());
}
