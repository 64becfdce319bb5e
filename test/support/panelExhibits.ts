import type { Run } from "../../src/run/run.js";
import type { Sandbox } from "../../src/sandbox/server.js";
import type { ProjectedRun } from "../../src/views/runProjection.js";
import { runAgainst, type RunChoices } from "../unit/run/sandboxRun.js";
import { HandDrivenRun } from "../unit/views/shownRunKit.js";
import type { Exhibit } from "./panelGallery.js";
import { until } from "./until.js";

const sample = [
  "## Reading a frame",
  "",
  "Each frame has a **prelude**, headers and a payload; see [the guide](https://example.com).",
  "",
  "1. Read `totalLength`.",
  "2. Check the sums:",
  "   - prelude",
  "   - message",
  "",
  "```typescript",
  "// The first four bytes tell the length of the frame, the sums included.",
  "export const lengthOf = (frame: DataView): number => frame.getUint32(0);",
  "```",
  "",
  "| Field | Bytes | Meaning |",
  "|---|---|---|",
  "| length | 4 | of the whole frame |",
  "",
  "> A sum that is wrong ends the stream.",
].join("\n");

/** Scenarios of the sandbox that end by themselves, by the name of their exhibit. */
const endings: Readonly<Record<string, string>> = {
  complete: `echo\n${sample}`,
  "max tokens": "max tokens",
  "stop sequence": "stop sequence",
  "tool use": "tool call",
  "content filtered": "content filter",
  guardrail: "guardrail",
  refused: "refusal",
  "connection lost": "close after 9",
  "reset before the answer": "reset",
  AccessDenied: "AccessDeniedException",
  ResourceNotFound: "ResourceNotFoundException",
  ValidationException: "ValidationException",
  ThrottlingException: "ThrottlingException",
  ServiceQuotaExceeded: "ServiceQuotaExceededException",
  ModelNotReady: "ModelNotReadyException",
  ModelError: "ModelErrorException",
  "internalServerException in the stream": "internalServerException after 9",
  "modelStreamErrorException in the stream": "modelStreamErrorException after 9",
  "modelTimeoutException in the stream": "modelTimeoutException after 9",
  "throttlingException in the stream": "throttlingException after 9",
  "validationException in the stream": "validationException after 9",
  "serviceUnavailableException in the stream": "serviceUnavailableException after 9",
  "unknown exception": "error message after 5",
  "HTML instead": "html",
  "corrupt frame": "corrupt after 9",
};

/** Every state that the panel has, each as real as a sandbox makes it. Stop them afterwards. */
export async function panelExhibits(sandbox: Sandbox): Promise<readonly Exhibit[]> {
  let number = 0;
  const start = (scenario: string, choices: RunChoices = {}): Run => {
    number += 1;
    return runAgainst(sandbox, `sandbox: ${scenario}\nhello`, { id: `run-${number}`, ...choices });
  };
  const ended = async (scenario: string, choices?: RunChoices) => {
    const run = start(scenario, choices);
    run.onDidChange(() => run.tryNow());
    await run.ended;
    return run;
  };
  const streaming = await streamingRun(start);
  const finished = await Promise.all(
    Object.entries(endings).map(async ([name, scenario]) => ({
      name,
      runs: [await ended(scenario)],
    })),
  );
  const attempts = await ended("ServiceUnavailableException twice", { maxAttempts: 3 });
  const inVain = await ended("ThrottlingException 9 times", { maxAttempts: 3 });
  const complete = await ended(`echo\n${sample}`);
  const many = [...finished.flatMap(({ runs }) => runs).slice(0, 8), streaming];
  return [
    { name: "empty", runs: [] },
    { name: "moved into an editor", runs: [], isAway: true },
    { name: "connecting", runs: [start("silence", { stallTimeoutMs: 600_000 })] },
    { name: "streaming", runs: [streaming] },
    { name: "no data", runs: [silent()] },
    { name: "reasoning", runs: [reasoning()] },
    { name: "reasoning, then text", runs: [await ended("reasoning")] },
    { name: "waiting", runs: [await waitingRun(start)] },
    { name: "waiting again", runs: [waitingAgain()] },
    { name: "attempts", runs: [attempts] },
    { name: "attempts in vain", runs: [inVain] },
    { name: "stopped", runs: [await stoppedRun(start)] },
    { name: "stalled", runs: [await ended("stall after 9", { stallTimeoutMs: 300 })] },
    { name: "replay", runs: [replay()] },
    { name: "many runs", runs: many },
    { name: "an image", runs: [withImage()] },
    ...finished,
    { name: "events", runs: [complete], page: "events" },
    { name: "timeline", runs: [paced()], page: "timeline" },
    { name: "timeline, silent now", runs: [pausing()], page: "timeline" },
    { name: "request", runs: [attempts], page: "request" },
  ];
}

