import { isBoolean, isNumber, isString } from "../../src/views/guard.js";
import { listOf, oneOf, optional, shape, taggedBy } from "../../src/views/guard.js";
import type { Guard, Tagged } from "../../src/views/guard.js";
import type {
  Outcome,
  Piece,
  RunTab,
  ShownAction,
  ShownAttempt,
  ShownChange,
  ShownFailure,
  ShownProgress,
  ShownRun,
  ShownStatus,
  ShownVerdict,
  ToPanel,
} from "../../src/views/outputProtocol.js";
import { isReading } from "../../src/views/reading.js";
import { isFact, isPageReply } from "./parsePageReply.js";

const severity = oneOf("ok", "info", "warning", "error");
const format = oneOf("markdown", "plain");

const action = shape<ShownAction>({ actionId: isString, label: isString });

const verdict = shape<ShownVerdict>({
  verdict: oneOf(
    "complete",
    "maxTokens",
    "stopSequence",
    "toolUse",
    "contentFiltered",
    "guardrailIntervened",
    "refused",
    "stopped",
    "connectionLost",
    "stalled",
    "failed",
    "unrecognized",
  ),
  label: isString,
  detail: optional(isString),
  nextStep: optional(isString),
  severity,
  icon: isString,
});

const failure = shape<ShownFailure>({
  title: isString,
  detail: isString,
  nextStep: isString,
  facts: listOf(isFact),
  hasRawAnswer: isBoolean,
});

const status = taggedBy<ShownStatus>({
  loading: shape<Tagged<ShownStatus, "loading">>({ type: oneOf("loading") }),
  connecting: shape<Tagged<ShownStatus, "connecting">>({
    type: oneOf("connecting"),
    attempt: isNumber,
    silentMs: optional(isNumber),
  }),
  streaming: shape<Tagged<ShownStatus, "streaming">>({
    type: oneOf("streaming"),
    attempt: isNumber,
    silentMs: optional(isNumber),
  }),
  waiting: shape<Tagged<ShownStatus, "waiting">>({
    type: oneOf("waiting"),
    attempt: isNumber,
    untilMs: isNumber,
    failure,
  }),
  ended: shape<Tagged<ShownStatus, "ended">>({
    type: oneOf("ended"),
    verdict,
    failure: optional(failure),
    attempts: isNumber,
    totalMs: isNumber,
    facts: listOf(isFact),
    actions: listOf(action),
    spoken: isString,
  }),
});

const progress = shape<ShownProgress>({
  chunks: isNumber,
  bytes: isNumber,
  chunksPerSecond: isNumber,
  firstTextMs: optional(isNumber),
});

const attempt = shape<ShownAttempt>({
  attempt: isNumber,
  atMs: isNumber,
  waitMs: isNumber,
  failure,
});

const piece = taggedBy<Piece>({
  open: shape<Tagged<Piece, "open">>({
    type: oneOf("open"),
    index: isNumber,
    kind: oneOf("text", "reasoning", "redactedReasoning", "toolCall", "image", "citation", "json"),
    attempt: isNumber,
    title: optional(isString),
    text: isString,
  }),
  append: shape<Tagged<Piece, "append">>({
    type: oneOf("append"),
    index: isNumber,
    text: isString,
  }),
});

const tab = shape<RunTab>({
  runId: isString,
  modelId: isString,
  label: isString,
  startedAt: isNumber,
  state: oneOf("connecting", "waiting", "streaming", "ended"),
  verdict: optional(
    shape<NonNullable<RunTab["verdict"]>>({ label: isString, severity, icon: isString }),
  ),
});

const shownRun = shape<ShownRun>({
  runId: isString,
  modelId: isString,
  region: isString,
  startedAt: isNumber,
  isReplay: optional(isBoolean),
  status,
  progress,
  attempts: listOf(attempt),
  pieces: listOf(piece),
});

const shownChange = shape<ShownChange>({
  runId: isString,
  status: optional(status),
  progress: optional(progress),
  attempts: optional(listOf(attempt)),
  pieces: listOf(piece),
});

const outcome = taggedBy<Outcome>({
  ok: shape<Tagged<Outcome, "ok">>({
    type: oneOf("ok"),
    text: optional(isString),
    reply: optional(isPageReply),
  }),
  error: shape<Tagged<Outcome, "error">>({ type: oneOf("error"), message: isString }),
});

const isToPanel: Guard<ToPanel> = taggedBy<ToPanel>({
  snapshot: shape<Tagged<ToPanel, "snapshot">>({
    type: oneOf("snapshot"),
    sequence: isNumber,
    hostNow: isNumber,
    format,
    runs: listOf(tab),
    shown: optional(shownRun),
    reading: optional(isReading),
  }),
  away: shape<Tagged<ToPanel, "away">>({ type: oneOf("away") }),
  delta: shape<Tagged<ToPanel, "delta">>({
    type: oneOf("delta"),
    sequence: isNumber,
    hostNow: isNumber,
    runs: optional(listOf(tab)),
    shown: optional(shownChange),
  }),
  answer: shape<Tagged<ToPanel, "answer">>({
    type: oneOf("answer"),
    requestId: isNumber,
    outcome,
  }),
});

/** What the host said, or undefined when it is none of its messages. */
export function parseToPanel(value: unknown): ToPanel | undefined {
  const message = withoutBadTabs(value);
  return isToPanel(message) ? message : undefined;
}

/** A tab that makes no sense costs itself, not all that the panel shows. */
function withoutBadTabs(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("runs" in value)) return value;
  const { runs } = value;
  return Array.isArray(runs) ? { ...value, runs: runs.filter((run) => tab(run)) } : value;
}
