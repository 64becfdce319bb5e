import * as l10n from "../../l10n.js";
import { jsonNumber, literalWords, textOfLiteral, type Literal } from "./literal.js";
import { maxPastedLength, tooLongPaste } from "./pastedLength.js";
import { valueOfCall } from "./calls.js";
import { assignmentsOf, maxWords, type Assignments } from "./assignments.js";
import { TokenCursor } from "./tokenCursor.js";
import { tokensOf, type Dialect, type Token } from "./tokens.js";

/** Arguments of a call, read but not yet given a meaning. */
export interface Arguments {
  readonly positional: readonly Literal[];
  readonly named: ReadonlyMap<string, Literal>;
}

/** What an item that is copied counts, for the memory that it takes. */
const charactersOfItem = 10;

/** How many names may stand for one another: more is a circle. */
const deepest = 24;

/**
 * Reads values out of source code without running it: literals, names that were assigned a literal
 * before, strings put together, and the calls that only turn a value into JSON text or bytes.
 */
export class Expressions extends TokenCursor {
  private readonly assigned: Assignments;
  private brackets = 0;
  /** How many names stand for the value that is read. */
  private depth = 0;
  /** What names stand for, by the place of the value. */
  private readonly values = new Map<number, Literal>();
  private readonly root: Expressions;
  private readonly level: number;
  /** Characters and items put together so far, of the outermost source. */
  private made = 0;

  constructor(
    source: string,
    private readonly dialect: Dialect,
    private readonly outer?: Expressions,
    base = 0,
  ) {
    super(tokensOf(source, dialect), outer?.whole ?? source, base);
    this.assigned = assignmentsOf(this.tokens, dialect);
    this.root = outer?.root ?? this;
    this.level = (outer?.level ?? 0) + 1;
  }

  /** The value that begins at this token. */
  valueAt(index: number): Literal {
    const { at, brackets } = this;
    this.at = index;
    this.brackets = 0;
    try {
      return this.value();
    } finally {
      this.at = at;
      this.brackets = brackets;
    }
  }

  /** The arguments of the call whose opening parenthesis is this token. */
  argumentsAt(index: number): Arguments {
    const { at } = this;
    this.at = index;
    try {
      return this.arguments();
    } finally {
      this.at = at;
    }
  }

  /** What a name was assigned last before this token, or else anywhere. */
  named(name: string, before = this.tokens.length): Literal | undefined {
    const place = lastBefore(this.assigned.get(name) ?? [], before);
    if (place === undefined) return this.outer?.named(name);
    const known = this.values.get(place);
    if (known) return known;
    if (this.depth >= deepest)
      throw this.problem(l10n.t("Names stand for one another in a circle."));
    this.depth += 1;
    try {
      const value = this.valueAt(place);
      this.values.set(place, value);
      return value;
    } finally {
      this.depth -= 1;
    }
  }

  /** Counts what was put together. */
  private spend(amount: number): void {
    this.root.made += amount;
    if (this.root.made > maxPastedLength) throw tooLongPaste();
  }

  private value(): Literal {
    const first = this.term();
    if (!this.peek("+")) return this.ended(first);
    let text = textOfLiteral(first);
    this.spend(text.length);
    while (this.peek("+")) {
      this.at += 1;
      const more = textOfLiteral(this.term());
      this.spend(more.length);
      text += more;
    }
    return this.ended({ type: "text", text });
  }

