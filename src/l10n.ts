/*
 * The language of the window, for code that runs without VS Code. Files that import vscode call
 * vscode.l10n themselves; both look into the one bundle in l10n/. Every message is written where it
 * is used, as a literal with {0} for its parts; a test reads the literals. Messages are made at use:
 * what is made while a module loads stays English.
 */

export type L10nArgument = string | number | boolean;

export interface Language {
  /** As Intl takes it, for example `de`. */
  readonly id: string;
  readonly translate: (message: string, ...args: L10nArgument[]) => string;
}

declare global {
  // Parts that load late are bundles with a copy of this module each: what they share is global.
  var bedrockStreamLanguage: Language | undefined;
}

/** Speaks this language from now on; undefined speaks English. */
export function speak(language: Language | undefined): void {
  globalThis.bedrockStreamLanguage = language;
}

/** The message in the language of the window, its parts put in. */
export function t(message: string, ...args: L10nArgument[]): string {
  const language = globalThis.bedrockStreamLanguage;
  return language ? language.translate(message, ...args) : withParts(message, args);
}

/** A message without parts that stands in a data file; `t` is for those in the code. */
export function data(message: string): string {
  return t(message);
}

/** Whether messages are read as they are written. */
export function isEnglish(): boolean {
  const language = globalThis.bedrockStreamLanguage;
  return language === undefined || /^en\b/.test(language.id);
}

/** The language of numbers and dates. */
export function language(): string {
  return globalThis.bedrockStreamLanguage?.id ?? "en";
}

const formats = new Map<string, Intl.NumberFormat>();

/** A number as people of this language write it, with exactly so many decimals, if a number is given. */
export function decimal(value: number, decimals?: number): string {
  const key = `${language()} ${decimals}`;
  let format = formats.get(key);
  if (!format) {
    const digits =
      decimals === undefined
        ? {}
        : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    formats.set(key, (format = new Intl.NumberFormat(language(), digits)));
  }
  return format.format(value);
}

/** "a", "a and b", "a, b, and c", as people of this language say it. */
export function both(parts: readonly string[]): string {
  return new Intl.ListFormat(language(), { type: "conjunction" }).format(parts);
}

/** "a", "a or b", "a, b, or c". */
export function either(parts: readonly string[]): string {
  return new Intl.ListFormat(language(), { type: "disjunction" }).format(parts);
}

/** Puts parts in the places {0}, {1} and so on; other braces stay. */
export function withParts(message: string, parts: readonly L10nArgument[]): string {
  return message.replace(/\{(\d+)\}/g, (place, index: string) => {
    const part = parts[Number(index)];
    return part === undefined ? place : String(part);
  });
}
