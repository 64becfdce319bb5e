import type * as vscode from "vscode";
import type { Sandbox } from "../sandbox/server.js";

/** The sandbox inside this extension host: started on demand, used for every run while it is on. */
export class SandboxSession implements vscode.Disposable {
  private starting: Promise<Sandbox> | undefined;
  private running: Sandbox | undefined;

  constructor(private readonly onDidChange: () => void) {}

  get current(): Sandbox | undefined {
    return this.running;
  }

  /** Starts it on a free port of 127.0.0.1, or answers the one that runs. */
  async use(): Promise<Sandbox> {
    this.starting ??= startApart();
    try {
      this.running = await this.starting;
    } catch (error) {
      this.starting = undefined;
      throw error;
    }
    this.onDidChange();
    return this.running;
  }

  async stop(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    this.starting = undefined;
    this.onDidChange();
    await running?.close();
  }

  dispose(): void {
    void this.stop();
  }
}

/** A bundle of its own: most sessions never need it. */
async function startApart(): Promise<Sandbox> {
  const { startSandbox } = await import("../sandbox/server.js");
  return startSandbox({});
}
