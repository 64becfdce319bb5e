import * as vscode from "vscode";
import type { Catalog } from "../client/catalog.js";
import { modelBehind } from "./modelBehind.js";
import { modelSections, type KnownCatalog } from "./modelSections.js";
import { escapeItems } from "../withoutLinks.js";

interface ModelItem extends vscode.QuickPickItem {
  readonly modelId?: string;
}

const recentKey = "recentModelIds";
const recentLimit = 8;

const refreshButton = (): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon("refresh"),
  tooltip: vscode.l10n.t("Read the account's models again"),
});

/** Lets the user pick a model or type any id or ARN, and remembers what was picked. */
export class ModelPicker {
  /** @param catalog the account's lists; undefined when no place or identity is chosen. */
  constructor(
    private readonly memory: vscode.Memento,
    private readonly catalog: () => Promise<Catalog | undefined>,
  ) {}

  /** The model id, or undefined when the user left. */
  async pick(title: string, current = ""): Promise<string | undefined> {
    const modelId = await this.open(title, current).chosen;
    if (modelId !== undefined) await this.remember(modelId);
    return modelId;
  }

  /** The foundation model behind an id, whose family decides the form of a body; undefined if nobody says. */
  behind(modelId: string): Promise<string | undefined> {
    return modelBehind(modelId, this.catalog);
  }

  async remember(modelId: string): Promise<void> {
    const others = this.recent.filter((recent) => recent !== modelId);
    await this.memory.update(recentKey, [modelId, ...others].slice(0, recentLimit));
  }

  /** Shows the picker at once, with what is known; the account's lists come as they arrive. */
  open(title: string, current = ""): OpenPicker {
    const recent = [...new Set([current, ...this.recent])].filter((id) => id !== "");
    return new OpenPicker(title, recent, this.catalog);
  }

  /** What was picked lately, the latest first. */
  get recent(): readonly string[] {
    const stored = this.memory.get<unknown>(recentKey);
    return Array.isArray(stored) ? stored.filter((id) => typeof id === "string") : [];
  }
}

/** One picker on the screen. */
class OpenPicker {
  readonly quickPick = vscode.window.createQuickPick<ModelItem>();
  /** The model id, or undefined when the user left. */
  readonly chosen: Promise<string | undefined>;
  private readonly closing = new AbortController();
  private known: readonly ModelItem[] = [];
  private loads = 0;
  /** The model id that was typed whole, until its item is the active one: Enter may come before. */
  private wanted: string | undefined;

  constructor(
    title: string,
    private readonly recent: readonly string[],
    private readonly catalog: () => Promise<Catalog | undefined>,
  ) {
    const { quickPick } = this;
    quickPick.title = title;
    quickPick.placeholder = vscode.l10n.t(
      "Pick a model, or type any model id, inference profile id or ARN",
    );
    quickPick.matchOnDescription = true;
    quickPick.buttons = [refreshButton()];
    // Who types a whole id means that one, though a profile's id that ends in it stands above.
    quickPick.onDidChangeValue((value) => this.goTo(value.trim()));
    quickPick.onDidChangeActive(([active]) => {
      if (active?.modelId === this.wanted) this.wanted = undefined;
    });
    quickPick.onDidTriggerButton(() => void this.load(true));
    this.showCatalog(undefined);
    this.chosen = this.choice();
    quickPick.show();
    void this.load(false);
  }

  private async choice(): Promise<string | undefined> {
    const { quickPick } = this;
    try {
      return await new Promise((resolve) => {
        quickPick.onDidAccept(() => {
          // While the account's lists replace the items, none is selected: what is typed counts.
          const typed = quickPick.value.trim();
          const selected = this.wanted ?? quickPick.selectedItems[0]?.modelId;
          resolve(selected ?? (typed === "" ? undefined : typed));
        });
        quickPick.onDidHide(() => resolve(undefined));
      });
    } finally {
      this.closing.abort();
      quickPick.dispose();
    }
  }

  /**
   * Reads the account's lists: all of them anew, or those that are old. Never rejects: without them
   * the picker is the one that it was.
   */
  async load(anew: boolean): Promise<void> {
    this.loads += 1;
    this.quickPick.busy = true;
    try {
      const catalog = await this.catalog();
      if (!catalog || this.isClosed) return;
      this.showCatalog(catalog);
      const { signal } = this.closing;
      await Promise.all(
        catalog.lists.map(async (list) => {
          const isNews = anew || !list.isFresh;
          await (anew ? list.refresh(signal) : list.get(signal));
          if (isNews) this.showCatalog(catalog);
        }),
      );
    } catch {
      // The picker was closed, or no place or identity is chosen yet.
    } finally {
      this.loads -= 1;
      if (!this.isClosed) this.quickPick.busy = this.loads > 0;
    }
  }

  private get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  private showCatalog(catalog: KnownCatalog | undefined): void {
    this.known = modelSections(this.recent, catalog).flatMap(({ title, choices }) => [
      { label: title, kind: vscode.QuickPickItemKind.Separator },
      ...choices.map(({ modelId, name, note }) => ({
        label: name,
        ...(name !== modelId && { description: modelId }),
        ...(note !== undefined && { detail: note }),
        modelId,
      })),
    ]);
    if (!this.isClosed) this.showItems();
  }

  private goTo(typed: string): void {
    const isKnown = this.known.some(({ modelId }) => modelId === typed);
    const isThere = this.quickPick.activeItems[0]?.modelId === typed;
    this.wanted = isKnown && !isThere ? typed : undefined;
    this.showItems();
  }

  private showItems(): void {
    const { quickPick } = this;
    const active = quickPick.activeItems[0]?.modelId;
    const itemOf = (id: string | undefined) =>
      quickPick.items.find(({ modelId }) => modelId !== undefined && modelId === id);
    quickPick.keepScrollPosition = true;
    quickPick.items = escapeItems(withTyped(this.known, quickPick.value));
    // Lists that arrive must not move the choice from under the user's finger.
    const next = itemOf(this.wanted) ?? itemOf(active);
    if (next) quickPick.activeItems = [next];
  }
}

export type { OpenPicker };

function withTyped(known: readonly ModelItem[], value: string): readonly ModelItem[] {
  const modelId = value.trim();
  if (modelId === "" || known.some((item) => item.modelId === modelId)) return known;
  // Last, so that Enter takes the best match of what was typed; alone when nothing matches.
  const typed: ModelItem = {
    label: vscode.l10n.t('Use "{0}"', modelId),
    iconPath: new vscode.ThemeIcon("edit"),
    modelId,
    alwaysShow: true,
  };
  return [...known, typed];
}
