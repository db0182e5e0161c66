import type { Command, ThemeIcon, TreeItemCollapsibleState } from 'vscode';

/** An item of a tree. Words say everything; the icon only repeats them. */
export interface TreeNode {
  /** Unique in its tree and the same after a refresh, so that expansion is kept. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon?: ThemeIcon;
  readonly tooltip?: string;
  /** For menus: words with dashes. */
  readonly context?: string;
  readonly command?: Command;
  readonly children?: readonly TreeNode[];
  readonly state?: TreeItemCollapsibleState;
  /** Path or name that the item's commands work on. */
  readonly target?: string;
}
