import * as fs from "node:fs";
import { SourceMap } from "node:module";
import * as path from "node:path";

const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;
/** A frame inside what esbuild.js builds; `dist` has its map beside it, `out` inside. */
const BUILT_FRAME = /(?:[\w./-]*\/)?((?:dist|out)\/[\w./-]+\.js):(\d+):(\d+)/g;

/**
 * Makes the frames of a stack point to the source. For the extension host: there Node's own
 * --enable-source-maps has no effect, because VS Code writes stacks in its own way.
 */
export function pointToSource(stack: string): string {
  return stack.replace(BUILT_FRAME, (frame, file: string, line: string, column: string) => {
    const map = mapOf(file);
    const entry = map?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !("originalSource" in entry)) return frame;
    const source = path.join(path.dirname(file), entry.originalSource);
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

const maps = new Map<string, SourceMap | undefined>();

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(file));
  return maps.get(file);
}

function readMap(file: string): SourceMap | undefined {
  try {
    const inline = INLINE_MAP.exec(fs.readFileSync(file, "utf8"))?.[1];
    const text =
      inline === undefined
        ? fs.readFileSync(`${file}.map`, "utf8")
        : Buffer.from(inline, "base64").toString("utf8");
    return new SourceMap(JSON.parse(text));
  } catch {
    return undefined;
  }
}
