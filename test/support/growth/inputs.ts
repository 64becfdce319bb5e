import { seededRandom } from "../seededRandom.js";
import type { Reader } from "./reader.js";

/** A way to make a text of any length. */
export interface Growth {
  /** Tells enough to make it again by hand. */
  readonly name: string;
  readonly text: (length: number) => string;
}

/** How many inputs each function gets at each length. */
export const growthsPerReader = 120;

/** What careless loops and patterns stumble over, whatever they look for. */
const anyPieces = [
  ...[
    " ",
    "\n",
    "\t",
    "\r\n",
    "a",
    "A",
    "0",
    "_",
    "-",
    ".",
    ",",
    ":",
    ";",
    "/",
    "\\",
    "|",
    "=",
    "@",
  ],
  ...["(", ")", "[", "]", "{", "}", "<", ">", '"', "'", "`", "*", "#", "$", "%", "&", "?", "!"],
  ...["\u0000", "\u{1f600}", "\ud800", "\u00a0", "a.", "a[0].", "a b ", "a\n", '\\"', "//", "/*"],
] as const;

/**
 * The inputs of a function, the same in every run: one piece many times; two by turns; many behind or
 * before something; pairs around each other; one half of this and one of that; a text it understands
 * with a piece inside many times; and all pieces in any order.
 */
export function growthsOf({ name, pieces, whole = [] }: Reader): readonly Growth[] {
  const random = seededRandom(hash(name));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  // Its own pieces are the ones it looks for.
  const piece = () => (random() < 0.7 ? pick(pieces) : pick(anyPieces));
  const several = () => Array.from({ length: 2 + Math.floor(random() * 3) }, piece).join("");
  const repeated = [...pieces, ...anyPieces]
    .filter(() => random() < 45 / (pieces.length + anyPieces.length))
    .map((one) => repeatedPiece(one));
  const shapes: readonly (() => Growth)[] = [
    () => repeatedPiece(several()),
    () => around(piece(), several(), ""),
    () => around("", several(), piece()),
    () => around(several(), piece(), several()),
    () => nested(piece(), piece(), piece()),
    () => halves(piece(), piece()),
    () => thirds(piece(), piece(), piece()),
    () => anyOrder(Array.from({ length: 6 }, piece), Math.floor(random() * 2 ** 31)),
    ...(whole.length === 0
      ? []
      : [
          () => pumped(pick(whole), random(), piece()),
          () => pumped(pick(whole), random(), several()),
          () => repeatedPiece(pick(whole)),
          () => around("", pick(whole) + piece(), piece()),
        ]),
  ];
  const made = [...repeated];
  for (let index = 0; made.length < growthsPerReader; index++) {
    const shape = shapes[index % shapes.length];
    if (shape) made.push(shape());
  }
  return made;
}

function repeatedPiece(piece: string): Growth {
  return { name: `${told(piece)} again and again`, text: (length) => filled(piece, length) };
}

function around(before: string, piece: string, after: string): Growth {
  return {
    name: `${told(before)}, ${told(piece)} again and again, ${told(after)}`,
    text: (length) => before + filled(piece, length - before.length - after.length) + after,
  };
}

function nested(open: string, middle: string, close: string): Growth {
  return {
    name: `${told(open)} around ${told(middle)} before ${told(close)}`,
    text: (length) => {
      const depth = Math.max(
        1,
        Math.floor((length - middle.length) / (open.length + close.length)),
      );
      return open.repeat(depth) + middle + close.repeat(depth);
    },
  };
}

function halves(first: string, second: string): Growth {
  return {
    name: `half ${told(first)}, half ${told(second)}`,
    text: (length) => filled(first, length / 2) + filled(second, length / 2),
  };
}

function thirds(first: string, second: string, third: string): Growth {
  return {
    name: `thirds of ${told(first)}, ${told(second)} and ${told(third)}`,
    text: (length) => [first, second, third].map((one) => filled(one, length / 3)).join(""),
  };
}

function pumped(whole: string, where: number, piece: string): Growth {
  const at = Math.floor(where * whole.length);
  return {
    name: `${told(piece)} again and again at ${at} of ${told(whole)}`,
    text: (length) => whole.slice(0, at) + filled(piece, length - whole.length) + whole.slice(at),
  };
}

function anyOrder(pieces: readonly string[], seed: number): Growth {
  return {
    name: `${pieces.map(told).join(" ")} in the order of seed ${seed}`,
    text: (length) => {
      const random = seededRandom(seed);
      const parts: string[] = [];
      for (let made = 0; made < length;) {
        const part = pieces[Math.floor(random() * pieces.length)] ?? " ";
        parts.push(part);
        made += part.length;
      }
      return parts.join("");
    },
  };
}

function filled(piece: string, length: number): string {
  return piece === "" ? "" : piece.repeat(Math.max(0, Math.floor(length / piece.length)));
}

function told(text: string): string {
  return text.length > 40 ? `${JSON.stringify(text.slice(0, 40))}…` : JSON.stringify(text);
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0), 7);
}
