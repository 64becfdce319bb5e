import { isBoolean, isNumber, isString } from "../../src/views/guard.js";
import { listOf, oneOf, optional, shape, taggedBy } from "../../src/views/guard.js";
import type { Tagged } from "../../src/views/guard.js";
import type { Fact } from "../../src/views/outputProtocol.js";
import type {
  AnswerHeads,
  EventPage,
  EventRow,
  PageReply,
  Timeline,
} from "../../src/views/pagesProtocol.js";

export const isFact = shape<Fact>({
  name: isString,
  value: isString,
  copyable: optional(isBoolean),
  note: optional(isString),
});

const row = shape<EventRow>({
  index: isNumber,
  atMs: isNumber,
  gapMs: optional(isNumber),
  bytes: isNumber,
  type: isString,
  kind: oneOf("chunk", "exception", "unknown"),
  attempt: isNumber,
  gist: optional(isString),
  preview: isString,
});

type Reply<Type> = Tagged<PageReply, Type>;

/** What the host answers to the pages beside the answer. */
export const isPageReply = taggedBy<PageReply>({
  events: shape<Reply<"events">>({
    type: oneOf("events"),
    from: isNumber,
    rows: listOf(row),
    matching: isNumber,
    scanned: isNumber,
    total: isNumber,
    types: listOf(shape<EventPage["types"][number]>({ type: isString, count: isNumber })),
  }),
  event: shape<Reply<"event">>({
    type: oneOf("event"),
    index: isNumber,
    headers: listOf(isFact),
    payload: isString,
    language: oneOf("json", "text", "hex"),
    isCut: isBoolean,
  }),
  timeline: shape<Reply<"timeline">>({
    type: oneOf("timeline"),
    stepMs: isNumber,
    bytes: listOf(isNumber),
    output: listOf(isNumber),
    unit: oneOf("tokens", "characters"),
    events: isNumber,
    firstByteMs: optional(isNumber),
    firstTextMs: optional(isNumber),
    totalMs: isNumber,
    isLive: isBoolean,
    stalls: listOf(shape<Timeline["stalls"][number]>({ fromMs: isNumber, toMs: isNumber })),
    gaps: listOf(shape<Timeline["gaps"][number]>({ upToMs: optional(isNumber), count: isNumber })),
    medianGapMs: optional(isNumber),
    silentMs: optional(isNumber),
  }),
  answerHeads: shape<Reply<"answerHeads">>({
    type: oneOf("answerHeads"),
    heads: listOf(
      shape<AnswerHeads["heads"][number]>({
        attempt: isNumber,
        status: isString,
        headers: listOf(isFact),
      }),
    ),
    isLive: isBoolean,
  }),
  sentRequest: shape<Reply<"sentRequest">>({
    type: oneOf("sentRequest"),
    line: isString,
    facts: listOf(isFact),
    headers: listOf(isFact),
    body: isString,
    bodyBytes: isNumber,
    isCut: isBoolean,
  }),
});
