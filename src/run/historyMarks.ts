import { randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import { isJsonObject, parseJson } from "../request/json.js";

/** What a person said of a recorded run. */
export interface Marks {
  readonly pinned: boolean;
  readonly name?: string;
}

/** The file beside a record that holds its marks: one for each run, so that windows never collide. */
export function marksFile(journalFile: string): string {
  return journalFile.replace(/\.jsonl$/, ".marks.json");
}

/** Reads the marks of a record; none when there are none, or none that can be read. */
export async function readMarks(journalFile: string): Promise<Marks> {
  const text = await fs.readFile(marksFile(journalFile), "utf8").catch(() => "");
  const json = parseJson(text);
  if (!isJsonObject(json)) return { pinned: false };
  const { pinned, name } = json;
  return { pinned: pinned === true, ...(typeof name === "string" && name !== "" && { name }) };
}

/** Replaces the marks of a record at once: a reader sees the old ones or the new, never half. */
export async function writeMarks(journalFile: string, marks: Marks): Promise<void> {
  const file = marksFile(journalFile);
  if (!marks.pinned && marks.name === undefined) {
    await fs.rm(file, { force: true });
    return;
  }
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await fs.writeFile(temporary, `${JSON.stringify(marks)}\n`, { mode: 0o600, flush: true });
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}
