import { parseAuthorization } from "../../../../src/sandbox/authorization.js";
import { countWords } from "../../../../src/sandbox/answers/readBody.js";
import { parseBasicDate } from "../../../../src/sandbox/basicDate.js";
import { canonicalRequest } from "../../../../src/sandbox/canonicalRequest.js";
import { piecesOf } from "../../../../src/sandbox/composeAnswer.js";
import {
  isPresigned,
  readPresigned,
  shortTermKeyRequest,
} from "../../../../src/sandbox/presigned.js";
import { askedScenario } from "../../../../src/sandbox/scenarioLine.js";
import { loopbackUrl } from "../../../../src/sandbox/upstream.js";
import { validateBody } from "../../../../src/sandbox/validateBody.js";
import { families } from "../../../../src/models/families.js";
import type { Reader } from "../../../support/growth/reader.js";

const signature = {
  pieces: [
    "AWS4-HMAC-SHA256 ",
    "Credential=",
    "a/20261122/us-east-1/bedrock/aws4_request",
    ", ",
    "/",
    "=",
  ],
  whole: [
    "AWS4-HMAC-SHA256 Credential=AKIA/20261122/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=0a1b",
  ],
};

const target = {
  pieces: ["/model/", "?", "&", "=", "%41", "%", "X-Amz-Signature=", "a=b&", "a&", "+", "//"],
  whole: [
    "/model/a.b/invoke?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Signature=b",
  ],
};

// prettier-ignore
const bodies = {
  pieces: [
    "{", "}", "[", "]", ",", '"', '"messages":[', '{"role":"user","content":"hi"},', '{"role":1},', '{"x":1},', '"a":1,', "1,", '"a",',
    '"tools":[', '{"name":"a"},', "null,", '{"type":"text","text":"a"},', '"content":[',
  ],
  whole: [
    '{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}',
    '{"messages":[{"role":"user","content":[{"text":"hi"}]}],"inferenceConfig":{"maxTokens":9}}',
  ],
};

const ids: readonly (readonly [prefix: string, id: string])[] = [
  ["anthropicMessages", "anthropic.claude-3-haiku-20240307-v1:0"],
  ["nova", "amazon.nova-pro-v1:0"],
  ["chatCompletions", "openai.gpt-oss-20b-1:0"],
  ["titanText", "amazon.titan-text-lite-v1"],
];

/** What callers send to the sandbox, some of them before it knows who they are. */
export const sandboxReaders: readonly Reader[] = [
  { name: "parseAuthorization", ...signature, read: parseAuthorization },
  {
    name: "canonicalRequest",
    ...target,
    read: (text) => {
      const names = [...new Set(text.slice(0, 2_000).split(/[&;]/))];
      canonicalRequest(
        { method: "POST", target: text, headers: names.map((name) => [name, text.slice(0, 99)]) },
        names,
      );
    },
  },
  {
    name: "readPresigned",
    ...target,
    read: (text) => [isPresigned(text), readPresigned(text), shortTermKeyRequest(text)],
  },
  {
    name: "askedScenario",
    pieces: [
      "sandbox:",
      "sandbox: ",
      "// ",
      " after 3",
      " retry-after 2",
      " 5 times",
      " once",
      " twice",
      " 7",
      "slow",
      "\n",
    ],
    whole: ["sandbox: throttlingException retry-after 2 3 times\nand the rest"],
    read: askedScenario,
  },
  { name: "countWords", pieces: ["word ", "  ", "\n"], read: countWords },
  {
    name: "piecesOf an answer",
    pieces: ["word ", "  ", "\n", "\u{1f600}", "word"],
    read: piecesOf,
  },
  {
    name: "loopbackUrl",
    pieces: ["http://", "127.0.0.1", "[::1]", ":", "/", "@"],
    read: loopbackUrl,
  },
  { name: "parseBasicDate", pieces: ["20261122", "T", "Z"], read: parseBasicDate },
  ...ids.map(([prefix, id]) => {
    const family = families.find((one) => one.serves(id));
    if (!family) throw new Error(`no family serves ${id}`);
    return {
      name: `validateBody of ${prefix}`,
      ...bodies,
      read: (text: string) => validateBody(text, family, id),
    };
  }),
];
