import type { Frame } from "playwright-core";

/** What VS Code gives a webview to look like a theme. */
export interface ThemeStyle {
  /** Style of the document's root: a thousand variables. */
  readonly variables: string;
  readonly bodyClass: string;
  readonly kind: string;
  /** VS Code's own style sheet for every webview. */
  readonly defaults: string;
}

/** Reads it off a webview inside the workbench. */
export function themeStyleOf(panel: Frame): Promise<ThemeStyle> {
  return panel.evaluate(() => ({
    variables: document.documentElement.getAttribute("style") ?? "",
    bodyClass: document.body.className,
    kind: document.body.dataset["vscodeThemeKind"] ?? "",
    defaults: document.querySelector("#_defaultStyles")?.textContent ?? "",
  }));
}
