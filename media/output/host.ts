import type {
  FromPanel,
  Outcome,
  PanelRequest,
  Reading,
  ToPanel,
} from "../../src/views/outputProtocol.js";
import { isReading } from "../../src/views/reading.js";
import { parseToPanel } from "./parseToPanel.js";

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: Reading): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The panel's only way out. */
export class Host {
  private readonly api = acquireVsCodeApi();
  private readonly waiting = new Map<number, (outcome: Outcome) => void>();
  /** The page before this one may still get answers, which must not be taken for its own. */
  private lastRequestId = Date.now();

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

  /** Where the reader was when this webview was last shown. All else outlives it in the host. */
  get reading(): Reading | undefined {
    const state = this.api.getState();
    return isReading(state) ? state : undefined;
  }

  /** Kept by VS Code for this webview, and by the host for another that may come after it. */
  saveReading(reading: Reading): void {
    this.api.setState(reading);
    this.api.postMessage({ type: "reading", reading });
  }
}
