import { retryAfterMs } from "../../../../src/client/answerTimes.js";
import { EventReader } from "../../../../src/client/eventReader.js";
import { redact, redactHeaders } from "../../../../src/client/redact.js";
import { withoutLogin } from "../../../../src/client/proxyNotice.js";
import { SecretMask } from "../../../../src/client/secretMask.js";
import { httpFailure, serviceFailure } from "../../../../src/client/serviceError.js";
import { innermostMessage } from "../../../../src/client/serviceMessage.js";
import { transportFailure } from "../../../../src/client/transportError.js";
import { Failure } from "../../../../src/failure.js";
import { locateMessage } from "../../../../src/request/locate.js";
import { rustErrorIn } from "../../../../src/request/rustDebug.js";
import { explainViolation } from "../../../../src/request/violation.js";
import { failureText } from "../../../../src/views/failureText.js";
import { encodeFrame } from "../../../../src/wire/encodeFrame.js";
import { escapeMarkdown, escapeMarkup } from "../../../../src/withoutLinks.js";
import type { Reader } from "../../../support/growth/reader.js";

const body = {
  anthropic_version: "bedrock-2023-05-31",
  messages: [{ role: "user", content: [{ type: "text", text: "hi" }] }],
  inferenceConfig: { maxTokens: 1 },
  tools: [{ name: "t", input_schema: {} }],
};

// prettier-ignore
const wording = [
  "#/messages/0: ", "#: ", "required key [", "] not found", "extraneous key [", "messages.0.content: ",
  "messages[0].", "a[0].", "[0]", ".list[union[", "max_tokens", "Field required", "'top_p'", " and ",
  ", ", " or ", " at '", "' failed to satisfy constraint: ", ".member.", "$.a[0]: ", "instance.a ",
  "/messages/0 must ", "Additional properties are not allowed (", "' was unexpected", "On instance[", ":",
  " is not of type 'string'", "unknown parameter: ", "Invalid ", "cannot both be set ", "the ", " at ",
  "missing ", "required ", " key '", "' in messages[0]", "input_type ", "between 1 and 2", "[1, ", "1,000",
  "expected tags: ", " | ", "using the image/png media type", "Input should be ", "'loc': (", "'msg': '",
  "\n    at f (", ":1:1)", "ErrorEvent { error: ", 'message: "', 'param: Some("', "on-demand throughput ",
  "Malformed input request: ", "string [", "tool use is not supported", "body -> messages -> 0",
  '{"message":"', '\\"', "<title", "<title>", "</title>", "<Code>", "<Message>", "Exception", "https://",
];

// prettier-ignore
const sentences = [
  "messages.0.content.0.type: Field required",
  "Malformed input request: #/messages/0: required key [role] not found, please reformat your input and try again.",
  "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
  "1 validation error detected: Value 'x' at 'messages.1.member.role' failed to satisfy constraint: Member must not be null",
  '{"detail":[{"loc":["body","messages",0],"msg":"Field required"}]}',
  '{"message":"{\\"error\\":{\\"message\\":\\"bad\\",\\"param\\":\\"messages[0].role\\"}}"}',
  'ErrorEvent { error: APIError { code: Some(400), message: "top_p must be in (0, 1]", param: None } }',
  "[{'type': 'missing', 'loc': ('body', 'n'), 'msg': 'Field required'}]",
  "Additional properties are not allowed ('a', 'b' were unexpected) - 'messages.0'",
  "<html><head><title>403 Forbidden</title></head><body>no</body></html>",
];

const message = { pieces: wording, whole: sentences };

const answer = (text: string, headers: Readonly<Record<string, string>> = {}) => ({
  ...{ status: 400, body: text, headers, receivedAt: new Date(0) },
});

const apiKey = "bedrock-api-key-abc/def+ghi=";
const sessionToken = `IQoJb3JpZ2luX2VjEHo${"aCXVzLWVhc3QtMSJHMEUC".repeat(40)}`;
const mask = new SecretMask([apiKey, sessionToken, "p/ss-w+rd"]);

// prettier-ignore
const spellings = [
  "bedrock-api-key-", "abc", "/def", "+ghi=", apiKey.slice(0, -1), apiKey, sessionToken.slice(1), "\\", "\\n", "\\u0041",
  "\\u002f", "%", "%2F", "%25", "&", "&amp;", "&#43;", "&#x2b;", ";", "\n> ", " ", "p/ss", "-w+r", "X", "\\nX",
];

