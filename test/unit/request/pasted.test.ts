import assert from "node:assert/strict";
import fc from "fast-check";
import { chunkPlacesOf } from "../../../src/models/chunkPlaces.js";
import { parsePasted, type PastedRequest } from "../../../src/request/pasted/pasted.js";
import { programText } from "../../../src/request/programs/programs.js";
import { parseRequestFile } from "../../../src/request/requestFile.js";
import { requestFileOfRequest } from "../../../src/request/requestFileText.js";
import type { InvokeRequest } from "../../../src/request/request.js";
import { nastyBodies } from "./nastyBodies.js";

const claude = "anthropic.claude-3-haiku-20240307-v1:0";

function read(text: string): PastedRequest {
  const found = parsePasted(text);
  if ("problem" in found) assert.fail(found.problem);
  return found;
}

function problem(text: string): string {
  const found = parsePasted(text);
  return "problem" in found ? found.problem : assert.fail(JSON.stringify(found));
}

function bodyOf(text: string): unknown {
  return JSON.parse(read(text).body);
}

const parsed = ["curl", "boto3", "javascript", "typescript"] as const;

describe("what a program was written from", function () {
  this.timeout(20_000);
  const places = chunkPlacesOf("anthropicMessages");
  const whole: InvokeRequest & { region: string } = {
    modelId:
      "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-6",
    body: '{"a": 1.0}',
    contentType: "application/x-other",
    accept: "text/plain",
    guardrailIdentifier: "abc",
    guardrailVersion: "DRAFT",
    trace: "ENABLED_FULL",
    performanceConfigLatency: "optimized",
    serviceTier: "priority",
    requestMetadata: '{"team": "it\'s \\"a\\" $HOME"}',
    region: "eu-west-1",
  };
  for (const language of parsed) {
    it(`is read back from ${language}, every member`, () => {
      const { region, ...request } = whole;
      assert.deepEqual(read(programText(language, { request, region, places })), whole);
      const small = { modelId: claude, body: "{}" };
      assert.deepEqual(read(programText(language, { request: small, places })), small);
    });

    it(`is read back from ${language}, with any body`, () => {
      for (const [name, body] of Object.entries(nastyBodies)) {
        if (body === "") continue;
        const text = programText(language, { request: { modelId: "m.x", body }, places });
        assert.deepEqual(read(text), { modelId: "m.x", body }, name);
      }
      fc.assert(
        fc.property(
          fc.json({ stringUnit: "binary" }),
          fc.string({ unit: "binary" }),
          (json, tail) => {
            const body = `{"a": ${json}} ${tail}`.replaceAll("\0", "");
            const text = programText(language, { request: { modelId: "m.x", body }, places });
            assert.equal(read(text).body, body);
          },
        ),
        { seed: 5, numRuns: 100 },
      );
    });
  }
});

