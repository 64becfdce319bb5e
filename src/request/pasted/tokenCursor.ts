import type { Failure } from "../../failure.js";
import * as l10n from "../../l10n.js";
import type { Token } from "./tokens.js";
import { unreadablePaste } from "./unreadable.js";

/** A place in tokens that moves forward. */
export class TokenCursor {
  protected at = 0;

  /**
   * @param whole the source that lines are counted in.
   * @param base where in it the tokens' own source begins.
   */
  constructor(
    readonly tokens: readonly Token[],
    protected readonly whole: string,
    protected readonly base: number,
  ) {}

  protected get here(): Token {
    const token = this.tokens[this.at];
    if (!token) throw this.problem(l10n.t("The text ends in the middle of the call."));
    return token;
  }

  protected take(): Token {
    const token = this.here;
    this.at += 1;
    return token;
  }

  protected peek(written: string): boolean {
    const token = this.tokens[this.at];
    return token !== undefined && token.type !== "string" && token.written === written;
  }

  protected expect(written: string): void {
    const token = this.here;
    if (!this.peek(written)) throw this.computed(token);
    this.at += 1;
  }

  /** For what is no literal. */
  protected computed(token: Token, written = token.written): Failure {
    const message = l10n.t(
      "`{0}` is known only when the program runs. Write its value there, and paste again.",
      written,
    );
    return unreadablePaste(message, this.whole, this.base + token.offset);
  }

  protected problem(message: string): Failure {
    const last = this.tokens[Math.min(this.at, this.tokens.length - 1)];
    return unreadablePaste(message, this.whole, this.base + (last?.offset ?? 0));
  }
}
