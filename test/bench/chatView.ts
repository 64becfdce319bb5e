import { say } from "../support/progress.js";
import type { BenchServer } from "./benchServer.js";
import { measureIn, openBenchWorkbench, watching, type Measure } from "./benchWorkbench.js";
import type { BenchWorkbench } from "./benchWorkbench.js";
import { quotients, row, type Row } from "./measure.js";
import { lettersPerChunk, type Painted } from "./watchPanel.js";

/** After this the chat view is not waited for any longer. */
const limitMs = 30_000;

interface Seen extends Painted {
  readonly chunks: number;
  /** From the first chunk to the last letter painted; NaN when that was not seen. */
  readonly ms: number;
}

/**
 * The panel beside VS Code's own chat view, in one window and in turns: a participant hands the chat
 * view the same words in as many pieces. Both are watched in the same way, by the letters in the page.
 */
export async function benchChatView(server: BenchServer, rounds: number): Promise<Row[]> {
  const bench = await openBenchWorkbench(server, {
    settings: { "chat.disableAIFeatures": false },
    viewport: { width: 1400, height: 800 },
  });
  try {
    await bench.workbench.runCommand("Bedrock Stream: Show Output");
    const panel = await bench.workbench.panelFrame();
    const measure = measureIn(panel, bench.companion, server);
    const inPanel = (chunks: number) => streamToPanel(measure, chunks);
    const inChat = (chunks: number) => streamToChat(bench, chunks);
    for (const contender of [inPanel, inChat]) await contender(200);
    const ours: Seen[] = [];
    const theirs: Seen[] = [];
    for (let round = 0; round < rounds; round++) {
      say(`chat: round ${round + 1} of ${rounds}`);
      ours.push(await inPanel(5_000));
      theirs.push(await inChat(5_000));
    }
    return [...short(ours, theirs), ...long(await inPanel(20_000), await inChat(20_000))];
  } finally {
    await bench.close();
  }
}

async function streamToPanel(measure: Measure, chunks: number): Promise<Seen> {
  const letters = chunks * lettersPerChunk;
  const { host: _, firstByteAt, ...painted } = await measure({ events: chunks }, { letters });
  return { ...painted, chunks, ms: painted.lastTextAt - firstByteAt };
}

async function streamToChat(bench: BenchWorkbench, chunks: number): Promise<Seen> {
  const place = {
    selector: ".interactive-response .value .rendered-markdown",
    letters: chunks * lettersPerChunk,
  };
  const ask = () => bench.companion.chat({ chatEvents: chunks });
  const { result, painted } = await watching(bench.workbench.page, place, ask, limitMs);
  return { ...painted, chunks, ms: painted.lastTextAt - result.firstChunkAt };
}

function short(ours: readonly Seen[], theirs: readonly Seen[]): Row[] {
  const times = (seen: readonly Seen[]) => seen.map(({ ms }) => (Number.isNaN(ms) ? limitMs : ms));
  const frames = (seen: readonly Seen[]) => seen.map(({ longestFrameMs }) => longestFrameMs);
  return [
    row("chat", "5,000 chunks until the last is painted: panel", "ms", times(ours)),
    row("chat", "the same in VS Code's chat view", "ms", times(theirs)),
    row("chat", "times as fast as the chat view", "x", quotients(times(theirs), times(ours)), {
      limit: 10,
      better: "more",
    }),
    row("chat", "5,000 chunks, longest frame: panel", "ms", frames(ours)),
    row("chat", "the same in VS Code's chat view", "ms", frames(theirs)),
  ];
}

function long(ours: Seen, theirs: Seen): Row[] {
  const share = ({ letters, chunks }: Seen) => [(100 * letters) / (chunks * lettersPerChunk)];
  const time = ({ ms }: Seen) => [Number.isNaN(ms) ? limitMs : ms];
  const name = (seen: Seen) => (Number.isNaN(seen.ms) ? ", given up" : "");
  return [
    row("chat", `20,000 chunks: panel${name(ours)}`, "ms", time(ours)),
    row("chat", `the same in VS Code's chat view${name(theirs)}`, "ms", time(theirs)),
    row("chat", "20,000 chunks, painted by then: panel", "%", share(ours)),
    row("chat", "the same in VS Code's chat view", "%", share(theirs)),
    row("chat", "20,000 chunks, longest frame: panel", "ms", [ours.longestFrameMs]),
    row("chat", "the same in VS Code's chat view", "ms", [theirs.longestFrameMs]),
  ];
}
