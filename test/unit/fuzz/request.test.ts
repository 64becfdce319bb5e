import assert from "node:assert/strict";
import fc from "fast-check";
import type { TextRange } from "../../../src/request/documentRange.js";
import { baseModelId } from "../../../src/models/baseModelId.js";
import { familyOf } from "../../../src/models/families.js";
import { changeJson } from "../../../src/editor/fixes/jsonEdit.js";
import { jsonTokens } from "../../../src/request/jsonTokens.js";
import { laidOutJson } from "../../../src/request/laidOutJson.js";
import { parseModelId } from "../../../src/request/modelId.js";
import {
  parseBodyDocument,
  parseRequestFile,
  requestFileKeys,
} from "../../../src/request/requestFile.js";
import { parsePasted } from "../../../src/request/pasted/pasted.js";
import { offsetOfRequest } from "../../../src/request/offsetOfRequest.js";
import { sendableJson } from "../../../src/request/sendableJson.js";
import { unknownVariables } from "../../../src/request/unknownVariables.js";
import { findJsonVariables, findVariables } from "../../../src/request/variables.js";
import { invokePath } from "../../../src/wire/endpoint.js";
import { fuzz } from "./fuzzing.js";
import { damaged, deepJson, jsonOf, rarely, textOf } from "./inputs.js";

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
const requestFile = rarely(
  deepJson(["body", "messages", "content"]).map((json) => `{"modelId": "a.b", "body": ${json}}`),
  fc.oneof(
    textOf(jsonPiece),
    damaged(fc.constant(goodFile), jsonPiece),
    jsonOf(requestFileKeys, ["ENABLED", "standard", "us-east-1", "amazon.nova-pro-v1:0", {}, 1]),
  ),
);

const typedPiece = fc.oneof(
  fc.constantFrom("/*", "*/", "/* a */", "// b\n", "/", "*", " ", "\r\n", ",", "{", "}", '"', "-"),
  fc.constantFrom('"modelId": "a.b"', '"body": {"a": [1, true]}', "[", "]", ":", "\\", "1e", "nul"),
);
const typedJson = fc.oneof(
  fc.array(typedPiece, { maxLength: 12 }).map((pieces) => pieces.join("")),
  damaged(fc.constant('{ "modelId": "a.b", /* c */ "body": {"b": 1 // d\n } }'), typedPiece),
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

const pastedPiece = fc.oneof(
  fc.constantFrom("curl ", "-X POST ", "-H 'x: y' ", "-d '", "--data @- <<EOF\n", "\\\n", "'", '"'),
  fc.constantFrom("https://bedrock-runtime.us-east-1.amazonaws.com/model/a.b/invoke ", "$(", ")"),
  fc.constantFrom("client.invoke_model_with_response_stream(", "modelId=", "body=json.dumps(", ","),
  fc.constantFrom("new InvokeModelWithResponseStreamCommand({", "body: JSON.stringify(", "}", "`"),
  fc.constantFrom('f"{x}"', "r'", "b'", '"""', "#", "//", "/*", "*/", "${", "$'", "\\u", "{", "["),
  fc.constantFrom('"inputBodyJson":', '"modelId": "a.b"', "True", "None", "...", "=>", "=", "\n"),
);
const goodPaste = fc.constantFrom(
  `curl 'https://bedrock-runtime.us-east-1.amazonaws.com/model/a.b/invoke' -H "accept: */*" -d '{"a": 1}'`,
  `import boto3\nclient.invoke_model_with_response_stream(modelId="a.b", body=json.dumps({"a": [1, True, None]}))`,
  `await client.send(new InvokeModelWithResponseStreamCommand({ modelId: "a.b", body: JSON.stringify({ a: 1 }) }))`,
  `{"modelId": "a.b", "operation": "InvokeModel", "input": {"inputBodyJson": {"a": 1}}}`,
);
const pasted = fc.oneof(textOf(pastedPiece), damaged(goodPaste, pastedPiece));

describe("fuzzed requests", () => {
  fuzz("request file", requestFile, (text) => {
    const { problems, ranges, request } = parseRequestFile(text);
    for (const range of [...problems, ...Object.values(ranges)]) assertWithin(range, text);
    // A body that is given as text is sent as it stands.
    if (request) assert.equal(typeof request.body, "string");
    const document = parseBodyDocument(text);
    for (const range of document.problems) assertWithin(range, text);
  });

  fuzz("JSON with comments that is being typed", typedJson, (text) => {
    for (let length = 0; length <= text.length; length++) {
      const typed = text.slice(0, length);
      const tokens = [...jsonTokens(typed)];
      assert.equal(tokens.map((token) => token.text).join(""), typed);
      assert.ok(tokens.every((token) => token.text !== ""));
      const offset = offsetOfRequest(typed);
      if (offset !== undefined) assert.equal(typed[offset], '"');
      sendableJson(typed);
      laidOutJson(typed);
      changeJson(typed, { path: ["body", "a"], value: 1 });
      changeJson(typed, { path: ["body"], value: undefined });
    }
  });

  fuzz("text with variables", requestFile, (text) => {
    for (const range of unknownVariables(text)) assertWithin(range, text);
    for (const found of [findVariables(text), findJsonVariables(text)]) {
      for (const range of [...found.variables, ...found.problems]) assertWithin(range, text);
    }
  });

  fuzz("model id", fc.oneof(textOf(idPiece), damaged(goodId, idPiece)), (text) => {
    const parsed = parseModelId(text);
    if ("problem" in parsed) assertWithin(parsed.problem, text);
    else assert.ok(parsed.resource.length > 0);
    familyOf(text);
    baseModelId(text);
    // A path has no way out of its own segment, whatever the id holds.
    assert.match(invokePath(text), /^\/model\/[^/?#]*\/invoke-with-response-stream$/);
  });

  fuzz("pasted text", pasted, (text) => {
    const found = parsePasted(text);
    if ("problem" in found) assert.ok(found.problem.length > 0);
    else assert.equal(typeof found.body, "string");
  });
});

function assertWithin({ offset, length }: TextRange, text: string): void {
  assert.ok(offset >= 0 && length >= 0 && offset + length <= text.length, `${offset}+${length}`);
}
