import { Failure, isFailure } from "./failure.js";

/** More than a notification shows; finding links in a text takes VS Code the square of its length. */
const maxShownChars = 1_000;

/** `$(name)` or `$(name~modifier)`; between the two characters a space goes. */
const iconStart = /\$(?=\([\w~-]+\))/g;

/**
 * Words of others, fit for notifications, questions, lists and the status bar. In these VS Code makes
 * a link of `[label](command:id?arguments)`, and one click runs that command, in a workspace that is
 * not trusted, too; and an icon of `$(check)`. No file, service or gateway may write either.
 */
export function escapeMarkup(text: string): string {
  const shown = text.length > maxShownChars ? `${text.slice(0, maxShownChars)}…` : text;
  return shown.replaceAll("](", "] (").replace(iconStart, "$& ");
}

/**
 * Words of others as Markdown that shows them. All punctuation, because a bare address would become a
 * link, too; `MarkdownString.appendText` would make every space one that does not wrap.
 */
export function escapeMarkdown(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, "\\$&").replace(/\s+/g, " ");
}

/** What a command throws: VS Code shows its message to who called it from a menu. */
export function escapeMarkupIn(error: unknown): unknown {
  if (!isFailure(error) || escapeMarkup(error.message) === error.message) return error;
  const { kind, message, evidence, cause } = error;
  return new Failure(kind, escapeMarkup(message), evidence, { cause });
}

/** What an item of a quick pick says. */
interface ItemWords {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

/** Items of a quick pick whose words may be those of others. Their own icons are no words. */
export function escapeItems<Item extends ItemWords>(items: readonly Item[]): Item[] {
  return items.map((item) => {
    const { label, description, detail } = item;
    return {
      ...item,
      label: escapeMarkup(label),
      ...(description !== undefined && { description: escapeMarkup(description) }),
      ...(detail !== undefined && { detail: escapeMarkup(detail) }),
    };
  });
}
