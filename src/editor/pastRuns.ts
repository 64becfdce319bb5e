import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import type { History } from "../run/history.js";
import { hasRun } from "../run/historyEntry.js";
import { readPastRun } from "../run/pastRun.js";
import { followRecord } from "../run/playRecord.js";
import type { RecordedRun } from "../run/recordedRun.js";
import type { Runs } from "../run/runs.js";
import type { ShowableRun } from "../run/showableRun.js";

/** Runs by id wherever they are: in this window, or in the records of any. */
export class PastRuns {
  private readonly opening = new Map<string, Promise<RecordedRun>>();

  constructor(
    private readonly runs: Runs,
    private readonly history: History,
  ) {}

  /**
   * The run of an id, read back into `Runs` when only its record is there.
   *
   * @throws {Failure} `callerMistake` when there is neither, `internal` when the record is damaged
   */
  async open(id: string): Promise<ShowableRun> {
    const run = this.runs.find(id);
    if (run) return run;
    const opening = this.opening.get(id) ?? this.readBack(id);
    this.opening.set(id, opening);
    try {
      return await opening;
    } finally {
      this.opening.delete(id);
    }
  }

  /** Shows the latest run of the session before, unless this one has begun already. */
  async restoreLatest(): Promise<void> {
    await this.history.load();
    for (const { id, state } of this.history.entries) {
      if (this.runs.all.length > 0) return;
      // A run of another window is shown there.
      if (state.type === "live" || !hasRun({ state })) continue;
      const run = await this.open(id).catch(() => undefined);
      if (run) return;
    }
  }

  private async readBack(id: string): Promise<RecordedRun> {
    await this.history.load();
    if (!this.history.find(id)) await this.history.refresh();
    const entry = this.history.find(id);
    if (!entry) throw new Failure("callerMistake", l10n.t("There is no run {0}.", id));
    const { file, state } = entry;
    const run =
      state.type === "live"
        ? await followRecord(file, () => this.history.isLive(id))
        : await readPastRun(file);
    this.runs.add(run);
    return run;
  }
}
