import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import fc from "fast-check";
import { httpFailure } from "../../../src/client/serviceError.js";
import { locateMessage } from "../../../src/request/locate.js";
import { fuzz } from "./fuzzing.js";
import { damaged, deepJson, jsonOf, rarely, textOf } from "./inputs.js";

const body = {
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 0,
  messages: [{ role: "user", content: [{ type: "text", text: "hi" }] }],
  inferenceConfig: { maxTokens: 1 },
  tools: [{ name: "t", input_schema: {} }],
};

const wording = fc.oneof(
  fc.constantFrom("#/messages/0: ", "required key [", "] not found", "extraneous key [", "a.b.0.c"),
  fc.constantFrom("messages.0.content", "max_tokens: ", "Field required", "is not permitted", "$."),
  fc.constantFrom("Malformed input request: ", ", please reformat your input and try again.", "\n"),
  fc.constantFrom(
    "1 validation error detected: Value '",
    "' at '",
    "' failed to satisfy",
    "`",
    "'",
  ),
  fc.constantFrom("#/", "~1", "[0]", "[", "]", "(", ")", "{", "}", ":", ".", ",", " ", '"', "\\"),
  fc.constantFrom(
    "[{'loc': ('body', 0), 'msg': '",
    "'loc': [",
    'Error { message: "',
    "` field must be ",
  ),
  fc.constantFrom("tools.0.input_schema", "body.", "expected ", "but found ", "JSON key at line 1"),
);
const known = readCorpus();
const serviceMessage = fc.oneof(
  textOf(wording),
  damaged(fc.constantFrom("#/max_tokens: 0 is not greater or equal to 1", ...known), wording),
);

const headerNames = ["x-amzn-errortype", "content-type", "date", "retry-after", "x-amzn-requestid"];
const answer = rarely(
  deepJson(["message", "Error", "errors"]),
  fc.oneof(
    jsonOf(
      ["message", "Message", "__type", "code", "Code", "Error", "errors", "originalMessage"],
      ["ValidationException", "com.amazon.coral#AccessDeniedException:http://x", "m", 424],
    ),
    textOf(
      fc.constantFrom("<html>", "<Error><Code>", "</Code>", "<Message>", "&lt;", "{", '"', "}"),
    ),
  ),
);
const httpAnswer = fc
  .record({
    status: fc.constantFrom(200, 301, 400, 403, 404, 407, 408, 424, 429, 500, 503, 529, 599),
    headers: fc.dictionary(
      fc.constantFrom(...headerNames),
      fc.oneof(fc.string(), fc.constantFrom("ValidationException:", "text/html", "-1", "1e9")),
    ),
    body: answer,
  })
  .map((value) => JSON.stringify(value));

describe("fuzzed messages", () => {
  fuzz(
    "service message",
    serviceMessage,
    (message) => {
      for (const pointers of [locateMessage(message), locateMessage(message, body)]) {
        for (const pointer of pointers) assert.match(pointer, /^(?:\/[^]*)?$/);
      }
    },
    0.4,
  );

  fuzz("HTTP answer", httpAnswer, (input) => {
    const { status, headers, body } = JSON.parse(input) as Parameters<typeof httpFailure>[0];
    const failure = httpFailure({ status, headers, body, receivedAt: new Date(0) });
    assert.ok(failure.kind.length > 0);
    assert.ok(failure.message.length > 0);
    JSON.stringify(failure.toRecord());
  });
});

/** Messages that services really sent, where the folder with them lies beside the checkout. */
function readCorpus(): readonly string[] {
  const file = path.resolve("../shared/corpus/errors.jsonl");
  if (!fs.existsSync(file)) return [];
  const lines = fs.readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line) => {
    const json: unknown = line === "" ? undefined : JSON.parse(line);
    const isEntry = typeof json === "object" && json !== null && "message" in json;
    return isEntry && typeof json.message === "string" ? [json.message] : [];
  });
}
