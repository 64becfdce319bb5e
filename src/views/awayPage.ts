import { asFailure } from "../failure.js";
import * as l10n from "../l10n.js";
import type { Outcome, PanelCommand, ToPanel } from "./outputProtocol.js";
import { parseFromPanel, requestIdOf } from "./parseFromPanel.js";

/**
 * Speaks with the page that the runs have moved away from: it says where they are, and what its
 * buttons ask for is done. Everything else it may still ask is refused.
 */
export class AwayPage {
  constructor(
    private readonly command: (command: PanelCommand) => unknown,
    private readonly post: (message: ToPanel) => void,
  ) {}

  /** A message from the page, unchecked. */
  receive(value: unknown): void {
    const message = parseFromPanel(value);
    if (message?.type === "ready") this.post({ type: "away" });
    if (message?.type === "request" && message.request.type === "command") {
      void this.answer(message.requestId, message.request.command);
      return;
    }
    const requestId = requestIdOf(value);
    if (requestId === undefined) return;
    const refusal = l10n.t("The runs are shown in the editor now.");
    this.post({ type: "answer", requestId, outcome: { type: "error", message: refusal } });
  }

  private async answer(requestId: number, command: PanelCommand): Promise<void> {
    let outcome: Outcome = { type: "ok" };
    try {
      await this.command(command);
    } catch (error) {
      outcome = { type: "error", message: asFailure(error).message };
    }
    this.post({ type: "answer", requestId, outcome });
  }
}