type Start = (scenario: string, choices?: RunChoices) => Run;

async function streamingRun(start: Start): Promise<Run> {
  const run = start("stall after 40", { stallTimeoutMs: 600_000 });
  await until("it streams", () => run.sections.some(({ length }) => length > 60));
  return run;
}

async function waitingRun(start: Start): Promise<Run> {
  const run = start("ThrottlingException once retry after 30", { maxAttempts: 2 });
  await until("it waits", () => run.state.type === "waiting");
  return run;
}

async function stoppedRun(start: Start): Promise<Run> {
  const run = start("stall after 20");
  await until("there is text", () => run.sections.some(({ length }) => length > 20));
  run.stop();
  await run.ended;
  return run;
}

function silent(): ProjectedRun {
  const run = new HandDrivenRun("silent", Date.now() - 41_000);
  run.say("The model has said this much, and then");
  run.silentMs = 32_000;
  return run;
}

function reasoning(): ProjectedRun {
  const run = new HandDrivenRun("reasoning", Date.now() - 3_200);
  run.say(
    "The user asks how frames are cut. I should first recall the prelude: total length, header length, and its own sum. Then the headers, and only then the payload.\n\nPerhaps an example helps.",
    "reasoning",
  );
  return run;
}

function waitingAgain(): ProjectedRun {
  const run = new HandDrivenRun("waiting-again", Date.now() - 9_000);
  const failure = {
    kind: "service",
    message: "Too many connections, please wait before trying again.",
    exception: "ServiceUnavailableException",
    httpStatus: 503,
    requestId: "0f2b6a3e-95a5-4f0c-9d5e-6a1a4c2a7b10",
    rawText: '{"message":"Too many connections, please wait before trying again."}',
    retryable: true,
  } as const;
  run.retried.push({ attempt: 1, failure, atMs: 240, waitMs: 420 });
  run.retried.push({ attempt: 2, failure, atMs: 912, waitMs: 14_000 });
  run.state = { type: "waiting", attempt: 2, untilMs: Date.now() + 120_000, failure };
  return run;
}

function replay(): ProjectedRun {
  const run = new HandDrivenRun("replay", Date.now() - 2_000);
  run.say(sample);
  run.end({ usage: { inputTokens: 21, outputTokens: 160 }, stopReason: "end_turn" });
  return Object.assign(run, { kind: "replay" as const });
}

/** One pixel, so that no picture of anybody is needed. */
const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

function withImage(): ProjectedRun {
  const run = new HandDrivenRun("image", Date.now() - 2_000);
  run.say("Here is the picture, and where it is from.");
  run.show("image/png", pixel);
  run.end({ verdict: "complete" });
  return run;
}

/** Arrivals with a gap in the middle, always the same. */
function paced(): HandDrivenRun {
  const run = new HandDrivenRun("paced", Date.now() - 5_000);
  for (let at = 0; at < 160; at += 1) {
    const atMs = 420 + at * 18 + (at % 7) * 3 + (at > 90 ? 1_400 : 0);
    const text = at % 5 === 0 ? "words " : "and ";
    const json = JSON.stringify({
      type: "content_block_delta",
      index: 0,
      delta: { type: "text_delta", text },
    });
    run.events.push({
      atMs,
      attempt: 1,
      event: { type: "chunk", headers: {}, frameBytes: 190 + text.length, json },
    });
    run.say(text);
  }
  Object.assign(run.progress, { firstByteMs: 420, firstTextMs: 450 });
  run.end({ usage: { outputTokens: 170 }, timing: { totalMs: 4_800 } });
  return run;
}

function pausing(): ProjectedRun {
  const run = paced();
  run.state = { type: "streaming", attempt: 1 };
  return run;
}
