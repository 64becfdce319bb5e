import * as vscode from "vscode";

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
    for (const [key, value] of Object.entries(values)) {
      if (this.last.get(key) === value) continue;
      this.last.set(key, value);
      void vscode.commands.executeCommand("setContext", `bedrockStream.${key}`, value);
    }
  }
}
