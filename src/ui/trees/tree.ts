import * as vscode from 'vscode';
import { asProblem } from '../../errors/problem.ts';
import { problemText } from '../run/problem-panel.ts';
import type { TreeNode } from './node.ts';

function itemOf(node: TreeNode): vscode.TreeItem {
  const none = vscode.TreeItemCollapsibleState.None;
  const expanded = vscode.TreeItemCollapsibleState.Expanded;
  const state = node.state ?? ((node.children?.length ?? 0) > 0 ? expanded : none);
  const item = new vscode.TreeItem(node.label, state);
  item.id = node.id;
  const words = node.description === undefined ? node.label : `${node.label}, ${node.description}`;
  item.accessibilityInformation = { label: words };
  item.tooltip = node.tooltip ?? words;
  if (node.description !== undefined) item.description = node.description;
  if (node.icon !== undefined) item.iconPath = node.icon;
  if (node.context !== undefined) item.contextValue = node.context;
  if (node.command !== undefined) item.command = node.command;
  return item;
}

/**
 * One view of the *Recovery* container. `load` is called when the view is first seen and after each
 * `refresh`; what it gives is kept until then, so that scrolling and expanding read nothing.
 */
export class Tree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #load: () => Promise<readonly TreeNode[]>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: vscode.TreeView<TreeNode>;
  #roots: Promise<readonly TreeNode[]> | undefined;

  constructor(viewId: string, load: () => Promise<readonly TreeNode[]>) {
    this.#load = load;
    this.view = vscode.window.createTreeView(viewId, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
  }

  /** Reads again where the view is shown, else when it is next seen. */
  refresh(): void {
    this.#roots = undefined;
    this.#changed.fire(undefined);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return itemOf(node);
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node !== undefined) return [...(node.children ?? [])];
    this.#roots ??= this.#load();
    try {
      const roots = await this.#roots;
      this.view.message = ''; // deleting it would take the accessor away, and the words would stay
      return [...roots];
    } catch (thrown) {
      this.#roots = undefined;
      this.view.message = problemText(asProblem(thrown).data);
      return [];
    }
  }

  dispose(): void {
    this.view.dispose();
    this.#changed.dispose();
  }
}

/** A number that needs a person, on the view's icon; none for 0. */
export function setBadge(tree: Tree, value: number, tooltip: string): void {
  tree.view.badge = value > 0 ? { value, tooltip } : undefined;
}
