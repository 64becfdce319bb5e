import type { ShownFailure, ShownVerdict, ToPanel } from "../../src/views/outputProtocol.js";

const verdict: ShownVerdict = {
  verdict: "failed",
  label: "Failed",
  detail: "why",
  severity: "error",
  icon: "error",
};
const failure: ShownFailure = {
  title: "It broke",
  detail: "The service said so.",
  nextStep: "Mend it.",
  facts: [{ name: "Request id", value: "r", copyable: true }],
  hasRawAnswer: true,
};
const tab = {
  runId: "a",
  modelId: "amazon.nova-pro-v1:0",
  label: "nova-pro",
  startedAt: 1_000,
  state: "streaming",
} as const;
const progress = { chunks: 3, bytes: 300, chunksPerSecond: 2, firstTextMs: 12 };
const open = {
  type: "open",
  index: 0,
  kind: "text",
  attempt: 1,
  text: "**Hello**\n\n```js\n",
} as const;
const now = { sequence: 1, hostNow: 2_000 };
const shown = {
  runId: "a",
  modelId: tab.modelId,
  region: "us-east-1",
  startedAt: 1_000,
  progress,
  attempts: [{ attempt: 1, atMs: 40, waitMs: 300, failure }],
} as const;
const row = { index: 0, atMs: 1, bytes: 120, attempt: 1, preview: "{}", gist: "Hello" } as const;

/** Good messages of each kind and state, as a host would send them. */
export const messagesToPanel: readonly ToPanel[] = [
  { type: "snapshot", ...now, format: "markdown", runs: [] },
  {
    type: "snapshot",
    ...now,
    format: "markdown",
    runs: [tab, { ...tab, runId: "b", state: "ended", verdict }],
    shown: { ...shown, status: { type: "streaming", attempt: 1 }, pieces: [open] },
  },
  {
    type: "snapshot",
    ...now,
    format: "plain",
    runs: [tab],
    shown: { ...shown, status: { type: "loading" }, pieces: [{ ...open, kind: "image" }] },
  },
  {
    type: "delta",
    ...now,
    shown: {
      runId: "a",
      status: { type: "waiting", attempt: 1, untilMs: 3_000, failure },
      pieces: [
        { type: "append", index: 0, text: "let a;\n```\n" },
        { ...open, index: 1, kind: "reasoning", title: "Thinking" },
        { ...open, index: 2, kind: "toolCall", text: '{"a": 1' },
      ],
    },
  },
  {
    type: "delta",
    ...now,
    runs: [tab],
    shown: {
      runId: "a",
      progress,
      status: {
        ...{ type: "ended", verdict, failure, attempts: 2, totalMs: 1_234, spoken: "Failed." },
        facts: [{ name: "Tokens", value: "12", note: "estimate" }],
        actions: [{ actionId: "again", label: "Run Again" }],
      },
      pieces: [],
    },
  },
  { type: "answer", requestId: 1, outcome: { type: "error", message: "no" } },
  { type: "answer", requestId: 1, outcome: { type: "ok", text: "raw" } },
  {
    type: "answer",
    requestId: 1,
    outcome: {
      type: "ok",
      reply: {
        ...{ type: "events", from: 0, matching: 2, scanned: 2, total: 2 },
        rows: [
          { ...row, type: "chunk", kind: "chunk" },
          { ...row, index: 1, type: "new", kind: "unknown", gapMs: 3 },
        ],
        types: [{ type: "chunk", count: 1 }],
      },
    },
  },
  {
    type: "answer",
    requestId: 1,
    outcome: {
      type: "ok",
      reply: {
        ...{ type: "event", index: 0, payload: "{}", language: "json", isCut: false },
        headers: [{ name: ":event-type", value: "chunk" }],
      },
    },
  },
  {
    type: "answer",
    requestId: 1,
    outcome: {
      type: "ok",
      reply: {
        ...{ type: "timeline", stepMs: 5, bytes: [1, 2], output: [1, 2], unit: "tokens" },
        ...{ events: 2, firstByteMs: 1, totalMs: 10, isLive: false, medianGapMs: 2 },
        stalls: [{ fromMs: 1, toMs: 2 }],
        gaps: [{ upToMs: 1, count: 2 }, { count: 1 }],
      },
    },
  },
  {
    type: "answer",
    requestId: 1,
    outcome: {
      type: "ok",
      reply: {
        ...{ type: "sentRequest", line: "POST https://…", body: "{}", bodyBytes: 2, isCut: false },
        facts: [{ name: "Region", value: "us-east-1" }],
        headers: [{ name: "accept", value: "application/json" }],
      },
    },
  },
];
