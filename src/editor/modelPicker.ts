import * as vscode from "vscode";
import { families } from "../models/families.js";

interface ModelItem extends vscode.QuickPickItem {
  readonly modelId?: string;
}

const recentKey = "recentModelIds";
const recentLimit = 8;

/** Lets the user pick a model or type any id or ARN, and remembers what was picked. */
export class ModelPicker {
  constructor(private readonly memory: vscode.Memento) {}

  /** The model id, or undefined when the user left. */
  async pick(title: string, current = ""): Promise<string | undefined> {
    const pick = vscode.window.createQuickPick<ModelItem>();
    pick.title = title;
    pick.placeholder = "Pick a model, or type any model id, inference profile id or ARN";
    pick.matchOnDescription = true;
    const known = this.items(current);
    pick.items = known;
    pick.onDidChangeValue((value) => (pick.items = withTyped(known, value)));
    try {
      const modelId = await choice(pick);
      if (modelId !== undefined) await this.remember(modelId);
      return modelId;
    } finally {
      pick.dispose();
    }
  }

  async remember(modelId: string): Promise<void> {
    const others = this.recent.filter((recent) => recent !== modelId);
    await this.memory.update(recentKey, [modelId, ...others].slice(0, recentLimit));
  }

  private get recent(): readonly string[] {
    const stored = this.memory.get<unknown>(recentKey);
    return Array.isArray(stored) ? stored.filter((id) => typeof id === "string") : [];
  }

  private items(current: string): readonly ModelItem[] {
    const recent = [...new Set([current, ...this.recent])].filter((id) => id !== "");
    const names = new Map(
      families.flatMap(({ models }) => models.map(({ modelId, name }) => [modelId, name])),
    );
    const offered = families
      .filter(({ streams, models }) => streams && models.length > 0)
      .flatMap((family) => [
        separator(family.name),
        ...family.models
          .filter(({ modelId }) => !recent.includes(modelId))
          .map(({ modelId, name }) => ({ label: name, description: modelId, modelId })),
      ]);
    const recentItems = recent.map((modelId) => ({
      label: names.get(modelId) ?? modelId,
      ...(names.has(modelId) && { description: modelId }),
      modelId,
    }));
    return recent.length > 0 ? [separator("Recent"), ...recentItems, ...offered] : offered;
  }
}

function separator(label: string): ModelItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function withTyped(known: readonly ModelItem[], value: string): readonly ModelItem[] {
  const modelId = value.trim();
  if (modelId === "" || known.some((item) => item.modelId === modelId)) return known;
  // Last, so that Enter takes the best match of what was typed; alone when nothing matches.
  const typed: ModelItem = { label: `$(edit) Use "${modelId}"`, modelId, alwaysShow: true };
  return [...known, typed];
}

function choice(pick: vscode.QuickPick<ModelItem>): Promise<string | undefined> {
  return new Promise((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]?.modelId));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
}
