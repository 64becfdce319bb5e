import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { locateMessage } from "../../../src/request/locate.js";

interface Row {
  readonly message: string;
  readonly body_path: string | null;
  readonly body_paths: readonly string[];
  readonly path_inferred: boolean;
}

const corpus = path.resolve("../shared/corpus/errors.jsonl");

function rows(): Row[] {
  const lines = readFileSync(corpus, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Row);
}

describe("locateMessage over the messages that people got", function () {
  before(function () {
    if (!existsSync(corpus)) this.skip();
  });

  it("locates at least 90 % of those that name a place, exactly", () => {
    const placed = rows().filter((row) => row.body_path !== null && !row.path_inferred);
    const missed = placed.filter((row) => locateMessage(row.message)[0] !== row.body_path);
    const unequal = placed.filter(
      (row) => [...locateMessage(row.message)].sort().join() !== [...row.body_paths].sort().join(),
    );
    const score = (wrong: readonly Row[]) => `${placed.length - wrong.length}/${placed.length}`;
    console.log(`      first pointer ${score(missed)}, all pointers ${score(unequal)}`);
    for (const row of new Set([...missed, ...unequal])) {
      console.log(`      ${JSON.stringify(locateMessage(row.message))} for ${row.message}`);
    }
    assert.ok(missed.length <= placed.length * 0.1);
  });

  it("locates none of those that name no place", () => {
    const unplaced = rows().filter((row) => row.body_path === null);
    const located = unplaced.filter((row) => locateMessage(row.message).length > 0);
    assert.deepEqual(
      located.map(({ message }) => [message, locateMessage(message)]),
      [],
    );
  });

  it("locates a place that has to be inferred there or nowhere", () => {
    const inferred = rows().filter((row) => row.path_inferred);
    for (const { message, body_path } of inferred) {
      const first = locateMessage(message)[0];
      if (first !== undefined) assert.equal(first, body_path, message);
    }
  });
});
