import * as vscode from "vscode";
import type { FirstStep } from "./firstSteps.js";

/** The keys that `when` clauses in package.json ask for. */
export interface ContextValues {
  readonly streaming: boolean;
  readonly hasRun: boolean;
  readonly sandboxInUse: boolean;
  readonly hasApiKey: boolean;
  readonly outputInEditor: boolean;
}

/** Sets context keys, each only when its value has changed: changes come with every chunk. */
export class ContextKeys {
  private readonly last = new Map<string, boolean>();

  update(values: Partial<ContextValues>): void {
    for (const [key, value] of Object.entries(values)) this.set(key, value);
  }

  /** Remembers for this window what has been done; VS Code does for the walkthrough. */
  done(steps: readonly FirstStep[]): void {
    for (const step of steps) this.set(step, true);
  }

  private set(key: string, value: boolean): void {
    if (this.last.get(key) === value) return;
    this.last.set(key, value);
    void vscode.commands.executeCommand("setContext", `bedrockStream.${key}`, value);
  }
}