describe("a pasted boto3 call", () => {
  it("is read with its variables, as AWS's own examples are written", () => {
    const text = `
import boto3, json
# Create a client in the region's "own" place.
client = boto3.client("bedrock-runtime", region_name="us-west-2")
model_id = "${claude}"
prompt = 'Say "it\\'s" ' \\
    + "fine"
native_request = {
    "anthropic_version": "bedrock-2023-05-31",
    "max_tokens": 512, "temperature": 0.50, "top_p": 1., "seed": 1_000,
    "stream": True, "none": None, 'tuple': (1, 2,),
    "messages": [
        {"role": "user", "content": [{"type": "text", "text": f"<p>{prompt}</p> {{x}}"}]},
    ],
}
# Convert
request = json.dumps(native_request)
streaming_response = client.invoke_model_with_response_stream(modelId=model_id, body=request)
for event in streaming_response["body"]:
    print(event)
`;
    assert.deepEqual(read(text), {
      modelId: claude,
      region: "us-west-2",
      body: read(text).body,
    });
    assert.deepEqual(bodyOf(text), {
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 512,
      temperature: 0.5,
      top_p: 1,
      seed: 1000,
      stream: true,
      none: null,
      tuple: [1, 2],
      messages: [{ role: "user", content: [{ type: "text", text: `<p>Say "it's" fine</p> {x}` }] }],
    });
    assert.match(read(text).body, /"temperature": 0\.50/);
  });

  it("is read with keyword dictionaries, sessions, triple quotes and joined strings", () => {
    const text = `
session = boto3.Session(profile_name="dev")
self.bedrock = session.client("bedrock-runtime", "eu-central-1")
self.model = "amazon.titan-text-lite-v1"
kwargs = dict(modelId=self.model, contentType="application/json", accept="*/*")
prompt = """first
  "second" \\u00e9"""
body = {"inputText": ("a" "b"
   "c" + prompt.strip()), **{"x": -1}}
response = self.bedrock.invoke_model(**kwargs, body=bytes(json.dumps(body), "utf-8"), trace="ENABLED")
`;
    const { body, ...others } = read(text);
    assert.deepEqual(others, {
      modelId: "amazon.titan-text-lite-v1",
      profile: "dev",
      region: "eu-central-1",
      trace: "ENABLED",
    });
    assert.deepEqual(JSON.parse(body), { inputText: 'abcfirst\n  "second" é', x: -1 });
  });

  it("takes the value that a name has at the call", () => {
    const text = `
body = '{"a": 1}'
body = body.strip()
c.invoke_model(modelId="m.x", body=body)
body = '{"a": 2}'
`;
    assert.equal(read(text).body, '{"a": 1}');
  });

  it("names the line of what is known only at run time", () => {
    const call = "c.invoke_model(modelId=model(), body='{}')";
    assert.match(problem(`import x\n${call}`), /^Line 2: `model` is known only when/);
    assert.match(problem("c.invoke_model(modelId='m.x', body=f'{a.b}')"), /^Line 1: `a\.b`/);
    assert.match(problem("c.invoke_model(modelId='m.x', body=[x for x in y])"), /^Line 1: `x`/);
    assert.match(problem("a = b\nb = a\nc.invoke_model(modelId=a, body='')"), /circle/);
    assert.match(problem("c.invoke_model(modelId='m.x', body='''{"), /no end/);
    assert.match(problem("c.invoke_model(modelId='m.x'"), /ends in the middle/);
    assert.match(problem("c.invoke_model(body='{}')"), /"modelId" is missing/);
    assert.match(problem("c.invoke_model(modelId='m.x', body='{}', trace='on')"), /"trace"/);
  });

  it("does not take credentials along", () => {
    const text = `c = boto3.client("bedrock-runtime", aws_access_key_id="AKIAX", aws_secret_access_key="s")
c.invoke_model(modelId="m.x", body="{}")`;
    assert.deepEqual(read(text), { modelId: "m.x", body: "{}" });
  });
});

describe("a pasted call of the AWS SDK for JavaScript", () => {
  it("is read with its variables and types", () => {
    const text = `
import { BedrockRuntimeClient, InvokeModelWithResponseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
const AWS_REGION: string = "eu-west-3"; // it's here
const client = new BedrockRuntimeClient({ region: AWS_REGION, maxAttempts: 3 });
export const stream = async (prompt = "Hi", modelId = \`${claude}\`) => {
  const quote = text.replace(/['"]/g, "");
  const payload = {
    anthropic_version: "bedrock-2023-05-31", max_tokens: 1e3, 'stop_sequences': [\`\\n\`,], on: true, off: null,
    messages: [{ role: "user", content: [{ type: "text", text: \`<\${prompt}>\` }] } as const],
  } satisfies Payload;
  const command = new InvokeModelWithResponseStreamCommand({
    contentType: "application/json", body: JSON.stringify(payload), modelId,
  });
`;
    const { body, ...others } = read(text);
    assert.deepEqual(others, { modelId: claude, region: "eu-west-3" });
    assert.deepEqual(JSON.parse(body), {
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 1000,
      stop_sequences: ["\n"],
      on: true,
      off: null,
      messages: [{ role: "user", content: [{ type: "text", text: "<Hi>" }] }],
    });
  });

  it("is read with an input of its own, encoders, spreads and methods of the client", () => {
    const text = `
const base = { max_gen_len: 0x10, ...{ temperature: .5 } };
const encoder = new TextEncoder();
const input = { modelId: 'meta.llama3-8b-instruct-v1:0', body: encoder.encode(JSON.stringify({ prompt: 'a' + "b", ...base })), trace: "DISABLED" };
await client.invokeModelWithResponseStream(input);
`;
    const { body, ...others } = read(text);
    assert.deepEqual(others, { modelId: "meta.llama3-8b-instruct-v1:0", trace: "DISABLED" });
    assert.deepEqual(JSON.parse(body), { prompt: "ab", max_gen_len: 16, temperature: 0.5 });
    const made = "new InvokeModelCommand({ modelId: 'm.x', body: Buffer.from(`{}`, 'utf8') })";
    assert.equal(read(made).body, "{}");
    const encoded =
      "new InvokeModelCommand({ modelId: 'm.x', body: new TextEncoder().encode('{}') })";
    assert.equal(read(encoded).body, "{}");
  });

  it("names what is known only at run time", () => {
    const call = (body: string) => `new InvokeModelCommand({\n modelId: "m.x",\n body: ${body} })`;
    assert.match(problem(call("`${await f()}`")), /^Line 3: `f`/);
    assert.match(problem(call("a ? b : c")), /^Line 3: `a`/);
    assert.match(problem(call("JSON.stringify(makeBody(prompt))")), /^Line 3: /);
    assert.match(problem(call("Buffer.from('e30=', 'base64')")), /^Line 3: `Buffer`/);
    assert.match(problem("new InvokeModelCommand(input)"), /^Line 1: `input`/);
    assert.match(problem("new InvokeModelCommand('x')"), /an object with modelId/);
    assert.match(problem("new ConverseCommand({ modelId: 'm.x' })"), /Converse/);
  });
});

