import { Failure } from "../../failure.js";
import { encodeSegment, runtimeOrigin } from "../../wire/endpoint.js";
import { pythonReader } from "./boto3.js";
import {
  headLines,
  incomplete,
  membersOf,
  type OptionalMember,
  type ProgramInput,
} from "./program.js";
import { shellQuoted } from "./textLiteral.js";

const headerNames: Readonly<Record<OptionalMember, string>> = {
  contentType: "Content-Type",
  accept: "X-Amzn-Bedrock-Accept",
  guardrailIdentifier: "X-Amzn-Bedrock-GuardrailIdentifier",
  guardrailVersion: "X-Amzn-Bedrock-GuardrailVersion",
  trace: "X-Amzn-Bedrock-Trace",
  performanceConfigLatency: "X-Amzn-Bedrock-PerformanceConfig-Latency",
  serviceTier: "X-Amzn-Bedrock-Service-Tier",
  requestMetadata: "X-Amzn-Bedrock-Request-Metadata",
};

/**
 * A POSIX shell script with curl, and Python to decode what comes back.
 *
 * @throws {Failure} `invalidRequest` for a body or a header that no shell word can hold
 */
export function curlProgram(input: ProgramInput): string {
  const { request, region } = input;
  const path = `/model/${encodeSegment(request.modelId)}/invoke-with-response-stream`;
  const headers = membersOf(request).map(
    ([name, value]) => `  --header ${shellQuoted(headerLine(headerNames[name], value))} \\`,
  );
  const host = region === undefined ? unknownHost : runtimeOrigin({ region }).origin;
  return `#!/bin/sh
${head(input)}
${region === undefined ? unknownRegion : ""}
if [ -n "\${AWS_BEARER_TOKEN_BEDROCK:-}" ]; then
  set -- --header "Authorization: Bearer $AWS_BEARER_TOKEN_BEDROCK"
else
  set -- --aws-sigv4 ${sigv4(region)} --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"
  if [ -n "\${AWS_SESSION_TOKEN:-}" ]; then
    set -- "$@" --header "X-Amz-Security-Token: $AWS_SESSION_TOKEN"
  fi
fi

printf '%s' ${shellWord(request.body)} |
curl --silent --show-error --no-buffer "$@" \\
${headers.join("\n")}
  --data-binary @- \\
  "\${AWS_ENDPOINT_URL_BEDROCK_RUNTIME:-${host}}"${shellQuoted(path)} |
python3 -c ${shellQuoted(decoder(input))}
`;
}

const unknownRegion = `
region=\${AWS_REGION:-\${AWS_DEFAULT_REGION:?Set AWS_REGION first}}
`;
const unknownHost = "https://bedrock-runtime.$region.amazonaws.com";

function sigv4(region: string | undefined): string {
  return region === undefined
    ? '"aws:amz:$region:bedrock"'
    : shellQuoted(`aws:amz:${region}:bedrock`);
}

function head(input: ProgramInput): string {
  const { modelId } = input.request;
  const lines = headLines(input, [
    "Run it with: sh request.sh",
    "It signs with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, which this sets:",
    '  eval "$(aws configure export-credentials --format env)"',
    "or sends the Bedrock API key in AWS_BEARER_TOKEN_BEDROCK.",
    ...(encodeSegment(modelId) === modelId
      ? []
      : [
          "Older versions of curl sign a path with %3A or %2F in it wrongly (7.88 does): with those",
          "the service answers InvalidSignatureException, and only an API key helps.",
        ]),
  ]);
  return [
    ...lines,
    "",
    "The answer is binary: frames of the type application/vnd.amazon.eventstream. Each is a prelude of",
    "12 bytes (its length, the length of its headers, a checksum), headers, a JSON payload and a",
    'checksum of 4 bytes. The payload of a chunk is {"bytes": "<the chunk in base64>"}. The Python at',
    "the end decodes it; without it, add --output answer.bin.",
  ]
    .map((line) => (line === "" ? "#" : `# ${line}`))
    .join("\n");
}

/** Reads frames from standard input; it holds no single quote. */
function decoder({ places }: ProgramInput): string {
  return `
import base64, json, struct, sys

${pythonReader(places)}

def headers_of(data):
    headers = {}
    while data:  # a byte of length, the name, type 7, two bytes of length, the value
        value = 4 + data[0]
        (size,) = struct.unpack(">H", data[value - 2 : value])
        headers[data[1 : 1 + data[0]].decode()] = data[value : value + size].decode()
        data = data[value + size :]
    return headers


read = sys.stdin.buffer.read
ended = False
while True:
    prelude = read(12)
    if not prelude:
        break
    if prelude[0] > 1:  # no frame: the error of an HTTP answer
        sys.exit((prelude + read()).decode("utf-8", "replace"))
    if len(prelude) < 12:
        break
    total, length = struct.unpack(">II", prelude[:8])
    rest = read(total - 12)
    if len(rest) < total - 12:
        break
    headers, payload = headers_of(rest[:length]), rest[length:-4]
    if headers.get(":message-type") != "event":
        name = headers.get(":exception-type") or headers.get(":error-code")
        sys.exit("%s: %s" % (name, payload.decode() or headers.get(":error-message")))
    if headers.get(":event-type") != "chunk":
        continue
    chunk = json.loads(base64.b64decode(json.loads(payload)["bytes"]))
    sys.stdout.write(text_of(chunk))
    sys.stdout.flush()
    ended = ended or is_end(chunk)
if not ended:
    sys.exit("${incomplete}")
`;
}

function headerLine(name: string, value: string): string {
  if (/^[\t\x20-\x7e]*$/.test(value)) return `${name}: ${value}`;
  throw unfit(`The header ${name} can hold printable ASCII characters only.`);
}

function shellWord(body: string): string {
  if (!body.includes("\0")) return shellQuoted(body);
  throw unfit("A shell cannot hold the NUL character that is in this body.");
}

function unfit(message: string): Failure {
  return new Failure("invalidRequest", message, { code: "NOT_IN_THIS_LANGUAGE" });
}
