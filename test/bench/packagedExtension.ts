import * as fs from "node:fs";
import * as path from "node:path";
import { packageCopy } from "../support/packaged.js";

/** The extension as users get it. */
export interface PackagedExtension {
  readonly vsix: string;
  /** What was packaged, beside its sources: beside a VSIX no other extension can be put. */
  readonly folder: string;
}

let built: Promise<PackagedExtension> | undefined;

/** Builds the VSIX once for all parts of the benchmark. */
export function packagedExtension(): Promise<PackagedExtension> {
  built ??= build();
  return built;
}

async function build(): Promise<PackagedExtension> {
  const folder = path.resolve("out/bench/package");
  fs.rmSync(folder, { recursive: true, force: true });
  return { vsix: await packageCopy(folder), folder };
}
