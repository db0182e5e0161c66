/**
 * How many Front Ends of a pool have to run: for its first start after all were down, and to stay
 * functional (documentation of Lync Server 2013, topologies and components for Front End servers).
 * A pool has at most twelve.
 */
const table: readonly (readonly [members: number, first: number, functional: number])[] = [
  [1, 1, 1],
  [2, 1, 1],
  [3, 3, 2],
  [4, 3, 2],
  [5, 4, 3],
  [6, 5, 3],
  [7, 5, 4],
  [8, 6, 4],
  [9, 7, 4],
  [10, 8, 5],
  [11, 9, 5],
  [12, 10, 5],
];

export interface Quorum {
  /** Members that must run for the first start of the pool. */
  readonly firstStart: number;
  /** Members that must run for it to stay functional. */
  readonly functional: number;
}

/** The quorum of a pool with so many members; a size outside the table takes its nearest row. */
export function quorumOf(members: number): Quorum {
  const size = Math.min(Math.max(members, 1), 12);
  const [, firstStart = 1, functional = 1] = table.find(([count]) => count === size) ?? [];
  return { firstStart, functional };
}
