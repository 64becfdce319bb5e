import type { ChunkPath, EndPlace } from "../../models/chunkPlaces.js";
import { headLines, incomplete, membersOf, type ProgramInput } from "./program.js";
import { isPlain, linesOf, quotedText } from "./textLiteral.js";

/** A program for Python with boto3. */
export function boto3Program(input: ProgramInput): string {
  const { request, region, places } = input;
  const members = membersOf(request).map(
    ([name, value]) => `        ${name}=${quotedText(value)},`,
  );
  const run = "Run it with: pip install boto3 && python request.py";
  const clientArguments = region === undefined ? "" : `, region_name=${quotedText(region)}`;
  return `${headLines(input, [run])
    .map((line) => `# ${line}`)
    .join("\n")}
import json
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

BODY = ${bodyLiteral(request.body)}


${pythonReader(places)}

client = boto3.client("bedrock-runtime"${clientArguments})
ended = False
try:
    response = client.invoke_model_with_response_stream(
        modelId=${quotedText(request.modelId)},
${members.join("\n")}
        body=BODY.encode("utf-8"),
    )
    # An exception inside the stream is raised by the loop.
    for event in response["body"]:
        if "chunk" not in event:
            continue
        chunk = json.loads(event["chunk"]["bytes"])
        sys.stdout.write(text_of(chunk))
        sys.stdout.flush()
        ended = ended or is_end(chunk)
except (BotoCoreError, ClientError) as error:
    sys.exit(str(error))
if not ended:
    sys.exit(${quotedText(incomplete)})
`;
}

/** Functions that read the answer and the end out of a chunk; in double quotes only. */
export function pythonReader({ text, end }: ProgramInput["places"]): string {
  const texts = text.map((path) => `text_at(chunk, ${steps(path)})`).join(" or ");
  return `def at(value, *path):
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def text_at(value, *path):
    found = at(value, *path)
    return found if isinstance(found, str) else ""


def text_of(chunk):
    return ${texts}


def is_end(chunk):
    return ${end.map(isEnd).join(" or ")}
`;
}

function isEnd({ path, is }: EndPlace): string {
  if (typeof is === "object") return `text_at(chunk, ${steps(path)}) == ${quotedText(is.text)}`;
  switch (is) {
    case "text":
      return `text_at(chunk, ${steps(path)}) != ""`;
    case "true":
      return `at(chunk, ${steps(path)}) is True`;
    case "object":
      return `isinstance(at(chunk, ${steps(path)}), dict)`;
    default: {
      const never: never = is;
      return never;
    }
  }
}

function steps(path: ChunkPath): string {
  return path.map((step) => JSON.stringify(step)).join(", ");
}

function bodyLiteral(body: string): string {
  const canBeRaw = isPlain(body) && !body.endsWith("\\");
  for (const quote of ["'", '"']) {
    const fence = quote.repeat(3);
    if (canBeRaw && !body.includes(fence) && !body.endsWith(quote))
      return `r${fence}${body}${fence}`;
  }
  return `(\n${linesOf(body)
    .map((line) => `    ${quotedText(line)}\n`)
    .join("")})`;
}
