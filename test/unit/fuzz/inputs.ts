import fc from "fast-check";

const anyText = fc.string({ unit: "binary", maxLength: 60 });

/** One piece after another, some of them many times: what makes careless patterns slow. */
export function textOf(pieces: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const piece = fc.oneof({ weight: 6, arbitrary: pieces }, { weight: 1, arbitrary: anyText });
  const many = fc
    .tuple(piece, fc.integer({ min: 1, max: 12 }))
    .map(([text, power]) =>
      text.repeat(Math.min(2 ** power, Math.ceil(20_000 / (text.length + 1)))),
    );
  const part = fc.oneof({ weight: 20, arbitrary: piece }, { weight: 1, arbitrary: many });
  return fc.array(part, { maxLength: 14 }).map((parts) => parts.join(""));
}

/** A good text with a few places replaced, cut out or doubled. */
export function damaged(
  good: fc.Arbitrary<string>,
  pieces: fc.Arbitrary<string> = anyText,
): fc.Arbitrary<string> {
  const change = fc.tuple(fc.nat(), fc.nat(12), fc.oneof(pieces, anyText, fc.constant("")));
  return fc.tuple(good, fc.array(change, { maxLength: 4 })).map(([text, changes]) =>
    changes.reduce((before, [place, length, piece]) => {
      const at = place % (before.length + 1);
      return before.slice(0, at) + piece + before.slice(at + length);
    }, text),
  );
}

/** JSON text of a value of any shape that uses these keys and texts as well as any others. */
export function jsonOf(keys: readonly string[], values: readonly unknown[]): fc.Arbitrary<string> {
  const key = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...keys) },
    { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  );
  const leaf = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...values) },
    { weight: 1, arbitrary: fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null)) },
  );
  const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
    leaf,
    tree: fc.oneof(
      { maxDepth: 5, depthSize: "small", withCrossShrink: true },
      tie("leaf"),
      fc.dictionary(key, tie("tree"), { maxKeys: 6 }),
      fc.array(tie("tree"), { maxLength: 4 }),
    ),
  }));
  return tree.map((value) => JSON.stringify(value) ?? "null");
}
