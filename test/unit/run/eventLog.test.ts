import assert from "node:assert/strict";
import type { RunEvent } from "../../../src/run/attempt.js";
import { EventLog } from "../../../src/run/eventLog.js";
import type { MessageHeaders } from "../../../src/wire/wireEvent.js";
import { seededRandom } from "../../support/seededRandom.js";
import { until } from "../../support/until.js";

const chunkHeaders: MessageHeaders = { ":message-type": "event", ":event-type": "chunk" };

/** Events of all kinds in two attempts, some with headers of their own. */
function events(count: number): readonly RunEvent[] {
  const random = seededRandom(count);
  return Array.from({ length: count }, (_, i): RunEvent => {
    const at = { atMs: i * 0.1, attempt: i < count / 3 ? 1 : 2 };
    const headers = random() < 0.01 ? { ...chunkHeaders, ":date": new Date(i) } : chunkHeaders;
    const frameBytes = Math.floor(random() * 2 ** 32);
    if (random() < 0.01) {
      const payload = Uint8Array.of(i & 0xff);
      return { ...at, event: { type: "unknown", headers, frameBytes, eventType: "x", payload } };
    }
    const json = ["", '{"a":1}\n', "€\uFFFD😀", `${i}`.repeat(30)][i % 4] ?? "";
    return { ...at, event: { type: "chunk", headers, frameBytes, json } };
  });
}

describe("EventLog", () => {
  for (const count of [0, 1, 2_047, 2_048, 2_049, 10_000]) {
    it(`gives ${count} events back as they came, in order and at random`, () => {
      const all = events(count);
      const log = new EventLog();
      for (const event of all) log.push(event);
      assert.equal(log.length, count);
      assert.deepEqual([...log], all);
      const random = seededRandom(count + 1);
      for (let i = 0; i < Math.min(count, 50); i++) {
        const index = Math.floor(random() * count);
        assert.deepEqual(log.at(index), all[index]);
      }
      assert.equal(log.at(count), undefined);
      assert.equal(log.at(-1), undefined);
      log.end();
      assert.equal(log.length, count);
      assert.deepEqual([...log], all);
      assert.equal(log.at(count), undefined);
    });
  }

  it("gives the same once its pages are deflated, and shares headers between events", async () => {
    const all = events(5_000);
    const log = new EventLog();
    for (const event of all) log.push(event);
    const before = [...log];
    const isDeflated = () => JSON.stringify(log).includes('"isDeflated":true');
    await until("pages are deflated", () => !JSON.stringify(log).includes('"isDeflated":false'));
    assert.ok(isDeflated());
    assert.deepEqual([...log], before);
    assert.equal(log.at(0)?.event.headers, log.at(3)?.event.headers);
  });
});
