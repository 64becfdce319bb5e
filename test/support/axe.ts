import * as fs from "node:fs";
import type { Frame } from "playwright-core";

const source = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Rules whose findings depend on the theme. */
export const colorRules = ["color-contrast", "link-in-text-block"];

/** What axe-core finds wrong in a document, one line for each rule; all rules by default. */
export async function axeViolations(
  frame: Frame,
  rules?: readonly string[],
): Promise<readonly string[]> {
  await frame.evaluate(`"axe" in globalThis || (() => { ${source} })()`);
  return frame.evaluate(async (only) => {
    const axe: {
      run(
        root: Document,
        options: object,
      ): Promise<{
        violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
      }>;
    } = Reflect.get(globalThis, "axe");
    const { violations: found } = await axe.run(document, only ? { runOnly: only } : {});
    return found.map(({ id, nodes }) => {
      const [node] = nodes;
      return `${id}: ${node?.html.slice(0, 200)} ${node?.failureSummary}`;
    });
  }, rules);
}
