import type { Page } from "playwright-core";
import { isJsonObject, parseJson } from "../../src/request/json.js";

/** Names of a whole task in what the browser records, in its versions. */
const taskNames: readonly unknown[] = ["RunTask", "ThreadControllerImpl::RunTask"];

/**
 * Milliseconds that the longest task of a page takes the processor meanwhile: script, layout and
 * paint. Time in which others had the processor does not count.
 */
export async function longestTaskMs(page: Page, work: () => Promise<void>): Promise<number> {
  const browser = page.context().browser();
  if (!browser) throw new Error("The page has no browser.");
  await browser.startTracing(page, {
    categories: ["toplevel", "disabled-by-default-devtools.timeline"],
  });
  let recorded: Buffer;
  try {
    await work();
  } finally {
    recorded = await browser.stopTracing();
  }
  const trace = parseJson(recorded.toString());
  const events = isJsonObject(trace) && Array.isArray(trace.traceEvents) ? trace.traceEvents : [];
  const threads = new Set(events.filter(isMainThread).map(threadOf));
  const times = events.flatMap((event: unknown) =>
    isJsonObject(event) &&
    taskNames.includes(event.name) &&
    threads.has(threadOf(event)) &&
    !isDebugger(event) &&
    typeof event.tdur === "number"
      ? [event.tdur / 1_000]
      : [],
  );
  if (times.length === 0) throw new Error("The browser has recorded no task.");
  return times.reduce((longest, time) => Math.max(longest, time), 0);
}

/** What the test itself asks the page. */
function isDebugger({ args }: Readonly<Record<string, unknown>>): boolean {
  return isJsonObject(args) && String(args.src_file).includes("mojo");
}

function isMainThread(event: unknown): boolean {
  if (!isJsonObject(event) || event.name !== "thread_name") return false;
  return isJsonObject(event.args) && event.args.name === "CrRendererMain";
}

function threadOf(event: unknown): string {
  return isJsonObject(event) ? `${String(event.pid)} ${String(event.tid)}` : "";
}
