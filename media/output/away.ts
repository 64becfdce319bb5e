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
    element("p", {}, "The output is shown in an editor."),
    button("Show Editor", "openOutputAsTab", true),
    element("p", {}, "It can come back here at any time; a stream goes on meanwhile."),
    button("Move Back Here", "moveOutputBack"),
  );
}
