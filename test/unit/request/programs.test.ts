import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as esbuild from "esbuild";
import { chunkPlacesOf } from "../../../src/models/chunkPlaces.js";
import { families } from "../../../src/models/families.js";
import { baseModelId } from "../../../src/models/baseModelId.js";
import { languages } from "../../../src/request/programs/languages.js";
import { programText, type ProgramInput } from "../../../src/request/programs/programs.js";
import type { InvokeRequest } from "../../../src/request/request.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { nastyBodies } from "./nastyBodies.js";

const claude = "anthropic.claude-3-haiku-20240307-v1:0";
const titan = "amazon.titan-text-lite-v1";
const answer = "First line\nsecond 'line' \"with\" $(quotes) `and` \\ more: é 漢字 😀";

function inputOf(request: InvokeRequest, family?: (typeof families)[number]): ProgramInput {
  const places = chunkPlacesOf((family ?? families.find(({ id }) => id === "titanText"))?.id);
  return { request, region: "us-east-1", places };
}

function titanBody(text: string): string {
  return JSON.stringify({ inputText: `sandbox: echo\n${text}` }, null, 2);
}

/** Every member that a request can have. */
const whole: InvokeRequest = {
  modelId: titan,
  body: titanBody(answer),
  guardrailIdentifier: "abc123",
  guardrailVersion: "DRAFT",
  trace: "ENABLED",
  performanceConfigLatency: "optimized",
  serviceTier: "flex",
};

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function has(program: string, ...words: string[]): boolean {
  return spawnSync(program, words, { stdio: "ignore" }).status === 0;
}

/** Runs a program without blocking: the sandbox answers in this very process. */
function run(program: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { PATH, HOME, SystemRoot } = process.env;
  // What this machine knows of AWS stays out.
  const env = {
    PATH,
    HOME,
    SystemRoot,
    AWS_EC2_METADATA_DISABLED: "true",
    NODE_NO_WARNINGS: "1",
    ...environment,
  };
  return new Promise<Ended>((resolve) => {
    execFile(
      program,
      words,
      { env, timeout: 30_000, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) =>
        resolve({
          code: error ? (typeof error.code === "number" ? error.code : -1) : 0,
          stdout,
          stderr,
        }),
    );
  });
}

