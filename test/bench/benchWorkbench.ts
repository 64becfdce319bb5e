import type { Frame, Page } from "playwright-core";
import { temporaryFolder } from "../support/janitor.js";
import { until } from "../support/until.js";
import { openWorkbench, type Workbench, type WorkbenchOptions } from "../support/workbench.js";
import type { BenchServer } from "./benchServer.js";
import type { HostReport } from "./companion.js";
import { Companion } from "./companionHost.js";
import { packagedExtension } from "./packagedExtension.js";
import { modelId } from "./readers.js";
import { watchPanel, type Painted, type Place } from "./watchPanel.js";

/** One stream, from the first byte that was sent to the last letter that was seen. */
export interface Streamed extends Painted {
  readonly host: HostReport;
  readonly firstByteAt: number;
}

/** A real VS Code with this extension as users get it, the bench's own beside it, and the bench's server as service. */
export interface BenchWorkbench {
  readonly workbench: Workbench;
  readonly companion: Companion;
  close(): Promise<void>;
}

export async function openBenchWorkbench(
  server: BenchServer,
  options: WorkbenchOptions = {},
): Promise<BenchWorkbench> {
  const temporary = temporaryFolder();
  const companion = new Companion(temporary.path);
  const { folder } = await packagedExtension();
  const workbench = await openWorkbench({
    extension: { folder },
    ...options,
    companion: temporary.path,
    settings: {
      "bedrockStream.endpoint": server.http1,
      "bedrockStream.region": "us-east-1",
      "bedrockStream.stallTimeout": 0,
      ...options.settings,
    },
    env: { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" },
  });
  return {
    workbench,
    companion,
    close: async () => {
      await workbench.close();
      await temporary.remove();
    },
  };
}

/**
 * Streams one body, or the same several times at once, and looks at the panel meanwhile: until it
 * rests, or shows so many letters.
 */
export type Measure = (
  body: object,
  until?: { readonly atOnce?: number; readonly letters?: number },
) => Promise<Streamed>;

export function measureIn(panel: Frame, companion: Companion, server: BenchServer): Measure {
  return async (body, { atOnce = 1, letters } = {}) => {
    const stream = () => companion.stream({ request: { modelId, body }, atOnce });
    const answer = { selector: '[data-part="answer"]', ...(letters !== undefined && { letters }) };
    const { result, painted } = await watching(panel, answer, stream);
    return { ...painted, host: result, firstByteAt: server.firstTextAt() };
  };
}

/** Does something while a page is watched, until what it causes has been drawn or time is up. */
export async function watching<Result>(
  page: Frame | Page,
  place: Place,
  act: () => Promise<Result>,
  limitMs = 60_000,
): Promise<{ readonly result: Result; readonly painted: Painted }> {
  const watch = await page.evaluateHandle(watchPanel, place);
  const result = await act();
  const isDrawn = until(
    "the text is drawn",
    () => watch.evaluate((seen) => seen.isAtRest()),
    limitMs,
  );
  // A text that never gets whole is a result, too.
  await (place.letters === undefined ? isDrawn : isDrawn.catch(() => undefined));
  const painted = await watch.evaluate((seen) => seen.end());
  await watch.dispose();
  return { result, painted };
}
