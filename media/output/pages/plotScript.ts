import type { createPlot } from "./plot.js";

/** What the script that draws leaves behind for this one. */
declare const bedrockTimeline: { readonly createPlot: typeof createPlot };

const own = document.currentScript;

/** Loads what draws: fifty kilobytes that most runs never need. */
export async function loadPlot(): Promise<typeof createPlot> {
  if ("bedrockTimeline" in globalThis) return bedrockTimeline.createPlot;
  const src = own?.dataset["timeline"];
  if (!(own instanceof HTMLScriptElement) || src === undefined) throw new Error("no address");
  await new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.nonce = own.nonce;
    script.src = src;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error("not loaded")));
    document.head.append(script);
  });
  return bedrockTimeline.createPlot;
}
