/**
 * The circles among things that need each other, each once, beginning with the first of its things.
 * Keeps its own stack: a chain may be as long as the runbook.
 */
export function findCircles<T>(all: Iterable<T>, needs: (thing: T) => readonly T[]): T[][] {
  const finished = new Set<T>();
  const found: T[][] = [];
  for (const start of all) {
    if (finished.has(start)) continue;
    const path = [{ thing: start, needed: needs(start), next: 0 }];
    const onPath = new Map<T, number>([[start, 0]]);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      if (top.next === top.needed.length) {
        path.pop();
        onPath.delete(top.thing);
        finished.add(top.thing);
        continue;
      }
      const [needed] = top.needed.slice(top.next++, top.next);
      if (needed === undefined || finished.has(needed)) continue;
      const from = onPath.get(needed);
      if (from !== undefined) found.push(path.slice(from).map(({ thing }) => thing));
      else {
        onPath.set(needed, path.length);
        path.push({ thing: needed, needed: needs(needed), next: 0 });
      }
    }
  }
  return found;
}
