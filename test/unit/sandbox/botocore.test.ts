import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { knownExceptions } from "../../../src/sandbox/exceptions.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { titan } from "./rawRequest.js";

const verbatim = "  two  spaces,\na line, \u{1F600} and \u65E5\u672C\u8A9E";

/** Reads what to do from its argument, and prints what came of each call as one JSON list. */
const program = `
import json, sys, boto3
from botocore.config import Config
from botocore.exceptions import ClientError

given = json.loads(sys.argv[1])

def client(service, keys, mode, attempts):
    config = Config(retries={"mode": mode, "total_max_attempts": attempts})
    return boto3.client(service, endpoint_url=given["endpoint"], region_name=given["region"],
                        config=config, **keys)

def text_of(chunk):
    return chunk.get("outputText") or chunk.get("delta", {}).get("text") or ""

def call(task):
    keys = {**given["keys"], **task.get("keys", {})}
    runtime = client("bedrock-runtime", keys, task.get("mode", "standard"), task.get("attempts", 1))
    text = ""
    try:
        arguments = {"modelId": task["modelId"], "body": json.dumps(task["body"])}
        if task.get("whole"):
            reply = runtime.invoke_model(**arguments)
            text = json.loads(reply["body"].read())["results"][0]["outputText"]
        else:
            reply = runtime.invoke_model_with_response_stream(**arguments)
            for event in reply["body"]:
                text += text_of(json.loads(event["chunk"]["bytes"]))
        retries = reply["ResponseMetadata"]["RetryAttempts"]
        return {"text": text, "contentType": reply["contentType"], "retries": retries}
    except ClientError as error:
        wrong = error.response["Error"]
        return {"text": text, "type": type(error).__name__, "code": wrong["Code"],
                "message": wrong["Message"]}

pages = client("bedrock", given["keys"], "standard", 1).get_paginator("list_inference_profiles")
listed = [len(page["inferenceProfileSummaries"])
          for page in pages.paginate(PaginationConfig={"PageSize": 5})]
print(json.dumps({"calls": [call(task) for task in given["tasks"]], "pages": listed}))
`;

interface Outcome {
  readonly text: string;
  readonly contentType?: string;
  readonly retries?: number;
  readonly type?: string;
  readonly code?: string;
  readonly message?: string;
}

type Task = Readonly<Record<string, unknown>>;

describe("sandbox and boto3 (skipped where python3 or boto3 is missing)", () => {
  let sandbox: Sandbox;

  before(function () {
    if (spawnSync("python3", ["-c", "import boto3"]).status !== 0) this.skip();
  });

  beforeEach(async () => {
    sandbox = await startSandbox({ paceMs: 0 });
  });

  afterEach(() => sandbox.close());

  async function run(
    tasks: readonly Task[],
  ): Promise<{ calls: readonly Outcome[]; pages: readonly number[] }> {
    const { endpoint, region, accessKeyId, secretAccessKey } = sandbox;
    const keys = { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey };
    const given = JSON.stringify({ endpoint, region, keys, tasks });
    const { stdout } = await promisify(execFile)("python3", ["-c", program, given]);
    return JSON.parse(stdout) as { calls: readonly Outcome[]; pages: readonly number[] };
  }

  const ask = (line: string, more: Task = {}): Task => ({
    modelId: titan,
    body: { inputText: `sandbox: ${line}`, textGenerationConfig: { maxTokenCount: 4096 } },
    ...more,
  });

  it("streams and replies exactly, to ids and ARNs, with a session token, page by page", async () => {
    const echo = `echo\n${verbatim}`;
    const { calls, pages } = await run([
      ask(echo),
      ask(echo, { modelId: `arn:aws:bedrock:us-east-1::foundation-model/${titan}` }),
      ask(echo, { keys: { aws_session_token: "token/+==" } }),
      ask(echo, { whole: true }),
      ask(`unknown event after 1\n`),
    ]);
    for (const one of calls.slice(0, -1)) {
      assert.deepEqual(one, { text: verbatim, contentType: "application/json", retries: 0 });
    }
    assert.equal(calls.at(-1)?.type, undefined);
    assert.ok(pages.length > 2 && pages.slice(0, -1).every((items) => items === 5));
  });

  it("raises every exception before the stream, those of the API by their class", async () => {
    const { calls } = await run(knownExceptions.map(({ refusal }) => ask(refusal.name)));
    for (const [i, { refusal }] of knownExceptions.entries()) {
      assert.deepEqual([calls[i]?.code, calls[i]?.message], [refusal.name, refusal.message]);
      const expected = i < OPERATION_EXCEPTIONS ? refusal.name : "ClientError";
      assert.equal(calls[i]?.type, expected);
    }
  });

  it("raises the stream's exceptions as EventStreamError after the text", async () => {
    // Botocore reads neither name nor message of a member that its model does not have.
    const known = knownExceptions.flatMap(({ member, refusal }) =>
      member === undefined || member === "futureException" ? [] : [{ member, refusal }],
    );
    const { calls } = await run(known.map(({ member }) => ask(`${member} after 2`)));
    for (const [i, { member, refusal }] of known.entries()) {
      const { text, ...error } = calls[i] ?? { text: "" };
      assert.deepEqual(error, { type: "EventStreamError", code: member, message: refusal.message });
      assert.ok(text.length > 0);
    }
  });

  it("retries in all modes, and not what is no use to retry", async () => {
    const modes = ["legacy", "standard", "adaptive"];
    const { calls } = await run([
      ...modes.map((mode) => ask(`ThrottlingException once\n${mode}`, { mode, attempts: 2 })),
      ask("ValidationException once", { attempts: 2 }),
    ]);
    assert.deepEqual(
      calls.map(({ retries, code }) => retries ?? code),
      [1, 1, 1, "ValidationException"],
    );
  });

  it("is refused with a wrong key and a wrong secret", async () => {
    const { calls } = await run([
      ask("echo", { keys: { aws_access_key_id: "AKIAOTHER" } }),
      ask("echo", { keys: { aws_secret_access_key: "other" } }),
    ]);
    assert.deepEqual(
      calls.map(({ code }) => code),
      ["UnrecognizedClientException", "InvalidSignatureException"],
    );
  });
});

/** The first ones of the list are in the service model. */
const OPERATION_EXCEPTIONS = 11;
