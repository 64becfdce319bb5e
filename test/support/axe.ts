import * as fs from "node:fs";
import type { Frame } from "playwright-core";

const source = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds wrong in a document, one line for each rule. */
export async function axeViolations(frame: Frame): Promise<readonly string[]> {
  await frame.evaluate(`"axe" in globalThis || (() => { ${source} })()`);
  return frame.evaluate(async () => {
    const axe: {
      run(root: Document): Promise<{
        violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
      }>;
    } = Reflect.get(globalThis, "axe");
    const { violations: found } = await axe.run(document);
    return found.map(({ id, nodes }) => {
      const [node] = nodes;
      return `${id}: ${node?.html.slice(0, 200)} ${node?.failureSummary}`;
    });
  });
}
