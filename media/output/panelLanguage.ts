import { speak, withParts } from "../../src/l10n.js";
import type { PanelLanguage } from "../../src/views/outputHtml.js";
import { isMessages, isString, shape } from "../../src/views/guard.js";

const isLanguage = shape<PanelLanguage>({ id: isString, messages: isMessages });

/** Speaks the language that the host wrote into the page; what it does not know stays English. */
export function speakAsHost(): void {
  const written = document.getElementById("language")?.textContent ?? "";
  const language: unknown = written === "" ? undefined : JSON.parse(written);
  if (!isLanguage(language)) return;
  const messages = new Map(Object.entries(language.messages));
  speak({
    id: language.id,
    translate: (message, ...parts) => withParts(messages.get(message) ?? message, parts),
  });
}
