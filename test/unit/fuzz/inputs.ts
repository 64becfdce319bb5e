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

/** JSON text that is nested so deeply that reading it by recursion would need a deep stack. */
export function deepJson(keys: readonly string[]): fc.Arbitrary<string> {
  const level = fc.oneof(
    fc.constant(["[", "]"] as const),
    fc.constantFrom(...keys).map((key) => [`{${JSON.stringify(key)}:`, "}"] as const),
  );
  return fc
    .tuple(fc.array(level, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 9_000 }))
    .map(([levels, depth]) => {
      const open = levels.map(([text]) => text).join("");
      const close = levels.map(([, text]) => text).toReversed();
      return `${open.repeat(depth)}"deep"${close.join("").repeat(depth)}`;
    });
}

/** What takes long in one of forty inputs, the usual in all others. */
export function rarely<T>(rare: fc.Arbitrary<T>, usual: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 39, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

/** JSON text of good values in which some members are lost, doubled or something else. */
export function mutated(
  good: readonly unknown[],
  strange: readonly unknown[],
): fc.Arbitrary<string> {
  const change = fc.record({
    place: fc.nat(),
    how: fc.constantFrom("replace", "remove", "exchange"),
    value: fc.constantFrom(...strange),
    other: fc.nat(),
  });
  return fc
    .tuple(fc.constantFrom(...good), fc.array(change, { maxLength: 3 }))
    .map(([value, changes]) => {
      const root = { value: structuredClone(value) };
      for (const { place, how, value: stranger, other } of changes) {
        const places = placesOf(root);
        const at = places[place % places.length];
        const from = places[other % places.length];
        if (!at || !from) continue;
        if (how === "remove" && at.key !== "value") Reflect.deleteProperty(at.owner, at.key);
        else {
          const news: unknown = how === "exchange" ? Reflect.get(from.owner, from.key) : stranger;
          Reflect.set(at.owner, at.key, structuredClone(news));
        }
      }
      return JSON.stringify(root.value) ?? "null";
    });
}

interface Place {
  readonly owner: object;
  readonly key: string;
}

/** Every member of a value, at any depth. */
function placesOf(value: unknown): readonly Place[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    { owner: value, key },
    ...placesOf(member),
  ]);
}
