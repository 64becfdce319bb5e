import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { shortChecksum } from "../../../src/wire/shortChecksum.js";
import { seededRandom } from "../../support/seededRandom.js";

describe("shortChecksum", () => {
  it("is what zlib says, of any stretch of any bytes", () => {
    const random = seededRandom(32);
    for (let round = 0; round < 2_000; round++) {
      const bytes = Uint8Array.from({ length: 40 }, () => Math.floor(random() * 256));
      const start = Math.floor(random() * 40);
      const end = start + Math.floor(random() * (41 - start));
      assert.equal(shortChecksum(bytes, start, end), crc32(bytes.subarray(start, end)));
    }
  });
});
