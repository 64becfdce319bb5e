import type { Frame } from "playwright-core";
import { say } from "./progress.js";
import { until } from "./until.js";
import type { Workbench } from "./workbench.js";

/** Milliseconds that the sample's answer may take; it streams at a human pace. */
const ANSWER_LIMIT_MS = 60_000;

/** What the panel showed of one stream. */
export interface ShownStream {
  readonly runId: string | null;
  readonly text: string;
  readonly verdict: string;
  /** The verdict's name, for example "complete". */
  readonly kind: string;
  /** There was text while the stream was open. */
  readonly early: boolean;
  /** Milliseconds from the command to the first text and to the verdict. */
  readonly firstMs: number;
  readonly endMs: number;
}

/**
 * Streams the request file in front as a person would, and watches the panel to the verdict.
 * @param before id of the run that the panel shows now, if it shows one
 */
export async function streamOnce(
  workbench: Workbench,
  isOpen: (panel: Frame) => boolean | Promise<boolean>,
  before: string | null = null,
): Promise<ShownStream> {
  const title = "Bedrock Stream: Stream Request in Editor";
  say(`Running "${title}" ...`);
  await workbench.runCommand(title);
  const since = performance.now();
  const passed = () => Math.round(performance.now() - since);
  const panel = await workbench.panelFrame();
  await until("the panel shows this run", async () => (await runIdOf(panel)) !== before);
  await until("the panel shows text", () => shownText(panel), ANSWER_LIMIT_MS);
  const firstMs = passed();
  const early = await isOpen(panel);
  await streamEnded(panel);
  const endMs = passed();
  const verdict = await panel.locator('[data-part="verdict"]').first().innerText();
  return {
    runId: await runIdOf(panel),
    text: (await shownText(panel)) ?? "",
    verdict: verdict.replace(/\s+/g, " "),
    kind: (await panel.locator("body").getAttribute("data-verdict")) ?? "",
    early,
    firstMs,
    endMs,
  };
}

/** Waits until the run that the panel shows has ended. */
export async function streamEnded(panel: Frame): Promise<void> {
  await panel.locator("body[data-state=ended]").waitFor({ timeout: ANSWER_LIMIT_MS });
}

/** As lines for a terminal. */
export function reportOf({ text, verdict, early, firstMs, endMs }: ShownStream): string {
  return [
    `text: ${text || "none"}`,
    `verdict: ${verdict}`,
    `timing: first text after ${firstMs} ms, verdict after ${endMs} ms`,
    `shown while the stream was open: ${early ? "yes" : "no"}`,
    "",
  ].join("\n");
}

/** Did the panel show the whole answer as it came? */
export function isAsItShouldBe({ text, kind, early }: ShownStream): boolean {
  return early && text !== "" && kind === "complete";
}

/** Null while the panel shows no run. */
function runIdOf(panel: Frame): Promise<string | null> {
  return panel.locator("body").getAttribute("data-run-id");
}

async function shownText(panel: Frame): Promise<string | undefined> {
  const texts = await panel.locator('[data-part="answer"]').allInnerTexts();
  return texts.join("\n").trim() || undefined;
}