  private ended(found: Literal): Literal {
    this.skipType();
    const next = this.tokens[this.at];
    const goesOn = next && (this.brackets > 0 || !next.startsLine);
    const isEnd = !next || /^[,;)\]}:]$/.test(next.written);
    if (goesOn && !isEnd) throw this.computed(next);
    return found;
  }

  /** `as const`, `as Type`, `satisfies Type`. */
  private skipType(): void {
    if (this.dialect !== "javascript") return;
    while (this.peek("as") || this.peek("satisfies")) {
      this.at += 1;
      while (this.at < this.tokens.length && !/^[,;)\]}]$/.test(this.here.written)) {
        if (this.here.startsLine) return;
        this.at += 1;
      }
    }
  }

  private term(): Literal {
    const token = this.here;
    if (token.type === "string") return this.strings();
    this.at += 1;
    if (token.type === "number") return this.number(token, "");
    if (token.type === "name") return this.name(token);
    switch (token.written) {
      case "-":
        return this.number(this.take(), "-");
      case "{":
        return this.object();
      case "[":
        return { type: "array", items: this.items("]") };
      case "(":
        return this.parenthesized();
      default:
        throw this.computed(token);
    }
  }

  private strings(): Literal {
    let text = "";
    for (;;) {
      const token = this.tokens[this.at];
      if (token?.type !== "string") break;
      // Python joins strings that follow one another, on a new line only inside brackets.
      if (text !== "" && (this.dialect !== "python" || (token.startsLine && this.brackets === 0)))
        break;
      for (const part of token.parts) {
        text += typeof part === "string" ? part : this.putIn(part.source, part.offset);
      }
      this.at += 1;
      if (this.dialect !== "python") break;
    }
    return this.methods({ type: "text", text });
  }

  private putIn(source: string, offset: number): string {
    if (this.level >= deepest) throw this.problem(l10n.t("This is nested too deeply to be read."));
    const inner = new Expressions(source, this.dialect, this, this.base + offset);
    const text = textOfLiteral(inner.valueAt(0));
    this.spend(text.length);
    return text;
  }

  private number(token: Token, minus: string): Literal {
    const json = token.type === "number" ? jsonNumber(token.written) : undefined;
    if (json === undefined) throw this.computed(token);
    return { type: "number", json: minus + json };
  }

  private parenthesized(): Literal {
    const items = this.items(")");
    const [only] = items;
    const isTuple = this.tokens[this.at - 2]?.written === "," || items.length !== 1;
    return only && !isTuple ? this.methods(only) : { type: "array", items };
  }

  private items(closing: string): readonly Literal[] {
    const items: Literal[] = [];
    this.brackets += 1;
    while (!this.peek(closing)) {
      if (this.takeSpread()) {
        const spread = this.value();
        if (spread.type !== "array") throw this.problem(l10n.t("Only a list can be spread here."));
        this.spend(charactersOfItem * spread.items.length);
        for (const item of spread.items) items.push(item);
      } else items.push(this.value());
      if (!this.peek(closing)) this.expect(",");
    }
    this.brackets -= 1;
    this.at += 1;
    return items;
  }

  private object(): Literal {
    const entries = new Map<string, Literal>();
    this.brackets += 1;
    while (!this.peek("}")) {
      if (this.takeSpread()) {
        const spread = this.value();
        if (spread.type !== "object")
          throw this.problem(l10n.t("Only an object can be spread here."));
        this.spend(charactersOfItem * spread.entries.size);
        for (const [key, value] of spread.entries) entries.set(key, value);
      } else this.entry(entries);
      if (!this.peek("}")) this.expect(",");
    }
    this.brackets -= 1;
    this.at += 1;
    return { type: "object", entries };
  }

  private entry(entries: Map<string, Literal>): void {
    const token = this.here;
    const isBare = token.type === "name" && this.dialect === "javascript";
    const after = this.tokens[this.at + 1]?.written ?? "";
    if (isBare && /^[,}]$/.test(after)) {
      this.at += 1;
      entries.set(token.written, this.lookUp(token.written, token));
      return;
    }
    const key = isBare ? { type: "text" as const, text: this.take().written } : this.value();
    this.expect(":");
    entries.set(textOfLiteral(key), this.value());
  }

  /** A word, a variable, or a call that only changes the form of its argument. */
  private name(first: Token): Literal {
    const word = literalWords.get(first.written);
    if (word !== undefined) return { type: "word", json: word };
    if (/^(?:new|await)$/.test(first.written)) return this.name(this.take());
    let name = first.written;
    for (let words = 1; this.peek(".") && this.tokens[this.at + 1]?.type === "name"; words++) {
      if (words === maxWords) throw this.computed(first, name);
      const known = this.isEncoder ? undefined : this.known(name);
      if (known) return this.methods(known);
      this.at += 1;
      name += `.${this.take().written}`;
    }
    // TextEncoder() is made first, and then asked to encode.
    if (name === "TextEncoder" && this.peek("(")) {
      this.skipEmptyCall();
      return this.name(this.take());
    }
    if (!this.peek("(")) return this.methods(this.lookUp(name, first));
    const { positional, named } = this.arguments();
    const made = valueOfCall(name, positional, named);
    if (!made) throw this.computed(first);
    if (made.type === "text") this.spend(made.text.length);
    return this.methods(made);
  }

  /** `encoder.encode(text)`: no text of JavaScript has such a method. */
  private get isEncoder(): boolean {
    return this.dialect === "javascript" && this.tokens[this.at + 1]?.written === "encode";
  }

  private skipEmptyCall(): void {
    this.at += 1;
    this.expect(")");
    this.expect(".");
  }

  /** Methods that leave a text what it is. */
  private methods(literal: Literal): Literal {
    let found = literal;
    while (this.peek(".")) {
      this.at += 1;
      const token = this.take();
      if (!this.peek("(")) throw this.computed(token);
      this.arguments();
      if (found.type !== "text" || !/^(?:encode|strip|trim|toString)$/.test(token.written)) {
        throw this.computed(token);
      }
      if (/^(?:strip|trim)$/.test(token.written)) found = { type: "text", text: found.text.trim() };
    }
    return found;
  }

  private arguments(): Arguments {
    const positional: Literal[] = [];
    const named = new Map<string, Literal>();
    this.expect("(");
    this.brackets += 1;
    while (!this.peek(")")) {
      const token = this.here;
      if (this.takeSpread()) {
        const spread = this.value();
        if (spread.type === "object") {
          this.spend(charactersOfItem * spread.entries.size);
          for (const [key, value] of spread.entries) named.set(key, value);
        }
      } else if (token.type === "name" && this.tokens[this.at + 1]?.written === "=") {
        this.at += 2;
        named.set(token.written, this.value());
      } else positional.push(this.value());
      if (!this.peek(")")) this.expect(",");
    }
    this.brackets -= 1;
    this.at += 1;
    return { positional, named };
  }

  private takeSpread(): boolean {
    const isSpread = this.peek("...") || this.peek("**");
    if (isSpread) this.at += 1;
    return isSpread;
  }

  private known(name: string): Literal | undefined {
    return this.named(name, this.at - 1);
  }

  private lookUp(name: string, token: Token): Literal {
    const found = this.named(name, this.at - 1);
    if (!found) throw this.computed(token, name);
    return found;
  }
}

/** The last of the places, which ascend, that stands before a token; or else the first of all. */
function lastBefore(places: readonly number[], before: number): number | undefined {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] ?? 0) < before) low = middle + 1;
    else high = middle;
  }
  return places[low - 1] ?? places[0];
}
