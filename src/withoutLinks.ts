import { Failure, isFailure } from "./failure.js";

/**
 * Words of others, fit for a notification or a question. In both, VS Code makes a link of
 * `[label](command:id?arguments)`, and one click runs that command, in a workspace that is not
 * trusted, too: so no file, service or gateway may write one.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll("](", "] (");
}

/** What a command throws: VS Code shows its message to who called it from a menu. */
export function withoutLinksIn(error: unknown): unknown {
  if (!isFailure(error) || withoutLinks(error.message) === error.message) return error;
  const { kind, message, evidence, cause } = error;
  return new Failure(kind, withoutLinks(message), evidence, { cause });
}
