import type { PanelCommand } from "./outputProtocol.js";

/** What the panel's requests do; whatever they return is awaited. */
export interface SessionActions {
  stop(runId: string): unknown;
  copy(runId: string): unknown;
  runAgain(runId: string): unknown;
  tryNow(runId: string): unknown;
  act(runId: string, actionId: string): unknown;
  command(command: PanelCommand): unknown;
  copyText(text: string): unknown;
  insertText(text: string): unknown;
  saveEvents(runId: string): unknown;
  saveRawBytes(runId: string): unknown;
  openLink(url: string): unknown;
}
