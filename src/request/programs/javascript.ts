import type { ChunkPath, EndPlace } from "../../models/chunkPlaces.js";
import { headLines, incomplete, membersOf, type ProgramInput } from "./program.js";
import { quotedWithBraces, templateLiteral } from "./textLiteral.js";

/** A program for Node with @aws-sdk/client-bedrock-runtime. */
export function javascriptProgram(input: ProgramInput): string {
  const run = ["npm install @aws-sdk/client-bedrock-runtime && node request.mjs"];
  return program(input, run, {
    imports: ["BedrockRuntimeClient", "InvokeModelWithResponseStreamCommand"],
    inputType: "",
    errorText: "`${error.name}: ${error.message}`",
  });
}

/** The same with types, for a compiler in strict mode or any runtime that strips types. */
export function typescriptProgram(input: ProgramInput): string {
  const run = [
    "npm install @aws-sdk/client-bedrock-runtime @types/node tsx && npx tsx request.mts",
  ];
  return program(input, run, {
    imports: [
      "BedrockRuntimeClient",
      "InvokeModelWithResponseStreamCommand",
      "type InvokeModelWithResponseStreamCommandInput",
    ],
    inputType: ": InvokeModelWithResponseStreamCommandInput",
    errorText: "error instanceof Error ? `${error.name}: ${error.message}` : error",
  });
}

interface Dialect {
  readonly imports: readonly string[];
  readonly inputType: string;
  readonly errorText: string;
}

function program(input: ProgramInput, run: readonly string[], dialect: Dialect): string {
  const { request, region, places } = input;
  const members = membersOf(request).map(
    ([name, value]) => `  ${name}: ${quotedWithBraces(value)},`,
  );
  const text = places.text.map(at).join(" ?? ");
  return `${headLines(input, [`Run it with: ${run.join("")}`])
    .map((line) => `// ${line}`)
    .join("\n")}
import {
${dialect.imports.map((name) => `  ${name},`).join("\n")}
} from "@aws-sdk/client-bedrock-runtime";

const body = ${templateLiteral(request.body)};

const input${dialect.inputType} = {
  modelId: ${quotedWithBraces(request.modelId)},
${members.join("\n")}
  body,
};

const client = new BedrockRuntimeClient(${region === undefined ? "{}" : `{ region: ${quotedWithBraces(region)} }`});
const decoder = new TextDecoder();
let ended = false;
try {
  const response = await client.send(new InvokeModelWithResponseStreamCommand(input));
  // An exception inside the stream is thrown by the loop.
  for await (const event of response.body ?? []) {
    if (!event.chunk?.bytes) continue;
    const chunk = JSON.parse(decoder.decode(event.chunk.bytes));
    const text = ${text};
    if (typeof text === "string") process.stdout.write(text);
    if (${places.end.map(isEnd).join(" || ")}) ended = true;
  }
  if (!ended) throw new Error(${JSON.stringify(incomplete)});
} catch (error) {
  console.error(${dialect.errorText});
  process.exitCode = 1;
}
client.destroy();
`;
}

function at(path: ChunkPath): string {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : step));
  return ["chunk", ...steps].join("?.");
}

function isEnd({ path, is }: EndPlace): string {
  return typeof is === "object" ? `${at(path)} === ${JSON.stringify(is.text)}` : at(path);
}