describe("programs that stream a request", function () {
  this.timeout(120_000);
  let sandbox: Sandbox;
  let folder: string;
  before(async () => {
    sandbox = await startSandbox({ paceMs: 0 });
    folder = mkdtempSync(path.join(tmpdir(), "programs-"));
  });
  after(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function keys(): NodeJS.ProcessEnv {
    return {
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: sandbox.endpoint,
      AWS_ACCESS_KEY_ID: sandbox.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandbox.secretAccessKey,
    };
  }

  /** Writes a program where Node finds this project's packages. */
  function write(name: string, text: string): string {
    const below = name.endsWith(".mjs") ? path.resolve("out", "programs") : folder;
    mkdirSync(below, { recursive: true });
    const file = path.join(below, name);
    writeFileSync(file, text);
    return file;
  }

  function assertSent(request: InvokeRequest): void {
    const sent = sandbox.requests.at(-1);
    assert.equal(sent?.body, request.body);
    assert.equal(sent.headers["content-type"], "application/json");
    assert.equal(sent.headers["x-amzn-bedrock-accept"], "application/json");
    assert.equal(sent.headers["x-amzn-bedrock-guardrailidentifier"], request.guardrailIdentifier);
    assert.equal(sent.headers["x-amzn-bedrock-guardrailversion"], request.guardrailVersion);
    assert.equal(sent.headers["x-amzn-bedrock-trace"], request.trace);
    assert.equal(
      sent.headers["x-amzn-bedrock-performanceconfig-latency"],
      request.performanceConfigLatency,
    );
    assert.equal(sent.headers["x-amzn-bedrock-service-tier"], request.serviceTier);
    assert.equal(sent.headers["x-amzn-bedrock-request-metadata"], request.requestMetadata);
  }

  const runners = [
    {
      language: "javascript" as const,
      misses: () => false,
      start: (text: string) => run(process.execPath, [write("request.mjs", text)], keys()),
    },
    {
      language: "typescript" as const,
      misses: () => false,
      start: (text: string) => {
        const { code } = esbuild.transformSync(text, { loader: "ts" });
        return run(process.execPath, [write("typed.mjs", code)], keys());
      },
    },
    {
      language: "boto3" as const,
      misses: () => !has("python3", "-c", "import boto3"),
      start: (text: string) => run("python3", [write("request.py", text)], keys()),
    },
    {
      language: "curl" as const,
      misses: () => !has("curl", "--aws-sigv4", "aws:amz", "--version") || !has("python3", "-V"),
      start: (text: string) => run("sh", [write("request.sh", text)], keys()),
    },
  ];
  for (const { language, misses, start } of runners) {
    describe(`${language}, run against the sandbox (skipped where the machine lacks it)`, () => {
      before(function () {
        if (misses()) this.skip();
      });

      it("sends every member and the body byte for byte, and prints the text as it is", async () => {
        // boto3 of this machine may be older than the member.
        const metadata =
          language === "boto3" ? {} : { requestMetadata: '{"team":"it\'s \\"a\\""}' };
        const request = { ...whole, ...metadata };
        const ended = await start(programText(language, inputOf(request)));
        assert.deepEqual(ended, { code: 0, stdout: answer, stderr: "" });
        assertSent(request);
      });

      it("prints an exception before the stream and one inside it, and fails", async () => {
        for (const [scenario, hasText] of [
          ["sandbox: throttling", false],
          ["sandbox: modelStreamErrorException after 2", true],
        ] as const) {
          const body = JSON.stringify({ inputText: `${scenario}\nfour words of text` });
          const ended = await start(programText(language, inputOf({ modelId: titan, body })));
          assert.notEqual(ended.code, 0, scenario);
          assert.match(ended.stderr, /throttl|Too many|ModelStreamError|modelStreamError/i);
          assert.equal(ended.stdout !== "", hasText, ended.stdout);
        }
      });

      it("says so when the stream ends without its final event", async () => {
        const body = JSON.stringify({ inputText: "sandbox: close" });
        const ended = await start(programText(language, inputOf({ modelId: titan, body })));
        assert.notEqual(ended.code, 0);
        assert.match(ended.stderr, /without its final event/);
      });
    });
  }

  it("signs with a Bedrock API key where curl is given one", async function () {
    if (!has("curl", "--version") || !has("python3", "-V")) this.skip();
    const body = JSON.stringify({
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 200,
      messages: [{ role: "user", content: "sandbox: echo\nWith a key" }],
    });
    const family = families.find(({ id }) => id === "anthropicMessages");
    const text = programText("curl", inputOf({ modelId: claude, body }, family));
    const ended = await run("sh", [write("key.sh", text)], {
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: sandbox.endpoint,
      AWS_BEARER_TOKEN_BEDROCK: sandbox.bearerToken,
    });
    assert.deepEqual(ended, { code: 0, stdout: "With a key", stderr: "" });
  });

  it("know the text and the end of every family that streams", async () => {
    for (const family of families) {
      const modelId = family.models[0]?.modelId;
      if (modelId === undefined || !family.streams) continue;
      const prompt = { prompt: "sandbox: echo\nOne, two, three.", maxTokens: 200 };
      const body = JSON.stringify(family.body(prompt, baseModelId(modelId) ?? modelId));
      const text = programText("javascript", inputOf({ modelId, body }, family));
      const ended = await run(process.execPath, [write("family.mjs", text)], keys());
      assert.equal(ended.stderr, "", family.id);
      assert.match(ended.stdout, /One, two, three\.$/, family.id);
    }
  });

  it("type-check in strict mode", async () => {
    const file = path.resolve("out", "programs", "request.mts");
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, programText("typescript", inputOf({ ...whole, requestMetadata: "{}" })));
    const words = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"];
    const modules = ["--module", "nodenext", "--types", "node", "--ignoreConfig"];
    const tsc = path.resolve("node_modules", "typescript", "bin", "tsc");
    const ended = await run(process.execPath, [tsc, ...words, ...modules, file]);
    assert.equal(ended.stdout, "");
    assert.equal(ended.code, 0);
  });

  it("parse in Rust (skipped without rustfmt), Java (without javac), Go (without gofmt)", async function () {
    const checks: readonly (readonly [boolean, () => Promise<Ended>])[] = [
      [
        has("rustfmt", "--version"),
        () =>
          run("rustfmt", [
            "--edition",
            "2021",
            write("request.rs", programText("rust", inputOf(whole))),
          ]),
      ],
      [
        has("gofmt", "-h"),
        () => run("gofmt", ["-e", write("request.go", programText("go", inputOf(whole)))]),
      ],
    ];
    let checked = 0;
    for (const [isThere, check] of checks) {
      if (!isThere) continue;
      checked += 1;
      const ended = await check();
      assert.equal(ended.stderr, "");
      assert.equal(ended.code, 0);
    }
    if (has("javac", "-version")) {
      checked += 1;
      const file = write("Request.java", programText("java", inputOf(whole)));
      const { stderr } = await run("javac", ["-XDrawDiagnostics", "-d", folder, file]);
      // Without the SDK its names mean nothing; a broken syntax is told by other keys.
      const keys = [...stderr.matchAll(/compiler\.err\.([\w.]+)/g)].map(([, key]) => key);
      assert.ok(keys.length > 0);
      assert.deepEqual(
        keys.filter((key) => !/^(?:doesnt\.exist|cant\.resolve)/.test(key ?? "")),
        [],
      );
    }
    if (checked === 0) this.skip();
  });

  it("hold no credentials and name profile and endpoint in comments that cannot end", () => {
    for (const { id } of languages) {
      const input = inputOf(whole);
      const named = programText(id, { ...input, profile: "dev", endpoint: "http://127.0.0.1:1/x" });
      assert.match(named, /(?:#|\/\/) .*AWS_PROFILE=dev\n/);
      assert.match(named, /(?:#|\/\/) .*http:\/\/127\.0\.0\.1:1\/x\n/);
      const evil = programText(id, { ...input, profile: "a\nb", endpoint: "http://x/\u000ab" });
      assert.equal(evil, programText(id, input));
    }
  });

  it("take the region from the environment when none is known", async function () {
    const { places } = inputOf(whole);
    for (const { id } of languages) {
      assert.doesNotMatch(programText(id, { request: whole, places }), /us-east-1/);
    }
    if (!has("curl", "--aws-sigv4", "aws:amz", "--version") || !has("python3", "-V")) this.skip();
    const text = programText("curl", { request: { ...whole, body: titanBody("Hi") }, places });
    const environment = { ...keys(), AWS_DEFAULT_REGION: sandbox.region };
    const ended = await run("sh", [write("region.sh", text)], environment);
    assert.deepEqual(ended, { code: 0, stdout: "Hi", stderr: "" });
  });
});

describe("bodies in programs", function () {
  this.timeout(120_000);
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), "bodies-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const bodies = Object.entries(nastyBodies);

  function bodyIn(language: (typeof languages)[number]["id"], body: string): string {
    return programText(language, inputOf({ modelId: "m.x", body }));
  }

  /** What stands between two marks of a program. */
  function between(text: string, start: string, end: string): string {
    const from = text.indexOf(start) + start.length;
    assert.ok(from >= start.length, start);
    const to = text.indexOf(end, from);
    assert.ok(to > from, end);
    return text.slice(from, to);
  }

  /** Runs a program that writes each body and a NUL. */
  async function assertWrites(ended: Promise<Ended>): Promise<void> {
    const { stdout, stderr } = await ended;
    assert.equal(stderr, "");
    const written = stdout.split("\0");
    assert.equal(written.length, bodies.length + 1);
    bodies.forEach(([name, body], index) => assert.equal(written[index], body, name));
  }

  function file(name: string, text: string): string {
    const full = path.join(folder, name);
    writeFileSync(full, text);
    return full;
  }

  it("are exact in JavaScript and TypeScript", async () => {
    for (const language of ["javascript", "typescript"] as const) {
      const literals = bodies.map(
        ([, body]) =>
          `process.stdout.write(${between(bodyIn(language, body), "const body = ", ";\n\nconst input")} + "\\0");\n`,
      );
      await assertWrites(run(process.execPath, [file("bodies.cjs", literals.join(""))]));
    }
  });

  it("are exact in Python (skipped without python3)", async function () {
    if (!has("python3", "-V")) this.skip();
    const literals = bodies.map(
      ([, body]) =>
        `sys.stdout.buffer.write((${between(bodyIn("boto3", body), "BODY = ", "\n\n\ndef at(")}).encode() + b"\\0")\n`,
    );
    await assertWrites(run("python3", [file("bodies.py", `import sys\n${literals.join("")}`)]));
  });

  it("are exact in a POSIX shell", async () => {
    const commands = bodies.map(
      ([, body]) =>
        `printf '%s' ${between(bodyIn("curl", body), "printf '%s' ", " |\ncurl")}\nprintf '\\000'\n`,
    );
    await assertWrites(run("sh", [file("bodies.sh", commands.join(""))]));
  });

  it("are exact in Java (skipped without javac)", async function () {
    if (!has("javac", "-version")) this.skip();
    const literals = bodies.map(
      ([, body]) => `${between(bodyIn("java", body), "String BODY = ", ";\n\n    public static")}`,
    );
    const source = `public class Bodies { public static void main(String[] a) throws Exception {
      ${literals.map((literal) => `System.out.write((${literal} + "\\0").getBytes("UTF-8"));`).join("\n")}
    System.out.flush(); } }`;
    const name = file("Bodies.java", source);
    const compiled = await run("javac", ["-d", folder, name], { LC_ALL: "C" });
    assert.equal(compiled.stderr, "");
    await assertWrites(run("java", ["-cp", folder, "Bodies"]));
  });

  it("are exact in Rust (skipped without rustc)", async function () {
    if (!has("rustc", "--version")) this.skip();
    const literals = bodies.map(([, body]) =>
      between(bodyIn("rust", body), "const BODY: &str = ", ";\n\n#[tokio::main]"),
    );
    const source = `fn main() {\n${literals.map((literal) => `print!("{}\\0", ${literal});`).join("\n")}\n}`;
    const program = path.join(folder, "bodies");
    const compiled = await run("rustc", [
      "--edition",
      "2021",
      "-o",
      program,
      file("bodies.rs", source),
    ]);
    assert.equal(compiled.stderr, "");
    await assertWrites(run(program, []));
  });

  it("are exact in Go (skipped without go)", async function () {
    if (!has("go", "version")) this.skip();
    const literals = bodies.map(([, body]) =>
      between(bodyIn("go", body), "const body = ", "\n\nfunc main"),
    );
    const source = `package main\nimport "fmt"\nfunc main() {\n${literals.map((literal) => `fmt.Print(${literal}, "\\x00")`).join("\n")}\n}\n`;
    await assertWrites(run("go", ["run", file("bodies.go", source)], process.env));
  });

  it("never stand in a literal of C# that ends too early or changes", () => {
    for (const [name, body] of bodies) {
      const literal = between(bodyIn("dotnet", body), "var body = ", ";\n\nusing var client");
      const fence = /^"{3,}(?=\n)/.exec(literal)?.[0];
      if (fence === undefined) {
        // Escaped as JSON escapes but for the characters beyond 16 bits.
        const lines = literal
          .split(" +\n    ")
          .map((line) =>
            line.replaceAll(/\\U000(e00..)/g, (_, hex: string) =>
              String.fromCodePoint(parseInt(hex, 16)),
            ),
          );
        assert.equal(lines.map((line) => JSON.parse(line) as string).join(""), body, name);
      } else {
        const end = `\n${fence}.ReplaceLineEndings("\\n")`;
        assert.equal(literal, `${fence}\n${body}${end}`, name);
        assert.ok(!body.includes(fence) && !/[\r\f\u0085\u2028\u2029]/.test(body), name);
      }
    }
  });

  it("have the bytes that are sent where a character has none", () => {
    assert.match(bodyIn("javascript", '{"a": "\ud800"}'), /\ufffd/);
  });

  it("are refused by a shell where they hold NUL", () => {
    assert.throws(() => bodyIn("curl", "\0"), /NUL/);
  });
});
