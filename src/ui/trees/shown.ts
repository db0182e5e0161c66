import type { TreeNode } from './node.ts';
import type { Tree } from './tree.ts';

/** An item as the editor shows it, with all that lies below it. */
export interface ShownItem {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly read: string;
  readonly children: readonly ShownItem[];
}

/** The items of a view, folded or not, as its own provider gives them to the editor. */
export async function shownItems(tree: Tree, node?: TreeNode): Promise<readonly ShownItem[]> {
  const nodes = await tree.getChildren(node);
  return Promise.all(
    nodes.map(async each => {
      const { accessibilityInformation, description } = tree.getTreeItem(each);
      return {
        id: each.id,
        label: each.label,
        description: typeof description === 'string' ? description : '',
        read: accessibilityInformation?.label ?? '',
        children: await shownItems(tree, each),
      };
    }),
  );
}
