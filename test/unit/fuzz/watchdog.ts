import { Worker } from "node:worker_threads";

/** Milliseconds after which an input is held to be one that never ends. */
const patienceMs = 30_000;

/** Longer inputs are told without their text. */
const mostChars = 4_000_000;

/**
 * A thread beside the one that fuzzes: of a loop without end no test can tell. It sees an input that
 * is still the same after `patienceMs`, writes it down, and ends the process.
 *
 * Shared words: 0 counts beginnings and ends, so it is odd while an input is taken; 1 is the input's
 * length in UTF-16 code units; the text follows.
 */
const watch = `
const fs = require("node:fs");
const path = require("node:path");
const { workerData, parentPort } = require("node:worker_threads");
const { memory, folder, patienceMs } = workerData;
const words = new Int32Array(memory, 0, 2);
let target = "", seen = -1, since = 0;
parentPort.on("message", (name) => (target = name)).unref();
setInterval(() => {
  const now = Atomics.load(words, 0);
  if (now !== seen || now % 2 === 0) {
    seen = now;
    since = Date.now();
    return;
  }
  if (Date.now() - since < patienceMs) return;
  const text = Buffer.from(memory, 8, words[1] * 2).toString("utf16le");
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, target.replaceAll(" ", "-") + ".json");
  const before = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : [];
  fs.writeFileSync(file, JSON.stringify([...new Set([...before, text])], null, 2) + "\\n");
  fs.writeSync(2, "An input of " + target + " never ends; it is kept in " + file + "\\n");
  process.kill(process.pid, "SIGKILL");
}, 1000);
`;

/** Ends the process, and says why, when an input never ends. */
export class Watchdog {
  private readonly memory = new SharedArrayBuffer(8 + 2 * mostChars);
  private readonly words = new Int32Array(this.memory, 0, 2);
  private readonly text = Buffer.from(this.memory, 8);
  private worker: Worker | undefined;
  private target = "";

  constructor(private readonly folder: string) {}

  begin(target: string, text: string): void {
    const workerData = { memory: this.memory, folder: this.folder, patienceMs };
    this.worker ??= new Worker(watch, { eval: true, workerData });
    this.worker.unref();
    if (this.target !== target) this.worker.postMessage(target);
    this.target = target;
    this.words[1] = text.length > mostChars ? 0 : text.length;
    this.text.write(text.slice(0, mostChars), "utf16le");
    Atomics.add(this.words, 0, 1);
  }

  end(): void {
    Atomics.add(this.words, 0, 1);
  }
}
