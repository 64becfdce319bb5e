import * as vscode from "vscode";
import type { Lazy } from "./lazy.js";
import type { Parts } from "./parts.js";
import type { HistoryNode } from "./views/historyTree.js";
import { historyViewId, outputScheme, outputTabType, outputViewId } from "./views/viewIds.js";

/**
 * Registers what VS Code may ask for before anything was used: views that are open when a window
 * opens. Only then the parts are loaded that fill them.
 */
export function registerLateViews(parts: Lazy<Parts>): vscode.Disposable {
  const tree = new LateTree(parts);
  const documents = new LateDocuments(parts);
  return vscode.Disposable.from(
    tree,
    documents,
    vscode.window.registerWebviewViewProvider(outputViewId, {
      resolveWebviewView: async (view) => (await parts.get()).output.resolveWebviewView(view),
    }),
    vscode.window.registerWebviewPanelSerializer(outputTabType, {
      deserializeWebviewPanel: async (tab) => (await parts.get()).output.restore(tab),
    }),
    vscode.window.createTreeView(historyViewId, {
      treeDataProvider: tree,
      canSelectMany: true,
      showCollapseAll: true,
    }),
    vscode.workspace.registerTextDocumentContentProvider(outputScheme, documents),
  );
}

/** Tells of the changes of something that comes later. */
class LateChanges<T> extends vscode.EventEmitter<T> {
  private following: vscode.Disposable | undefined;

  follow(source: vscode.Event<T>): void {
    this.following ??= source((change) => this.fire(change));
  }

  override dispose(): void {
    this.following?.dispose();
    super.dispose();
  }
}

class LateTree implements vscode.TreeDataProvider<HistoryNode>, vscode.Disposable {
  private readonly changes = new LateChanges<void>();
  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly parts: Lazy<Parts>) {}

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    return (await this.load()).getChildren(node);
  }

  async getTreeItem(node: HistoryNode): Promise<vscode.TreeItem> {
    return (await this.load()).getTreeItem(node);
  }

  dispose(): void {
    this.changes.dispose();
  }

  private async load() {
    const { tree } = await this.parts.get();
    this.changes.follow(tree.onDidChangeTreeData);
    return tree;
  }
}

class LateDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new LateChanges<vscode.Uri>();
  readonly onDidChange = this.changes.event;

  constructor(private readonly parts: Lazy<Parts>) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { documents } = await this.parts.get();
    this.changes.follow(documents.onDidChange);
    return documents.provideTextDocumentContent(uri);
  }

  dispose(): void {
    this.changes.dispose();
  }
}