/** What services, proxies and gateways say. */
export const messageReaders: readonly Reader[] = [
  { name: "locateMessage", ...message, read: (text) => locateMessage(text, body) },
  { name: "locateMessage without a body", ...message, read: (text) => locateMessage(text) },
  {
    name: "locateMessage with a body as text",
    pieces: ['{"a":', "[", "]", "}", '"max_tokens"', ",", '{"messages":[', '{"role":"user"},'],
    whole: [JSON.stringify(body)],
    read: (text) => locateMessage("max_tokens.a[0]: Field required, n.b: Field required", text),
  },
  {
    name: "locateMessage with a key of the body",
    ...message,
    read: (text) => locateMessage(`${text}: Field required`, { [text]: 1 }),
  },
  {
    name: "locateMessage in wrappings",
    ...message,
    read: (text) => {
      locateMessage(JSON.stringify({ error: { message: text, param: text } }), body);
      locateMessage(JSON.stringify({ detail: [{ loc: ["body", text], msg: text }] }), body);
    },
  },
  { name: "explainViolation", ...message, read: (text) => explainViolation(text, body) },
  { name: "innermostMessage", ...message, read: innermostMessage },
  { name: "rustErrorIn", ...message, read: rustErrorIn },
  { name: "httpFailure", ...message, read: (text) => httpFailure(answer(text)) },
  {
    name: "httpFailure of headers",
    pieces: ["#", ":", "com.amazon.coral.service#", "ThrottlingException", "http://", "Mon, ", "/"],
    read: (text) => {
      const names = ["x-amzn-errortype", "retry-after", "date", "location", "content-type"];
      httpFailure(answer("{}", Object.fromEntries(names.map((name) => [name, text]))));
      httpFailure({ ...answer("", { location: text }), status: 302 });
      retryAfterMs(answer("", { "retry-after": text, "x-amz-retry-after": text }));
    },
  },
  {
    name: "serviceFailure",
    ...message,
    read: (text) =>
      serviceFailure({
        ...{ type: "exception", exceptionType: "validationException", headers: {}, frameBytes: 1 },
        ...{ message: text, originalMessage: text, rawText: text },
      } as Parameters<typeof serviceFailure>[0]),
  },
  {
    name: "transportFailure",
    ...message,
    read: (text) => {
      const error = Object.assign(new Error(text), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
      transportFailure(error, { host: "a:443", afterHead: true, issuer: text });
    },
  },
  {
    name: "failureText",
    ...message,
    read: (text) =>
      failureText(
        { kind: "invalidRequest", message: text, exception: text, rawText: text } as never,
        { modelId: "a.b", region: "us-east-1", identity: text },
      ),
  },
  {
    name: "redact",
    pieces: [...spellings, "Bearer ", "X-Amz-Signature=", "aws_secret_access_key"],
    whole: [apiKey],
    read: (text) => {
      redact(new Failure("protocol", text, { rawText: text }), mask);
      redactHeaders({ authorization: text, "x-other": text }, mask);
    },
  },
  {
    name: "SecretMask",
    pieces: spellings,
    whole: [apiKey, encodeURIComponent(apiKey)],
    read: (text) => [mask.mayBeIn(text), mask.text(text), mask.bytes(text, true)],
  },
  {
    name: "EventReader with a mask",
    pieces: [...spellings, '"bytes":"', '"', "QUtJ", "=="],
    whole: [apiKey],
    read: (text) => {
      const headers = { ":message-type": "event", ":event-type": "chunk" };
      const bytes = Buffer.from(text).toString("base64");
      for (const body of [JSON.stringify({ bytes }), `{"bytes":"${text}","p":"${text}"}`]) {
        const reader = new EventReader(mask);
        reader.read([encodeFrame(headers, Buffer.from(body)), Buffer.from("cut ")]);
        reader.takeRest();
      }
    },
  },
  { name: "withoutLogin", pieces: ["user", ":", "@", "//", "/"], read: withoutLogin },
  {
    name: "escapeMarkup",
    pieces: ["](", "[a](b)", "$(", "$(sync)", "$$(", "http://", "**", "\\"],
    read: (text) => [escapeMarkup(text), escapeMarkdown(text)],
  },
];
