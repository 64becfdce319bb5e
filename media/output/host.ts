import { isBoolean, isNumber, isString, oneOf, optional, shape } from "../../src/views/guard.js";
import { pageIds, type PageId } from "./pages/runPage.js";
import type { ReadingPosition } from "./readingPosition.js";
import type { FromPanel, Outcome, PanelRequest, ToPanel } from "../../src/views/outputProtocol.js";
import { parseToPanel } from "./parseToPanel.js";

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: PanelState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** What outlives the webview: where the reader was. Everything else comes from the host. */
export interface PanelState extends ReadingPosition {
  readonly runId: string;
  readonly page?: PageId | undefined;
}

const isPanelState = shape<PanelState>({
  runId: isString,
  page: optional(oneOf(...pageIds)),
  block: isNumber,
  offset: isNumber,
  isFollowing: isBoolean,
});

/** The panel's only way out. */
export class Host {
  private readonly api = acquireVsCodeApi();
  private readonly waiting = new Map<number, (outcome: Outcome) => void>();
  private lastRequestId = 0;

  /** Calls `listener` with everything but answers to requests, which go to their senders. */
  listen(listener: (message: Exclude<ToPanel, { type: "answer" }>) => void): void {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      const message = parseToPanel(event.data);
      if (!message) {
        console.error("Bedrock Stream: a message that the panel does not know");
        return;
      }
      if (message.type !== "answer") {
        listener(message);
        return;
      }
      this.waiting.get(message.requestId)?.(message.outcome);
      this.waiting.delete(message.requestId);
    });
  }

  ready(): void {
    this.api.postMessage({ type: "ready" });
  }

  painted(sequence: number): void {
    this.api.postMessage({ type: "painted", sequence });
  }

  /** Never rejects: a refusal is an outcome. */
  request(request: PanelRequest): Promise<Outcome> {
    this.lastRequestId += 1;
    const requestId = this.lastRequestId;
    return new Promise((resolve) => {
      this.waiting.set(requestId, resolve);
      this.api.postMessage({ type: "request", requestId, request });
    });
  }

  get state(): PanelState | undefined {
    const state = this.api.getState();
    return isPanelState(state) ? state : undefined;
  }

  set state(state: PanelState | undefined) {
    if (state) this.api.setState(state);
  }
}
