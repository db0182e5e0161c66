import type { TreeNode } from './node.ts';

/** Words of an item that a filter looks at. */
function textOf({ label, description = '' }: TreeNode): string {
  return `${label} ${description}`.toLowerCase();
}

/**
 * The tree with only the items that have every word of the filter in their own text, or lie below one
 * that has them, and the way to them. Identifiers stay the same, so that what was open stays open.
 */
export function filtered(nodes: readonly TreeNode[], filter: string): TreeNode[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '');
  if (words.length === 0) return [...nodes];
  const keep = (node: TreeNode): TreeNode | undefined => {
    const text = textOf(node);
    if (words.every(word => text.includes(word))) return node;
    const children = (node.children ?? []).flatMap(child => keep(child) ?? []);
    return children.length === 0 ? undefined : { ...node, children };
  };
  return nodes.flatMap(node => keep(node) ?? []);
}

/** How many servers a tree shows. */
export function serverCount(nodes: readonly TreeNode[]): number {
  let count = 0;
  for (const { id, children = [] } of nodes) {
    count += (/^server\/[^/]+$/.test(id) ? 1 : 0) + serverCount(children);
  }
  return count;
}
