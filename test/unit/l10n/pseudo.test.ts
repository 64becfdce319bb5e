import assert from "node:assert/strict";
import {
  diagnosisSteps,
  reportText,
  type DiagnosisVerdict,
} from "../../../src/client/diagnoseReport.js";
import { serviceExceptions } from "../../../src/client/serviceExceptions.js";
import { fixesFor } from "../../../src/editor/fixes/fixesFor.js";
import type { FailureKind, FailureRecord } from "../../../src/failure.js";
import { speak } from "../../../src/l10n.js";
import { isJsonObject } from "../../../src/request/json.js";
import { parseModelId } from "../../../src/request/modelId.js";
import { parseRequestFile } from "../../../src/request/requestFile.js";
import { generateRequestSchema } from "../../../src/request/schemaGeneration.js";
import { schemaInLanguage } from "../../../src/request/schemaInLanguage.js";
import type { RunSummary, Verdict } from "../../../src/run/runSummary.js";
import { byteSize, duration } from "../../../src/views/amounts.js";
import { failureText } from "../../../src/views/failureText.js";
import { verdictText } from "../../../src/views/verdictText.js";
import { entryDescription, entryTooltip } from "../../../src/views/historyText.js";
import { failureFacts, runFacts } from "../../../src/views/runFacts.js";
import { pseudoLanguage, untranslated } from "../../support/pseudoLanguage.js";

const kinds: Readonly<Record<FailureKind, true>> = {
  invalidRequest: true,
  accessDenied: true,
  credentials: true,
  notFound: true,
  throttled: true,
  quotaExceeded: true,
  modelNotReady: true,
  modelTimeout: true,
  modelError: true,
  service: true,
  unknownException: true,
  connection: true,
  tls: true,
  proxy: true,
  timeout: true,
  incomplete: true,
  interrupted: true,
  protocol: true,
  unexpectedAnswer: true,
  configuration: true,
  callerMistake: true,
  internal: true,
  unrecognized: true,
};
const codes = [
  ...["", "ECONNREFUSED", "ENOTFOUND", "STALL", "CONNECT", "CERT_HAS_EXPIRED", "EPROTO"],
  ...["ERR_TLS_CERT_ALTNAME_INVALID", "SSO_EXPIRED", "PROFILE_NOT_FOUND", "MFA_REQUIRED"],
  ...["NO_REGION", "BAD_REGION", "NO_MODEL", "BAD_ENDPOINT", "UNTRUSTED"],
];
const verdicts: Readonly<Record<Verdict, true>> = {
  complete: true,
  stopSequence: true,
  toolUse: true,
  maxTokens: true,
  contentFiltered: true,
  guardrailIntervened: true,
  refused: true,
  stopped: true,
  connectionLost: true,
  stalled: true,
  failed: true,
  unrecognized: true,
};

/** Data in letters that no message has. */
const context = { modelId: "αβγ", region: "δε", identity: "ζη" };
const failures: readonly FailureRecord[] = (Object.keys(kinds) as FailureKind[]).flatMap((kind) =>
  codes.map((code) => ({ kind, code, message: "λ", retryable: false })),
);
const summary: RunSummary = {
  ...{ id: "1", modelId: "αβγ", region: "δε", verdict: "complete", text: "λ", reasoning: "" },
  ...{ toolCalls: [], contentType: "μ", attempts: 2, chunks: 3, bytes: 4_321, requestId: "7" },
  usage: { inputTokens: 5, outputTokens: 6, cacheReadInputTokens: 7, cacheWriteInputTokens: 8 },
  timing: { firstByteMs: 10, firstTextMs: 20, totalMs: 4_000 },
};

/** Everything here would reach a person; each text is asserted by itself. */
function assertTranslated(texts: Iterable<string | undefined>, names: readonly string[] = []) {
  let seen = 0;
  for (const text of texts) {
    if (text === undefined) continue;
    seen += 1;
    assert.deepEqual(untranslated(text, names), [], text);
  }
  assert.ok(seen > 0);
}

