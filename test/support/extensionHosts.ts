import * as fs from "node:fs";
import * as path from "node:path";

/** The extension hosts of the VS Code whose data lies beside this workspace, by their process ids. */
export function extensionHosts(workspace: string): number[] {
  const temporary = path.dirname(workspace);
  return fs.readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = fs.readFileSync(`/proc/${name}/cmdline`, "utf8");
      const environment = fs.readFileSync(`/proc/${name}/environ`, "utf8");
      const isHost = command.includes("--type=extensionHost");
      return isHost && environment.includes(temporary) ? [Number(name)] : [];
    } catch {
      // It ended meanwhile, or belongs to somebody else.
      return [];
    }
  });
}
