import * as l10n from "../../src/l10n.js";
import type { PanelCommand } from "../../src/views/outputProtocol.js";
import { textButton } from "./buttons.js";
import { element } from "./dom.js";

/** What stands here while the runs are shown in an editor's tab. */
export function away(run: (command: PanelCommand) => void): HTMLElement {
  const button = (label: string, command: PanelCommand, isPrimary = false) =>
    textButton({ label, isPrimary, action: command }, () => run(command));
  return element(
    "section",
    { class: "welcome", part: "away" },
    element("h1", { class: "visually-hidden" }, "Bedrock Stream"),
    element("p", {}, l10n.t("The output is shown in an editor.")),
    button(l10n.t("Show Editor"), "openOutputAsTab", true),
    element("p", {}, l10n.t("It can come back here at any time; a stream goes on meanwhile.")),
    button(l10n.t("Move Back Here"), "moveOutputBack"),
  );
}
