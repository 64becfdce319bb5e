import * as l10n from "../../src/l10n.js";
import type { PanelCommand } from "../../src/views/outputProtocol.js";
import { textButton } from "./buttons.js";
import { element } from "./dom.js";

/** What stands here before the first run, in the manner of VS Code's own empty views. */
export function welcome(run: (command: PanelCommand) => void): HTMLElement {
  const button = (label: string, command: PanelCommand, isPrimary = false) =>
    textButton({ label, isPrimary, action: command }, () => run(command));
  return element(
    "section",
    { class: "welcome", part: "welcome" },
    element("h1", { class: "visually-hidden" }, "Bedrock Stream"),
    element(
      "p",
      {},
      l10n.t("Send a prompt to a model on Amazon Bedrock and read the answer as it arrives."),
    ),
    button(l10n.t("Stream Prompt"), "streamPrompt", true),
    element("p", {}, l10n.t("Or write the request that your code sends, body and all.")),
    button(l10n.t("New Request File"), "newRequest"),
    element(
      "p",
      {},
      l10n.t(
        "No AWS account at hand? The sandbox answers on this machine, without network or cost.",
      ),
    ),
    button(l10n.t("Try the Sandbox"), "trySandbox"),
    element("p", {}, l10n.t("New here? Four steps lead through what there is.")),
    button(l10n.t("Get Started"), "openWalkthrough"),
  );
}
