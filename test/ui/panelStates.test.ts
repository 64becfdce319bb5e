import assert from "node:assert/strict";
import * as path from "node:path";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { colorRules } from "../support/axe.js";
import { panelExhibits } from "../support/panelExhibits.js";
import { PanelGallery, type Exhibit } from "../support/panelGallery.js";
import { themeStyleOf, type ThemeStyle } from "../support/themeStyle.js";
import { openWorkbench, type ThemeName } from "../support/workbench.js";

const themes: readonly ThemeName[] = ["light", "dark", "highContrast", "highContrastLight"];
const widths = [180, 560, 1600] as const;

describe("every state of the panel", () => {
  let sandbox: Sandbox;
  let exhibits: readonly Exhibit[];
  let gallery: PanelGallery;
  const styles = new Map<ThemeName, ThemeStyle>();

  before(async () => {
    await readThemes();
    sandbox = await startSandbox({ paceMs: 0 });
    exhibits = await panelExhibits(sandbox);
    gallery = await PanelGallery.open(exhibits);
    await gallery.settle();
  });
  after(async () => {
    await gallery?.close();
    await sandbox?.close();
  });

  /** As VS Code itself gives them to a webview. */
  async function readThemes(): Promise<void> {
    const workbench = await openWorkbench({ workspace: "sample" });
    try {
      await workbench.runCommand("Bedrock Stream: Show Output");
      for (const theme of themes) {
        await workbench.setTheme(theme);
        styles.set(theme, await themeStyleOf(await workbench.panelFrame()));
      }
    } finally {
      await workbench.close();
    }
  }

  for (const theme of themes) {
    it(`has its picture in the ${theme} theme, and axe-core finds nothing`, async () => {
      const style = styles.get(theme);
      assert.ok(style && style.variables.length > 1_000, "VS Code gave its variables");
      await gallery.setTheme(style);
      for (const width of widths) {
        await gallery.photograph(width, path.resolve(`out/ui/states-${theme}-${width}`));
        assert.deepEqual(await gallery.overflowing(), [], `${width} px`);
      }
      // What is no matter of color is the same in all themes.
      const rules = theme === themes[0] ? undefined : colorRules;
      assert.deepEqual(await gallery.violations(rules), []);
    });
  }
});
