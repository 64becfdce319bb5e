import assert from "node:assert/strict";
import fc from "fast-check";
import type { TextRange } from "../../../src/request/documentRange.js";
import { parseModelId } from "../../../src/request/modelId.js";
import {
  parseBodyDocument,
  parseRequestFile,
  requestFileKeys,
} from "../../../src/request/requestFile.js";
import { findJsonVariables, findVariables } from "../../../src/request/variables.js";
import { fuzz } from "./fuzzing.js";
import { damaged, jsonOf, textOf } from "./inputs.js";

const goodFile = JSON.stringify(
  {
    modelId: "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-pro-v1:0",
    region: "eu-central-1",
    body: { messages: [{ role: "user", content: "{{file:a.md}} {{selection}}" }], max_tokens: 10 },
    trace: "ENABLED",
    requestMetadata: { team: "a" },
  },
  null,
  2,
);

const jsonPiece = fc.oneof(
  fc.constantFrom("{", "}", "[", "]", ",", ":", '"', "\\", "//", "/*", "*/", "\n", " ", "null"),
  fc.constantFrom("1e999", "-", "0x1", "\\u00", "\uFEFF", "\u0000", "😀", "\uD800", '\\"'),
  fc.constantFrom(...requestFileKeys).map((key) => `"${key}":`),
  fc.constantFrom("{{", "}}", "{{selection}}", "{{file:", "{{env:A}}", "{{ input : x }}"),
);
const requestFile = fc.oneof(
  textOf(jsonPiece),
  damaged(fc.constant(goodFile), jsonPiece),
  jsonOf(requestFileKeys, ["ENABLED", "standard", "us-east-1", "amazon.nova-pro-v1:0", {}, 1]),
);

const idPiece = fc.oneof(
  fc.constantFrom("arn", "aws", "aws-cn", "bedrock", "sagemaker", "us-east-1", ":", "/", ".", "-"),
  fc.constantFrom("foundation-model", "inference-profile", "prompt", "us", "eu", "anthropic"),
  fc.constantFrom("claude-3-haiku", "v1", "0", "123456789012", "256k", " ", "\n", "ARN", "é"),
);
const goodId = fc.constantFrom(
  "anthropic.claude-3-5-sonnet-20240620-v1:0",
  "us.anthropic.claude-3-5-sonnet-20240620-v1:0:18k",
  "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-pro-v1:0",
  "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:prompt/ABCDEFGHIJ:1",
  "arn:aws:sagemaker:us-east-1:123456789012:endpoint/name",
);

describe("fuzzed requests", () => {
  fuzz("request file", requestFile, (text) => {
    const { problems, ranges, request } = parseRequestFile(text);
    for (const range of [...problems, ...Object.values(ranges)]) assertWithin(range, text);
    if (request) assert.ok(JSON.parse(request.body));
    const document = parseBodyDocument(text);
    for (const range of document.problems) assertWithin(range, text);
  });

  fuzz("text with variables", requestFile, (text) => {
    for (const found of [findVariables(text), findJsonVariables(text)]) {
      for (const range of [...found.variables, ...found.problems]) assertWithin(range, text);
    }
  });

  fuzz("model id", fc.oneof(textOf(idPiece), damaged(goodId, idPiece)), (text) => {
    const parsed = parseModelId(text);
    if ("problem" in parsed) assertWithin(parsed.problem, text);
    else assert.ok(parsed.resource.length > 0);
  });
});

function assertWithin({ offset, length }: TextRange, text: string): void {
  assert.ok(offset >= 0 && length >= 0 && offset + length <= text.length, `${offset}+${length}`);
}
