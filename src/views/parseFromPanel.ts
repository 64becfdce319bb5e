import { isBoolean, isNumber, isString, oneOf, optional, shape, taggedBy } from "./guard.js";
import type { Guards, Tagged } from "./guard.js";
import type { FromPanel, PanelRequest } from "./outputProtocol.js";
import type { EventFilter } from "./pagesProtocol.js";
import { isReading } from "./reading.js";

const runMessage = shape<Tagged<PanelRequest, "stop">>({
  type: oneOf("stop", "copy", "runAgain", "tryNow", "select", "saveEvents", "saveRawBytes"),
  runId: isString,
});

const eventMessage = shape<Tagged<PanelRequest, "event">>({
  type: oneOf("event", "copyEvent"),
  runId: isString,
  index: isNumber,
});

const pageMessage = shape<Tagged<PanelRequest, "timeline">>({
  type: oneOf("timeline", "answerHeads"),
  runId: isString,
});

/** Keyed by tag, so that a request without a check does not compile. */
const requests: Guards<PanelRequest> = {
  stop: runMessage,
  copy: runMessage,
  runAgain: runMessage,
  tryNow: runMessage,
  select: runMessage,
  saveEvents: runMessage,
  saveRawBytes: runMessage,
  rawAnswer: shape<Tagged<PanelRequest, "rawAnswer">>({
    type: oneOf("rawAnswer"),
    runId: isString,
    attempt: optional(isNumber),
  }),
  act: shape<Tagged<PanelRequest, "act">>({
    type: oneOf("act"),
    runId: isString,
    actionId: isString,
  }),
  command: shape<Tagged<PanelRequest, "command">>({
    type: oneOf("command"),
    command: oneOf(
      "streamPrompt",
      "newRequest",
      "trySandbox",
      "openWalkthrough",
      "openOutputAsTab",
      "moveOutputBack",
    ),
  }),
  setFormat: shape<Tagged<PanelRequest, "setFormat">>({
    type: oneOf("setFormat"),
    format: oneOf("markdown", "plain"),
  }),
  copyText: shape<Tagged<PanelRequest, "copyText">>({ type: oneOf("copyText"), text: isString }),
  insertText: shape<Tagged<PanelRequest, "insertText">>({
    type: oneOf("insertText"),
    text: isString,
  }),
  openLink: shape<Tagged<PanelRequest, "openLink">>({ type: oneOf("openLink"), url: isString }),
  events: shape<Tagged<PanelRequest, "events">>({
    type: oneOf("events"),
    runId: isString,
    from: isNumber,
    count: isNumber,
    filter: shape<EventFilter>({ eventType: optional(isString), text: optional(isString) }),
  }),
  event: eventMessage,
  copyEvent: eventMessage,
  timeline: pageMessage,
  answerHeads: pageMessage,
  sentRequest: shape<Tagged<PanelRequest, "sentRequest">>({
    type: oneOf("sentRequest"),
    runId: isString,
    isPretty: isBoolean,
  }),
};

const isPanelRequest = taggedBy(requests);

const messages: Guards<FromPanel> = {
  ready: shape<Tagged<FromPanel, "ready">>({ type: oneOf("ready") }),
  painted: shape<Tagged<FromPanel, "painted">>({ type: oneOf("painted"), sequence: isNumber }),
  reading: shape<Tagged<FromPanel, "reading">>({ type: oneOf("reading"), reading: isReading }),
  request: shape<Tagged<FromPanel, "request">>({
    type: oneOf("request"),
    requestId: isNumber,
    request: isPanelRequest,
  }),
};

const isFromPanel = taggedBy(messages);

/** What the panel said, or undefined when it is none of its messages. */
export function parseFromPanel(value: unknown): FromPanel | undefined {
  return isFromPanel(value) ? value : undefined;
}

/** The number of a request whose content makes no sense: it still gets its answer. */
export function requestIdOf(value: unknown): number | undefined {
  const isNumbered = shape<{ readonly type: "request"; readonly requestId: number }>({
    type: oneOf("request"),
    requestId: isNumber,
  });
  return isNumbered(value) ? value.requestId : undefined;
}
