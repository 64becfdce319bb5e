import * as http from "node:http";
import type { BenchServer } from "./benchServer.js";
import { interleave, medianOf, row, type Row } from "./measure.js";
import { ourReader, sdkReader } from "./readers.js";

const stream = { events: 10, letters: 5 };

/** From the start of a request to its first text, signing included. */
export async function benchFirstText(server: BenchServer, rounds: number): Promise<Row[]> {
  const agents = [new http.Agent({ keepAlive: true }), new http.Agent({ keepAlive: true })];
  const modern = sdkReader(server.http2, "HTTP/2");
  const classic = sdkReader(server.http1, "HTTP/1.1", agents[1]);
  const warm = ourReader(server.http1, agents[0]);
  const coldAgent = new http.Agent({ keepAlive: false });
  const cold = ourReader(server.http1, coldAgent);
  const times = await interleave(
    {
      warm: async () => (await warm(stream)).firstTextMs,
      warmModern: async () => (await modern.read(stream)).firstTextMs,
      warmClassic: async () => (await classic.read(stream)).firstTextMs,
      cold: async () => (await cold(stream)).firstTextMs,
      coldModern: () => once(sdkReader(server.http2, "HTTP/2")),
      coldClassic: () => once(sdkReader(server.http1, "HTTP/1.1")),
    },
    rounds,
    5,
  );
  modern.destroy();
  classic.destroy();
  for (const agent of [...agents, coldAgent]) agent.destroy();
  const best = (...samples: readonly number[][]) => ({
    limit: Math.min(...samples.map(medianOf)),
    better: "less" as const,
  });
  return [
    row("first", "ours, warm", "ms", times.warm, best(times.warmModern, times.warmClassic)),
    row("first", "official client, warm, HTTP/2", "ms", times.warmModern),
    row("first", "official client, warm, HTTP/1.1", "ms", times.warmClassic),
    row("first", "ours, cold", "ms", times.cold, best(times.coldModern, times.coldClassic)),
    row("first", "official client, cold, HTTP/2", "ms", times.coldModern),
    row("first", "official client, cold, HTTP/1.1", "ms", times.coldClassic),
  ];
}

async function once(client: ReturnType<typeof sdkReader>): Promise<number> {
  const { firstTextMs } = await client.read(stream);
  client.destroy();
  return firstTextMs;
}
