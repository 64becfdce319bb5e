import { changeJson } from "../../../../src/editor/fixes/jsonEdit.js";
import { modelIdProblems, regionMismatch } from "../../../../src/editor/modelIdProblems.js";
import { baseModelId } from "../../../../src/models/baseModelId.js";
import { families, familyOf } from "../../../../src/models/families.js";
import { promptOfBody } from "../../../../src/models/promptOfBody.js";
import { templatedUserText } from "../../../../src/models/templatedUserText.js";
import { checkExtent } from "../../../../src/request/checkExtent.js";
import { rangeOfPointer } from "../../../../src/request/documentRange.js";
import { laidOutJson } from "../../../../src/request/laidOutJson.js";
import { parseModelId } from "../../../../src/request/modelId.js";
import { offsetOfRequest } from "../../../../src/request/offsetOfRequest.js";
import { languages } from "../../../../src/request/programs/languages.js";
import { programText } from "../../../../src/request/programs/programs.js";
import { parseBodyDocument, parseRequestFile } from "../../../../src/request/requestFile.js";
import { requestFileOfPrompt } from "../../../../src/request/requestFileText.js";
import { generateRequestSchema } from "../../../../src/request/schemaGeneration.js";
import { RequestSchemas } from "../../../../src/request/schemaService.js";
import { sendableJson } from "../../../../src/request/sendableJson.js";
import { unknownVariables } from "../../../../src/request/unknownVariables.js";
import {
  findJsonVariables,
  findVariables,
  substituteJsonVariables,
} from "../../../../src/request/variables.js";
import { customOrigin, invokePath } from "../../../../src/wire/endpoint.js";
import type { Reader } from "../../../support/growth/reader.js";

// prettier-ignore
const json = {
  pieces: [
    "{", "}", "[", "]", ",", ":", '"', '"a":', '"a":1,', "{\"a\":", '[{"a":1},', "null", "true", "1e9", "-", "0x",
    "//", "// a\n", "/*", "*/", "/* a */", "\\", '\\"', "\\u00", "\\u0041", '"modelId": "a.b",', '"body": ',
    '"body": {"messages":[', '{"role":"user","content":"hi"},', "{{", "}}", "{{selection}}", "{{file:", "{{ input : x }}",
    '"{{env:A}}",', "\uFEFF", '"x"', '"region":', "[[", "]]", "[],", "{},",
  ],
  whole: [
    '{\n  "modelId": "amazon.nova-pro-v1:0", // which\n  "region": "eu-central-1",\n  "body": {"messages": [{"role": "user", "content": "{{file:a.md}} {{selection}}"}], "max_tokens": 10},\n}',
    '{"modelId":"arn:aws:bedrock:us-east-1::foundation-model/a.b","body":"{\\"prompt\\":\\"{{selection}}\\"}"}',
    '{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}',
  ],
};

// prettier-ignore
const templates = {
  pieces: [
    "<|start_header_id|>user<|end_header_id|>", "\n\n", "<|eot_id|>", "<|image|>", "<|header_start|>user<|header_end|>",
    "<|eot|>", "<|im_start|>user\n", "<|im_end|>", "<\uff5cUser\uff5c>", "<\uff5cAssistant\uff5c>", "[INST]", "[INST] ",
    "[/INST]", " [/INST]", "<<SYS>>", "<</SYS>>", "\n\nHuman:", "\n\nHuman: ", "\n\nAssistant:", "\nUser:", "User: ", "\nBot:",
  ],
};

// prettier-ignore
const ids = {
  pieces: [
    "arn:", "arn:aws:bedrock:", "us-east-1:", ":", "/", "foundation-model/", "inference-profile/", "prompt/", "us.",
    "anthropic.", "claude-3-haiku", "-v1:0", ".", "-", "imported-model/", "123456789012",
  ],
  whole: ["arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-pro-v1:0"],
};

const schemas = new RequestSchemas(generateRequestSchema(), (modelId) => familyOf(modelId)?.id);
let versions = 0;
const source = (text: string) => ({ key: String((versions += 1)), text });

const request = (body: string) => ({ modelId: "amazon.nova-lite-v1:0", body });
const places = { text: [["a", 0]], end: [{ path: ["b"], is: "text" }] } as const;

/** Files, selections and settings of a workspace. */
export const requestReaders: readonly Reader[] = [
  { name: "parseRequestFile", ...json, read: parseRequestFile },
  { name: "parseBodyDocument", ...json, read: parseBodyDocument },
  { name: "checkExtent", ...json, read: checkExtent },
  { name: "findVariables", ...json, read: findVariables },
  { name: "findJsonVariables", ...json, read: findJsonVariables },
  { name: "unknownVariables", ...json, read: unknownVariables },
  {
    name: "substituteJsonVariables",
    ...json,
    read: (text) =>
      substituteJsonVariables(
        text,
        async () => Promise.resolve({ value: "{{selection}}" }),
        new AbortController().signal,
      ),
  },
  { name: "sendableJson", ...json, read: sendableJson },
  { name: "laidOutJson", ...json, read: laidOutJson },
  { name: "offsetOfRequest", ...json, read: offsetOfRequest },
  {
    name: "rangeOfPointer",
    ...json,
    read: (text) => {
      for (const part of ["value", "key", "property"] as const)
        rangeOfPointer(text, "/body/messages/0/content", part);
      rangeOfPointer('{"a": {"b": 1}}', text);
    },
  },
  {
    name: "changeJson",
    ...json,
    read: (text) => {
      changeJson(text, { path: ["body", "max_tokens"], value: 5 });
      changeJson(text, { path: ["body"], value: undefined });
      changeJson(text, { path: [0], value: undefined });
    },
  },
  {
    name: "modelIdProblems",
    ...json,
    read: (text) => {
      const file = parseRequestFile(text);
      modelIdProblems(text, file);
      regionMismatch(text, file);
    },
  },
  { name: "RequestSchemas.problems", ...json, read: (text) => schemas.problems(source(text)) },
  {
    name: "RequestSchemas.completions",
    ...json,
    read: (text) => schemas.completions(source(text), text.length >> 1),
  },
  { name: "RequestSchemas.hover", ...json, read: (text) => schemas.hover(source(text), 3) },
  {
    name: "parseModelId",
    ...ids,
    read: (text) => [parseModelId(text), baseModelId(text), familyOf(text), invokePath(text)],
  },
  {
    name: "customOrigin",
    pieces: ["http://", "user:", "@", "host", "/", "?", "#"],
    read: customOrigin,
  },
  { name: "templatedUserText", ...templates, read: templatedUserText },
  {
    name: "promptOfBody",
    pieces: [...templates.pieces, ...json.pieces],
    whole: json.whole,
    read: (text) => {
      promptOfBody(text);
      promptOfBody(JSON.stringify({ prompt: text }));
      promptOfBody(JSON.stringify({ messages: [{ role: "user", content: text }] }));
    },
  },
  {
    name: "requestFileOfPrompt",
    ...templates,
    read: (text) => requestFileOfPrompt({ modelId: "amazon.nova-lite-v1:0" }, text, 100, [text]),
  },
  {
    name: "bodies of all families",
    ...templates,
    read: (text) => families.map((family) => family.body({ prompt: text }, "a.b")),
  },
  ...languages.map(({ id }) => ({
    name: `programText in ${id}`,
    pieces: [...json.pieces, "'", "\\u0000", "$", "`", "'''", '"""', "%"],
    whole: json.whole,
    read: (text: string) => {
      programText(id, { request: request(text), places });
      programText(id, { request: request(JSON.stringify({ a: text })), places });
    },
  })),
];
