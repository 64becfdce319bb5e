import * as fs from "node:fs/promises";
import { isJsonObject, parseJson, type Json } from "../request/json.js";
import type { History } from "./history.js";
import { isGone } from "./historyEntry.js";
import { isLower, isSameLimit, type HistoryLimit } from "./historyLimit.js";
import { replaceFile } from "./historyMarks.js";
import { countIn, dateIn } from "./jsonMembers.js";

/** A lower limit that is not in force yet, and how many runs it would delete. */
export interface LimitChange {
  readonly limit: HistoryLimit;
  readonly surplus: number;
}

/** What all windows know of the limit. */
interface LimitState {
  readonly inForce?: HistoryLimit;
  /** Since when that holds; absent when a person has said so. */
  readonly since?: number;
  /** A lower one that somebody has set, since when, and whether a person keeps the runs beyond it. */
  readonly lower?: {
    readonly limit: HistoryLimit;
    readonly since: number;
    readonly isDeclined: boolean;
  };
}

/** No limit deletes before it has stood this long, unless a person has said so. */
const settleMs = 5 * 60_000;

export interface LimitInForceOptions {
  readonly history: Pick<History, "surplus" | "enforceLimit">;
  /** Stands beside the records, as it is about them: settings may be those of several machines. */
  readonly file: string;
  /** The limit of the settings. */
  readonly limit: () => HistoryLimit;
  readonly now?: () => number;
}

/**
 * Applies the limit of the settings. A higher one holds at once. A lower one deletes nothing before a
 * person has said so: a slip in the settings, or the settings of another machine, must not cost runs.
 */
export class LimitInForce {
  constructor(private readonly options: LimitInForceOptions) {}

  /**
   * Deletes the oldest runs beyond the limit in force; returns the change that a person has to be
   * asked about, if there is one.
   */
  async enforce(): Promise<LimitChange | undefined> {
    const { history, limit } = this.options;
    const wanted = limit();
    const before = await this.read();
    const surplus = await history.surplus(wanted);
    const state = this.next(before, wanted, surplus.length);
    if (JSON.stringify(state) !== JSON.stringify(before)) await this.write(state);
    // What is in force keeps at least as much as what is wanted.
    const isEnforced =
      state.inForce !== undefined && surplus.length > 0 && this.hasSettled(state.since);
    const deleted = isEnforced ? await history.enforceLimit(state.inForce) : 0;
    const left = surplus.length - deleted;
    const isAsked = state.lower !== undefined && !state.lower.isDeclined && left > 0;
    return isAsked ? { limit: wanted, surplus: left } : undefined;
  }

  /** A person lets the runs beyond a lower limit go. */
  async accept(limit: HistoryLimit): Promise<void> {
    if (!isSameLimit(limit, this.options.limit())) return;
    await this.write({ inForce: limit });
    await this.options.history.enforceLimit(limit);
  }

  /** A person keeps them: the limit before holds until the setting changes again. */
  async decline(limit: HistoryLimit): Promise<void> {
    const lower = { limit, since: this.now(), isDeclined: true };
    await this.write({ ...(await this.read()), lower });
  }

  private next(before: LimitState, wanted: HistoryLimit, surplus: number): LimitState {
    const { inForce, lower } = before;
    const now = this.now();
    if (!inForce && surplus === 0) return { inForce: wanted, since: now };
    if (inForce && !isLower(wanted, inForce)) return inForceFrom(before, wanted, now);
    const known = lower && isSameLimit(lower.limit, wanted) ? lower : undefined;
    if (known && surplus === 0 && this.hasSettled(known.since)) {
      return { inForce: wanted, since: known.since };
    }
    const held = inForce ? inForceFrom(before, higherOf(inForce, wanted), now) : {};
    return { ...held, lower: known ?? { limit: wanted, since: now, isDeclined: false } };
  }

  private hasSettled(since = 0): boolean {
    return this.now() - since >= settleMs;
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  /** @throws what keeps a file that is there from being read: then nothing may be deleted. */
  private async read(): Promise<LimitState> {
    try {
      return parseState(parseJson(await fs.readFile(this.options.file, "utf8")));
    } catch (error) {
      if (isGone(error)) return {};
      throw error;
    }
  }

  private write(state: LimitState): Promise<void> {
    return replaceFile(this.options.file, `${JSON.stringify(state)}\n`);
  }
}

/** A limit as the one in force; time goes on where it was that before. */
function inForceFrom({ inForce, since }: LimitState, limit: HistoryLimit, now: number): LimitState {
  if (!inForce || !isSameLimit(inForce, limit)) return { inForce: limit, since: now };
  return { inForce, ...(since !== undefined && { since }) };
}

/** The higher of both in each way. */
function higherOf(one: HistoryLimit, other: HistoryLimit): HistoryLimit {
  return {
    runs: Math.max(one.runs, other.runs),
    megabytes: Math.max(one.megabytes, other.megabytes),
  };
}

/** What makes no sense is unknown: then a person is asked about all that would go. */
function parseState(json: Json | undefined): LimitState {
  if (!isJsonObject(json)) return {};
  const inForce = parseLimit(json["inForce"]);
  const lower = isJsonObject(json["lower"]) ? json["lower"] : {};
  const [limit, since] = [parseLimit(lower["limit"]), dateIn(lower["since"])];
  const isDeclined = lower["isDeclined"] === true;
  const inForceSince = dateIn(json["since"]);
  return {
    ...(inForce && { inForce }),
    ...(inForceSince !== undefined && { since: inForceSince }),
    ...(limit && since !== undefined && { lower: { limit, since, isDeclined } }),
  };
}

function parseLimit(json: Json | undefined): HistoryLimit | undefined {
  if (!isJsonObject(json)) return undefined;
  const [runs, megabytes] = [countIn(json["runs"]), countIn(json["megabytes"])];
  return runs === undefined || megabytes === undefined ? undefined : { runs, megabytes };
}
