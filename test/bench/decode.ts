import * as http from "node:http";
import type { BenchServer } from "./benchServer.js";
import { interleave, quotients, row, type Row } from "./measure.js";
import { floorReader, ourReader, runReader, sdkReader } from "./readers.js";

const stream = { events: 100_000, letters: 5 };

/** Shorter than anything that is hidden. */
const shortKeys = {
  type: "keys",
  accessKeyId: "AKID",
  secretAccessKey: "secret",
  source: "bench",
} as const;

/** 100,000 events to text. */
export async function benchDecode(server: BenchServer, rounds: number): Promise<Row[]> {
  const agent = new http.Agent({ keepAlive: true });
  const modern = sdkReader(server.http2, "HTTP/2");
  const classic = sdkReader(server.http1, "HTTP/1.1");
  const readers = {
    floor: floorReader(server.http1, agent),
    ours: ourReader(server.http1),
    unmasked: ourReader(server.http1, undefined, shortKeys),
    run: runReader(server.http1),
    modern: modern.read,
    classic: classic.read,
  };
  const cpu: Record<keyof typeof readers, number[]> = {
    floor: [],
    ours: [],
    unmasked: [],
    run: [],
    modern: [],
    classic: [],
  };
  const of = (name: keyof typeof readers) => async () => {
    const { totalMs, cpuMs } = await readers[name](stream);
    cpu[name].push(cpuMs);
    return totalMs;
  };
  const times = await interleave(
    {
      floor: of("floor"),
      ours: of("ours"),
      unmasked: of("unmasked"),
      run: of("run"),
      modern: of("modern"),
      classic: of("classic"),
    },
    rounds,
  );
  // The first of each warmed up.
  for (const samples of Object.values(cpu)) samples.shift();
  agent.destroy();
  modern.destroy();
  classic.destroy();
  const perSecond = (samples: readonly number[]) =>
    samples.map((ms) => (stream.events * 1000) / ms);
  const line = (name: string, samples: readonly number[]) =>
    row("decode", name, "events/s", perSecond(samples));
  return [
    line("bytes only, the floor", times.floor),
    line("ours: signed request to text", times.ours),
    line("ours: a whole run, events kept", times.run),
    line("official client, default handler (HTTP/2)", times.modern),
    line("official client, HTTP/1.1", times.classic),
    row("decode", "ours, times the default handler", "x", quotients(times.modern, times.ours), {
      limit: 3,
      better: "more",
    }),
    row("decode", "ours, times HTTP/1.1", "x", quotients(times.classic, times.ours), {
      limit: 3,
      better: "more",
    }),
    row("decode", "ours, times the floor's time", "x", quotients(times.ours, times.floor), {
      limit: 5,
      better: "less",
    }),
    row(
      "decode",
      "ours, times that without secrets to hide",
      "x",
      quotients(cpu.ours, cpu.unmasked),
      {
        limit: 1.1,
        better: "less",
      },
    ),
    row("decode", "processor time: the floor", "ms", cpu.floor),
    row("decode", "processor time: ours", "ms", cpu.ours),
    row("decode", "processor time: ours, no secrets to hide", "ms", cpu.unmasked),
    row("decode", "processor time: ours, a whole run", "ms", cpu.run),
    row("decode", "processor time: official client, HTTP/2", "ms", cpu.modern),
    row("decode", "processor time: official client, HTTP/1.1", "ms", cpu.classic),
  ];
}