describe("in a language that brackets every message", () => {
  before(() => speak(pseudoLanguage));
  after(() => speak(undefined));

  it("finds a word outside", () => {
    assert.deepEqual(untranslated("⟦a message ⟦inside⟧⟧ missed 3 s"), ["missed"]);
  });

  it("every failure is bracketed, whatever its code", () => {
    assertTranslated(
      failures.flatMap((failure) => Object.values(failureText(failure, context))),
      ["λ"],
    );
  });

  it("every exception is bracketed but for its name", () => {
    for (const [exception, known] of Object.entries(serviceExceptions)) {
      const failure = { ...known, exception, message: "λ", originalMessage: "μ" };
      assertTranslated(Object.values(failureText(failure, context)), [exception]);
    }
  });

  it("every verdict is bracketed", () => {
    for (const verdict of Object.keys(verdicts) as Verdict[]) {
      for (const limitedBy of [undefined, '"ν"']) {
        const { label, nextStep } = verdictText({ ...summary, verdict }, limitedBy);
        assertTranslated([label, nextStep]);
      }
    }
  });

  it("the facts of a run and of a failure are bracketed, names and notes and units", () => {
    const estimated = { ...summary, verdict: "stopped" as const };
    const facts = [...runFacts(summary, "{}", "ζη"), ...runFacts(estimated, '{"a":"λ"}', "ζη")];
    const evidence = { httpStatus: 400, requestId: "7", code: "1", pointer: "/1" };
    const ofFailure = failureFacts({ kind: "service", message: "λ", retryable: true, ...evidence });
    assertTranslated(
      [...facts, ...ofFailure].flatMap(({ name, value, note }) => [name, value, note]),
    );
    assertTranslated([...[5, 5_000].map(duration), ...[5, 5_000, 5_000_000].map(byteSize)]);
  });

  it("the ways out of every failure are bracketed", () => {
    const body = { max_tokens: 1 };
    const request = { modelId: "anthropic.claude-3-haiku-20240307-v1:0", body: "{}" };
    const identity = { type: "chain" as const };
    const fixes = failures.flatMap((failure) => {
      const full = { failure: { ...failure, rawText: "λ" }, verdict: "failed" as const, text: "" };
      return fixesFor({ ...full, request, body, region: "δε", endpoint: "π", identity });
    });
    assertTranslated(
      fixes.map(({ label }) => label),
      ["anthropic.claude-3-haiku-20240307-v1:0"],
    );
  });

  it("the report of a diagnosis is bracketed in every line", () => {
    const steps = diagnosisSteps().map((step, at) => ({
      ...step,
      status: (["ok", "warning", "broken", "skipped"] as const)[at % 4] ?? "ok",
      ...{ summary: "λ", facts: [{ name: "μ", value: "ν" }], remedy: "ξ", durationMs: 5 },
    }));
    const verdict: readonly (DiagnosisVerdict | undefined)[] = [
      ...(["working", "unproven", "broken", "stopped"] as const),
      undefined,
    ];
    for (const one of verdict) {
      const report = { modelId: "", startedAt: "1", surroundings: [], steps };
      const text = reportText({ ...report, ...(one && { verdict: one }) });
      assertTranslated(text.split("\n"), ["TLS"]);
    }
  });

  it("rows of the history are bracketed", () => {
    const row = { id: "1", file: "ο", startedAt: 0, modelId: "αβγδ", region: "δε", bytes: 1 };
    const rest = { identity: "ζη", prompt: "λ", pinned: false };
    const { text: _text, reasoning: _reasoning, toolCalls: _toolCalls, ...ending } = summary;
    void [_text, _reasoning, _toolCalls];
    for (const state of [
      { type: "live" as const },
      { type: "interrupted" as const },
      { type: "ended" as const, ending },
    ]) {
      const entry = { ...row, ...rest, state };
      assertTranslated([
        entryDescription(entry),
        entryTooltip(entry).replaceAll(/\b(AM|PM)\b/g, ""),
      ]);
    }
  });

  it("what completion and hover say of a request file is bracketed", () => {
    const texts: string[] = [];
    const generated = schemaInLanguage(generateRequestSchema());
    JSON.stringify(generated, (key, value: unknown) => {
      const isText = key === "description" || key === "deprecationMessage" || key === "label";
      // The values of an example are no messages.
      if (key === "examples" || key === "body") return isJsonObject(value) ? undefined : value;
      if (isText && typeof value === "string") texts.push(value);
      return value;
    });
    assert.ok(texts.length > 500);
    assertTranslated(texts, ["body"]);
  });

  it("what is wrong in a request file is bracketed", () => {
    const texts = [
      ...["", "[]", "{", '{"modelId": 1}', '{"modelId": "a b", "region": "?"}', "{,}", '{"x": 01}'],
      '{"modelId": "", "body": 3, "trace": "no", "guardrailIdentifier": "g", "odd": 1}',
    ];
    const ids = ["", "a b", "a/b", "arn:", "arn:aws:s3:::x", "arn:aws:bedrock:us-east-1::prompt/1"];
    assertTranslated([
      ...texts.flatMap((text) => parseRequestFile(text).problems.map(({ message }) => message)),
      ...ids.map((id) => {
        const parsed = parseModelId(id);
        return "problem" in parsed ? parsed.problem.message : undefined;
      }),
    ]);
  });
});
