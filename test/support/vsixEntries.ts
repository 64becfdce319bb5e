import { createRequire } from "node:module";
import * as path from "node:path";

/** vsce's own reader, which comes without types. */
interface VsceZip {
  readZip(file: string, filter: (name: string) => boolean): Promise<Map<string, Buffer>>;
}

/** The files of a packaged extension, by their names in lower case. */
export function vsixEntries(file: string): Promise<ReadonlyMap<string, Buffer>> {
  const { readZip } = createRequire(path.resolve("package.json"))(
    "@vscode/vsce/out/zip.js",
  ) as VsceZip;
  return readZip(file, () => true);
}
