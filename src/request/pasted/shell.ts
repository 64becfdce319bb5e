import * as l10n from "../../l10n.js";
import { ShellText, type Word } from "./shellText.js";
import { unreadablePaste } from "./unreadable.js";

export type { Word } from "./shellText.js";

/** A simple command. */
export interface Command {
  readonly words: readonly Word[];
  /** What a here-document or here-string gives it. */
  readonly input?: Word;
  /** Whether the command before writes into it. */
  readonly isPiped: boolean;
}

/**
 * Reads the commands of a shell script without running any: POSIX quotes, `$'…'`, here-documents,
 * variables that the script itself sets or gives a default, `$(cat <<EOF …)`; continued lines of
 * `cmd.exe` too.
 *
 * @throws {Failure} `invalidRequest` for a quote without an end
 */
export function commandsOf(source: string): readonly Command[] {
  return new ShellReader(source).commands();
}

class ShellReader {
  private at = 0;
  private readonly variables = new Map<string, Word>();
  private readonly found: Command[] = [];
  private words: Word[] = [];
  private input: Word | undefined;
  private isPiped = false;
  private documentsEnd: number | undefined;

  constructor(private readonly source: string) {}

  commands(): readonly Command[] {
    while (this.at < this.source.length) this.step();
    this.endCommand(false);
    return this.found;
  }

  private step(): void {
    if (this.skip(/(?:[ \t\r]|\\\r?\n|\^\r?\n)+/y) || this.skip(/#[^\n]*/y)) return;
    if (this.skip(/\n/y)) {
      this.endCommand(false);
      this.skipDocuments();
      return;
    }
    const here = this.match(/<<<|<<-?/y);
    if (here !== undefined) {
      this.skip(/[ \t]+/y);
      if (here === "<<<") {
        const word = this.word();
        this.input = { ...word, text: `${word.text}\n` };
      } else {
        const isQuoted = /['"\\]/.test(this.source.charAt(this.at));
        // Its lines come after this one, on which the command goes on.
        this.input = this.document(this.word().text, isQuoted);
      }
      return;
    }
    if (this.skip(/\d?[<>]&?[ \t]*[^\s;|&]*/y)) return;
    const operator = this.match(/\|\|?|&&?|;;?|[()]/y);
    if (operator !== undefined) this.endCommand(operator === "|");
    else this.takeWord();
  }

  private takeWord(): void {
    const assignment = this.words.length === 0 ? this.match(/[A-Za-z_]\w*=/y) : undefined;
    if (assignment === undefined) {
      this.words.push(this.word());
      return;
    }
    const value = /[\s;|&]/.test(this.source.charAt(this.at)) ? { text: "" } : this.word();
    this.variables.set(assignment.slice(0, -1), value);
  }

  private endCommand(pipes: boolean): void {
    if (this.words.length > 0) {
      const { words, isPiped, input } = this;
      this.found.push({ words, isPiped, ...(input && { input }) });
      this.isPiped = pipes;
    } else if (!pipes && this.input === undefined) {
      // A pipe may end its line.
      return;
    }
    this.words = [];
    this.input = undefined;
  }

  private document(delimiter: string, isQuoted: boolean): Word {
    const lineEnd = this.source.indexOf("\n", this.at);
    const start = (this.documentsEnd ?? (lineEnd < 0 ? this.source.length : lineEnd)) + 1;
    const rest = this.source.slice(start);
    const end = new RegExp(`^\\t*${escapeRegExp(delimiter)}[ \\t]*\\r?$`, "m").exec(rest);
    if (!end) {
      throw unreadablePaste(
        l10n.t("A here-document begins here that has no end."),
        this.source,
        this.at,
      );
    }
    this.documentsEnd = start + end.index + end[0].length;
    const text = rest.slice(0, end.index);
    return isQuoted ? { text } : new ShellText(text, this.variables).expanded();
  }

  /** Goes on after the here-documents that began on the line before. */
  private skipDocuments(): void {
    if (this.documentsEnd === undefined) return;
    this.at = Math.max(this.at, this.documentsEnd);
    this.documentsEnd = undefined;
  }

  private word(): Word {
    const text = new ShellText(this.source, this.variables, this.at);
    const word = text.word();
    this.at = text.end;
    return word;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private skip(pattern: RegExp): boolean {
    return this.match(pattern) !== undefined;
  }
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
