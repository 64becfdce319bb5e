import * as fs from "node:fs";
import * as path from "node:path";

/** A suite is a folder below test/: every *.test.ts in it belongs to it, and none is listed. */
export interface Suite {
  readonly name: "unit" | "vscode" | "ui";
  readonly where: "plain Node" | "extension host";
  /** Milliseconds after which a test hangs. Generous: a machine may be ten times slower than ours. */
  readonly timeoutMs: number;
  /** How often a test that failed is tried again; the line of a later try says so. */
  readonly retries: number;
  /** Show each test, or one line for each top-level describe. */
  readonly lines: "test" | "group";
}

export const suites: readonly Suite[] = [
  { name: "unit", where: "plain Node", timeoutMs: 30_000, retries: 0, lines: "group" },
  { name: "vscode", where: "extension host", timeoutMs: 120_000, retries: 0, lines: "test" },
  // VS Code moves the focus when something of its own loads late, as no person's hand would.
  { name: "ui", where: "plain Node", timeoutMs: 240_000, retries: 2, lines: "test" },
];

/** @returns the tests below `root` that no suite would run. */
export function strayTests(root = "test"): string[] {
  const folders = new Set<string | undefined>(suites.map((suite) => suite.name));
  return fs
    .readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(test|spec)\.[cm]?[jt]sx?$/.test(name))
    .filter((name) => !(folders.has(name.split(path.sep)[0]) && name.endsWith(".test.ts")))
    .sort();
}
