/** What the plot is drawn with, from the theme's own variables. */
export interface PlotColors {
  readonly text: string;
  readonly grid: string;
  readonly output: string;
  readonly bytes: string;
  readonly stall: string;
  readonly mark: string;
  /** A CSS font. */
  readonly font: string;
}

/** The colors of the theme that is chosen now. */
export function plotColors(): PlotColors {
  const root = getComputedStyle(document.documentElement);
  const color = (...names: readonly string[]): string => {
    for (const name of names) {
      const value = root.getPropertyValue(`--vscode-${name}`).trim();
      if (value !== "") return value;
    }
    return "gray";
  };
  const text = color("descriptionForeground", "foreground");
  return {
    text,
    grid: `color-mix(in srgb, ${color("foreground")} 12%, transparent)`,
    output: color("charts-blue", "textLink-foreground"),
    bytes: color("charts-purple", "foreground"),
    stall: `color-mix(in srgb, ${color("charts-orange", "charts-yellow", "editorWarning-foreground")} 18%, transparent)`,
    mark: color("charts-green", "foreground"),
    font: `11px ${root.getPropertyValue("--vscode-font-family").trim() || "sans-serif"}`,
  };
}