describe("a pasted curl command", () => {
  const url = `https://bedrock-runtime.eu-north-1.amazonaws.com/model/${encodeURIComponent(claude)}/invoke`;

  it("is read with every way of giving the body", () => {
    const json = `{"a": "it's"}`;
    for (const text of [
      `curl -X POST ${url} -H 'Content-Type: application/json' -d '{"a": "it'\\''s"}'`,
      `$ curl -sSNXPOST "${url}" -d"{\\"a\\": \\"it's\\"}"`,
      `curl --json $'{"a": "it\\'s"}' ${url}`,
      `curl ${url} \\\n  --data-binary @- <<'EOF' | jq .\n${json}\nEOF\n`,
      `curl ${url} -d @- <<EOF\n${json}\nEOF\n`,
      `NAME="it's"\ncurl ${url} --data "{\\"a\\": \\"$NAME\\"}"`,
      `BODY=$(cat <<EOF\n${json}\nEOF\n)\ncurl ${url} --data-raw "\${BODY}"`,
      `echo '{"a": "it'"'"'s"}' | curl ${url} -d @-`,
      `curl ${url} --data-binary @- <<< '{"a": "it'"'"'s"}'`,
      `curl "${url}" ^\r\n  -H "Content-Type: application/json" ^\r\n  -d "{\\"a\\": \\"it's\\"}"`,
    ]) {
      const { body, ...others } = read(text);
      assert.deepEqual(others, { modelId: claude, region: "eu-north-1" }, text);
      assert.equal(body.trim(), json, text);
    }
  });

  it("is read with the members in its headers, and without what signs it", () => {
    const text = `curl '${url}-with-response-stream' -u "$ID:$SECRET" --aws-sigv4 aws:amz:eu-north-1:bedrock \
      -H "x-amz-security-token: $TOKEN" -H 'Authorization: Bearer abc' -H 'Accept: application/vnd.amazon.eventstream' \
      -H 'X-Amzn-Bedrock-Trace: ENABLED' -H 'X-Amzn-Bedrock-GuardrailIdentifier: g' -H 'X-Amzn-Bedrock-GuardrailVersion: 1' \
      --output answer.bin -d '{}'`;
    assert.deepEqual(read(text), {
      modelId: claude,
      region: "eu-north-1",
      trace: "ENABLED",
      guardrailIdentifier: "g",
      guardrailVersion: "1",
      body: "{}",
    });
  });

  it("takes the region from the signature where the host does not tell", () => {
    const text = `curl "$ENDPOINT/model/m.x/invoke" --aws-sigv4 aws:amz:us-gov-west-1:bedrock -d '{}'`;
    assert.deepEqual(read(text), { modelId: "m.x", region: "us-gov-west-1", body: "{}" });
  });

  it("says what a paste does not carry", () => {
    assert.match(problem(`curl ${url} -d @body.json`), /in the file body\.json/);
    assert.match(problem(`curl ${url} -d "$BODY"`), /`\$BODY` is known only/);
    assert.match(problem(`curl ${url} -d "$(jq -n '{a: 1}')"`), /`\$\(jq .*` is known only/);
    assert.match(problem(`jq -n '{}' | curl ${url} -d @-`), /another program/);
    assert.match(problem(`curl ${url}`), /no body/);
    assert.match(problem(`curl https://example.com/x -d '{}'`), /Bedrock Runtime/);
    assert.match(problem(`curl ${url.replace(/invoke$/, "converse")} -d '{}'`), /Only InvokeModel/);
    assert.match(problem(`curl ${url} -d '{`), /^Line 1: A quote begins here/);
    assert.match(problem(`curl ${url} -d @- <<EOF\n{}`), /here-document/);
  });
});

