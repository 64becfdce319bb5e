import { randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import { isJsonObject, parseJson } from "../request/json.js";
import { isGone } from "./historyEntry.js";

/** What a person said of a recorded run. */
export interface Marks {
  readonly pinned: boolean;
  readonly name?: string;
}

/** The file beside a record that holds its marks: one for each run, so that windows never collide. */
export function marksFile(journalFile: string): string {
  return journalFile.replace(/\.jsonl$/, marksEnding);
}

const marksEnding = ".marks.json";

/** The record whose marks a file holds; undefined for any other file. */
export function journalFileOfMarks(file: string): string | undefined {
  return file.endsWith(marksEnding) ? `${file.slice(0, -marksEnding.length)}.jsonl` : undefined;
}

/**
 * Reads the marks of a record; none only when there is no such file. What makes no sense counts as a
 * pin: nobody knows that there was none, and an unpinned run may be deleted.
 *
 * @throws what keeps a file that is there from being read.
 */
export async function readMarks(journalFile: string): Promise<Marks> {
  let text: string;
  try {
    text = await fs.readFile(marksFile(journalFile), "utf8");
  } catch (error) {
    if (isGone(error)) return { pinned: false };
    throw error;
  }
  const json = parseJson(text);
  if (!isJsonObject(json)) return { pinned: true };
  const { pinned = false, name } = json;
  return { pinned: pinned !== false, ...(typeof name === "string" && name !== "" && { name }) };
}

/** Replaces the marks of a record at once: a reader sees the old ones or the new, never half. */
export async function writeMarks(journalFile: string, marks: Marks): Promise<void> {
  const file = marksFile(journalFile);
  if (!marks.pinned && marks.name === undefined) {
    await fs.rm(file, { force: true });
    return;
  }
  await replaceFile(file, `${JSON.stringify(marks)}\n`);
}

/** Writes a small file at once: a reader sees the old one or the new, never half. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await fs.writeFile(temporary, text, { mode: 0o600, flush: true });
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}
