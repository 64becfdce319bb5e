import * as fs from "node:fs";
import * as path from "node:path";
import { until } from "../support/until.js";
import type { ChatOrder, ChatReport } from "./chatParticipant.js";
import type { CompanionReady, HostReport, MemoryReport, Order, StreamOrder } from "./companion.js";
import type { StartReport } from "./startReport.js";

/** The bench's own extension in a VS Code. */
export class Companion {
  constructor(private readonly folder: string) {
    const manifest = {
      name: "bench-companion",
      publisher: "bedrock-stream-test",
      version: "0.0.1",
      engines: { vscode: "^1.104.0" },
      main: "./companion.js",
      activationEvents: ["*"],
      contributes: {
        chatParticipants: [
          { id: "bedrock-stream-bench.stream", name: "bench", fullName: "Bench", isSticky: false },
        ],
        languageModelChatProviders: [{ vendor: "bedrock-stream-bench", displayName: "Bench" }],
      },
    };
    fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
    fs.copyFileSync("out/test/bench/companion.js", path.join(folder, "companion.js"));
  }

  /** Before a reload: the next extension host says again when it is there. */
  forget(): void {
    fs.rmSync(path.join(this.folder, "ready.json"), { force: true });
  }

  stream(order: StreamOrder): Promise<HostReport> {
    return this.order<HostReport>(order);
  }

  /** Asks VS Code's own chat view. */
  chat(order: ChatOrder): Promise<ChatReport> {
    return this.order<ChatReport>(order);
  }

  /** What the extension host holds. */
  memory(): Promise<MemoryReport> {
    return this.order<MemoryReport>({ memory: true });
  }

  /** What our activation took and has loaded. */
  start(): Promise<StartReport> {
    return this.order<StartReport>({ startOf: "extension" });
  }

  private async order<Report>(order: Order): Promise<Report> {
    const { port } = await this.ready();
    const response = await fetch(`http://127.0.0.1:${port}`, {
      method: "POST",
      body: JSON.stringify(order),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as Report;
  }

  private ready(): Promise<CompanionReady> {
    const file = path.join(this.folder, "ready.json");
    return until(
      "the companion is there",
      () => fs.existsSync(file) && (JSON.parse(fs.readFileSync(file, "utf8")) as CompanionReady),
      60_000,
    );
  }
}