describe("a pasted record of the model invocation log", () => {
  const record = (more: object = {}) => ({
    schemaType: "ModelInvocationLog",
    schemaVersion: "1.0",
    timestamp: "2026-01-01T00:00:00Z",
    accountId: "123456789012",
    identity: { arn: "arn:aws:iam::123456789012:user/x" },
    region: "us-east-1",
    requestId: "0",
    operation: "InvokeModelWithResponseStream",
    modelId: claude,
    input: { inputContentType: "application/json", inputBodyJson: { max_tokens: 10 } },
    output: { outputContentType: "application/json", outputBodyJson: [] },
    ...more,
  });

  it("is read alone, in an array, as a line, as an event, with its numbers as they are", () => {
    const text = JSON.stringify(record()).replace("10", "1.0e1");
    const found = { modelId: claude, region: "us-east-1", body: '{"max_tokens":1.0e1}' };
    for (const pasted of [
      text,
      `[${text}]`,
      `${text}\n${text}`,
      JSON.stringify({ "@message": text }),
    ]) {
      assert.deepEqual(read(pasted), found, pasted);
    }
    const tagged = JSON.stringify(record({ requestMetadata: { team: "a" } }));
    assert.equal(read(tagged).requestMetadata, '{"team":"a"}');
  });

  it("may be a request file", () => {
    const file = `{ // comment\n "modelId": "m.x", "body": {"a": 1.0,}, "profile": "dev" }`;
    assert.deepEqual(read(file), { modelId: "m.x", body: '{"a": 1.0}', profile: "dev" });
  });

  it("says what is missing", () => {
    const converse = record({ operation: "ConverseStream" });
    assert.match(problem(JSON.stringify(converse)), /of ConverseStream/);
    const large = record({ input: { inputBodyS3Path: "s3://b/k.json.gz" } });
    assert.match(problem(JSON.stringify(large)), /lies in S3, at s3:\/\/b\/k\.json\.gz/);
    assert.match(problem(JSON.stringify(record({ input: {} }))), /no "input\.inputBodyJson"/);
    assert.match(problem('{"a": 1}'), /no "modelId"/);
    assert.match(problem("{"), /no "modelId"/);
  });
});

