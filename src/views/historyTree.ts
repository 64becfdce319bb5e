import * as vscode from "vscode";
import type { History } from "../run/history.js";
import { hasRun, type HistoryEntry } from "../run/historyEntry.js";
import { count } from "./amounts.js";
import { historyGroups, type HistoryGroup } from "./historyGroups.js";
import { entryDescription, entryIcon, entryLabel, entryTooltip } from "./historyText.js";

/** A row of the history: a day, or a run of it. */
export type HistoryNode =
  | { readonly type: "group"; readonly group: HistoryGroup }
  | { readonly type: "run"; readonly entry: HistoryEntry };

/** The recorded runs by day. Nothing is read before the view is seen. */
export class HistoryTree implements vscode.TreeDataProvider<HistoryNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly stopListening: () => void;

  constructor(private readonly history: History) {
    this.stopListening = history.onDidChange(() => this.changes.fire());
  }

  dispose(): void {
    this.stopListening();
    this.changes.dispose();
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    if (node) {
      return node.type === "group"
        ? node.group.entries.map((entry) => ({ type: "run", entry }))
        : [];
    }
    await this.history.load();
    const groups = historyGroups(this.history.entries, new Date());
    return groups.map((group) => ({ type: "group", group }));
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    return node.type === "group" ? groupItem(node.group) : runItem(node.entry);
  }
}

function groupItem({ label, entries, isRecent }: HistoryGroup): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, isRecent ? Expanded : Collapsed);
  item.id = `day ${label}`;
  item.description = count(entries.length);
  item.contextValue = "day";
  return item;
}

function runItem(entry: HistoryEntry): vscode.TreeItem {
  const item = new vscode.TreeItem(entryLabel(entry));
  const { icon, color } = entryIcon(entry);
  const description = entryDescription(entry);
  item.id = entry.id;
  item.description = description;
  item.tooltip = entryTooltip(entry);
  item.iconPath = new vscode.ThemeIcon(
    icon,
    color === undefined ? undefined : new vscode.ThemeColor(color),
  );
  item.contextValue = contextOf(entry);
  item.accessibilityInformation = { label: `${entryLabel(entry)}, ${description}` };
  if (hasRun(entry)) {
    item.command = {
      command: "bedrockStream.openRun",
      title: vscode.l10n.t("Open in Panel"),
      arguments: [entry.id],
    };
  }
  return item;
}

/** What `when` clauses of the rows' menus ask for. */
function contextOf(entry: HistoryEntry): string {
  const { state, pinned } = entry;
  if (!hasRun(entry)) return state.type;
  const words = state.type === "live" ? ["run", "live"] : ["run", "ended"];
  return [...words, pinned ? "pinned" : "loose"].join(" ");
}
