import * as os from "node:os";

/** A live run touches its record every 10 s; one this long untouched is looked at more closely. */
export const heartbeatTimeoutMs = 60_000;
/** Looks at a silent record before its writer counts as gone, and the time between two that count. */
const maxSilentLooks = 20;
const lookDelayMs = 1_000;
/** Clocks of file systems and of this machine may differ by this much. */
const clockToleranceMs = 60_000;

interface Silence {
  readonly mtimeMs: number;
  readonly looks: number;
  readonly lookedAt: number;
}

/**
 * Tells whether the writer of a record without an end still lives. Its process alone does not tell,
 * as another one may have got its number; nor does an old record, as after a suspend all of them are
 * old. So a record counts as left only once it stays silent while this process is awake and looks.
 */
export class Heartbeats {
  private readonly silences = new Map<string, Silence>();

  /** @param now a clock that never jumps back. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  isAlive(file: string, pid: number, mtimeMs: number): boolean {
    const isSilent = Date.now() - mtimeMs >= heartbeatTimeoutMs;
    if (!isSilent || !isProcessAlive(pid) || isBeforeBoot(mtimeMs)) {
      this.silences.delete(file);
      return !isSilent && isProcessAlive(pid);
    }
    return this.look(file, mtimeMs).looks < maxSilentLooks;
  }

  /** The file is gone. */
  forget(file: string): void {
    this.silences.delete(file);
  }

  private look(file: string, mtimeMs: number): Silence {
    const before = this.silences.get(file);
    const now = this.now();
    const isSame = before?.mtimeMs === mtimeMs;
    if (isSame && now - before.lookedAt < lookDelayMs) return before;
    const silence = { mtimeMs, looks: isSame ? before.looks + 1 : 0, lookedAt: now };
    this.silences.set(file, silence);
    return silence;
  }
}

/** No process of before the machine started is left. */
function isBeforeBoot(mtimeMs: number): boolean {
  return mtimeMs < Date.now() - os.uptime() * 1_000 - clockToleranceMs;
}

function isProcessAlive(pid: number): boolean {
  // 0 and negative numbers mean groups of processes.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process lives, too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