describe("pasted text", () => {
  it("that is nothing known is refused in a sentence", () => {
    for (const text of ["", "hello", "curling"]) {
      assert.match(problem(text), /^Expected a curl command, .*\.$/);
    }
  });

  it("never throws and never runs", () => {
    const pieces = fc.constantFrom(
      ..."{}[]()'\"`\\$,:=+#\n ".split(""),
      "curl ",
      "/model/m.x/invoke",
      "-d ",
      "<<EOF\n",
      "EOF\n",
      "$(",
      "${",
      ":-",
      "c.invoke_model(",
      "body=",
      "f'",
      "'''",
      "new InvokeModelCommand({",
      "modelId",
      "body:",
      "...",
      "JSON.stringify(",
      '{"modelId":',
    );
    fc.assert(
      fc.property(
        fc.constantFrom("curl ", "c.invoke_model(", "new InvokeModelCommand({", "{"),
        fc.array(pieces, { maxLength: 30 }),
        (start, rest) => {
          const found = parsePasted(start + rest.join(""));
          assert.ok("problem" in found ? found.problem !== "" : found.modelId !== "");
        },
      ),
      { seed: 3, numRuns: 5000 },
    );
  });

  it("becomes a request file that says the same, prettily and with its numbers", () => {
    const request: PastedRequest = {
      modelId: claude,
      body: '{"a":1.0,"b":[12345678901234567890,"\\u00e9"],"c":{}}',
      region: "us-east-1",
      profile: "dev",
      trace: "ENABLED",
      requestMetadata: '{"team":"a"}',
    };
    const text = requestFileOfRequest(request);
    assert.match(text, /^\/\/ Press Ctrl\+Alt\+Enter .*\n\{\n {2}"modelId": /);
    assert.match(
      text,
      /\n {2}"body": \{\n {4}"a": 1\.0,\n {4}"b": \[\n {6}12345678901234567890,\n {6}"\\u00e9"/,
    );
    const { request: found, region, profile, problems } = parseRequestFile(text);
    assert.deepEqual(problems, []);
    assert.equal(found?.body.replaceAll(/\s/g, ""), request.body);
    assert.deepEqual(
      { ...found, region, profile, body: request.body, requestMetadata: request.requestMetadata },
      request,
    );
    const odd = requestFileOfRequest({ modelId: "m.x", body: "no 'JSON'\n" });
    assert.equal(parseRequestFile(odd).request?.body, "no 'JSON'\n");
  });
});

describe("words that every object of JavaScript knows", () => {
  it("are names like others in a pasted program", () => {
    const call = (body: string) =>
      `client.send(new InvokeModelCommand({ modelId: "m.x", body: JSON.stringify(${body}) }))`;
    for (const name of ["constructor", "toString", "__proto__"]) {
      assert.match(problem(call(`{ a: ${name} }`)), /known only when the program runs/);
    }
  });

  it("are no header of the operation", () => {
    const url = "https://bedrock-runtime.us-east-1.amazonaws.com/model/m.x/invoke";
    const text = `curl -H 'constructor: a' -H '__proto__: b' -d '{}' ${url}`;
    assert.deepEqual(read(text), { modelId: "m.x", body: "{}", region: "us-east-1" });
  });
});

describe("a curl command", () => {
  it("is sent to its URL, whatever paths its body and headers speak of", () => {
    const body = '{"prompt":"what is in /model/weights/?"}';
    const url = "https://bedrock-runtime.us-east-1.amazonaws.com/model/m.x/invoke";
    const text = `curl -H 'x-note: /model/a/b' -d '${body}' ${url}`;
    assert.deepEqual(read(text), { modelId: "m.x", body, region: "us-east-1" });
  });
});

describe("pasted text that means harm", () => {
  const url = "https://bedrock-runtime.us-east-1.amazonaws.com/model/m.x/invoke";
  const long = (text: string, length = 400_000) => text.repeat(Math.ceil(length / text.length));
  const python = (body: string, before = "") =>
    `${before}\nclient.invoke_model(modelId="m.x", body=${body})`;
  const javaScript = (body: string, before = "") =>
    `${before}\nclient.send(new InvokeModelCommand({ modelId: "m.x", body: ${body} }))`;
  const doubled = Array.from({ length: 23 }, (_, i) => `x${i} = [x${i + 1}, x${i + 1}]\n`).join("");

  for (const [title, text] of [
    ["a long name of a here-document", `curl ${url} -d "$(cat <<${long("E")}"`],
    ["spaces in a here-document", `curl ${url} -d "$(cat <<E\n${long(" ")}x"`],
    ["here-documents without an end", `curl ${url} -d "${long("$(cat <<A\n)")}"`],
    ["here-documents for other programs", `curl ${url} -d "${long("$(cat <<A\nA\n|x)")}"`],
    ["here-documents on one line", `curl ${url} -d "${long("$(cat <<A )")}"`],
    ["here-documents in words", `curl ${url} ${long("a$(cat <<A\n) ")}`],
    ["a variable used often", `A=${long("a", 1_000)}\ncurl ${url} -d "${long("$A")}"`],
    ["a variable that doubles itself", `A=aaa\n${long('A="$A$A"\n', 600)}curl ${url} -d "$A"`],
    ["a name assigned often", python(`[${long("x, ")}]`, long("x = 1\n"))],
    ["a long text used often", python(`[${long("x, ")}]`, `x = "${long("a")}"`)],
    ["names that double one another", python("x0", `${doubled}x23 = 1\n`)],
    ["strings inside strings", python(`${long('f"{')}1${long('}"')}`)],
    ["comments without an end", `${long("/* ")}${javaScript("1")}`],
    ["an object spread often", javaScript(`{${long("...x, ")}}`, `const x = {${long("a1:1,")}}`)],
    ["a list spread often", javaScript(`[${long("...x, ")}]`, `const x = [${long("1,")}]`)],
  ] as const) {
    it(`is read in time: ${title}`, () => {
      const before = process.cpuUsage();
      parsePasted(text);
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < 3_000_000, `${user + system} µs`);
    });
  }

  it("becomes no body that no memory holds", () => {
    for (const text of [
      `A=${long("a", 10_000)}\ncurl ${url} -d "${long("$A")}"`,
      python(`[${long("x, ")}]`, `x = "${long("a")}"`),
      javaScript(`[${long("...x, ")}]`, `const x = [${long("1,")}]`),
    ]) {
      assert.match(problem(text), /longer than a body may be/);
    }
  });
});

describe("a here-document inside a substitution", () => {
  const url = "https://bedrock-runtime.us-east-1.amazonaws.com/model/m.x/invoke";

  it("ends at the first line that is its name, and is unknown where a program reads it", () => {
    const body = '{"a": "EOF here"}';
    const text = (rest: string) => `curl ${url} -d "$(cat <<'EOF'\n${body}\nEOF\n${rest})"`;
    assert.equal((read(text("")) as { body?: string }).body, body);
    assert.match(problem(text("| jq .")), /known only when the command runs/);
  });
});
