import { basename, dirname, join } from 'node:path';
import { manifestName } from '../names.ts';
import { readManifest } from '../read-manifest.ts';
import type { OlderSet, SetSummary } from '../sets.ts';
import { summariseSet, type SetPlace } from '../summary.ts';
import type { Work } from '../work.ts';

/** Sets that are looked at, newest by their name first. */
const mostSets = 60;

function madeAt({ created, sealed }: Pick<SetSummary, 'created' | 'sealed'>): number {
  const time = Date.parse(created ?? sealed ?? '');
  return Number.isNaN(time) ? 0 : time;
}

/** The best to start a recovery from: complete before incomplete, verified in full before sealed. */
function bestOf(sets: readonly SetSummary[]): SetSummary | undefined {
  const sealed = sets.filter(set => set.state === 'sealed');
  const complete = sealed.filter(set => (set.coverage?.missing.length ?? 0) === 0);
  const best = (complete.length > 0 ? complete : sealed).sort((a, b) => madeAt(b) - madeAt(a));
  return best.find(set => set.fullyVerified !== undefined) ?? best[0];
}

/** Folders beside the set that have a manifest; nothing else there is walked through. */
async function namesBeside({ folder }: SetPlace, work: Work): Promise<string[]> {
  const children = await work.files.readdir(dirname(folder), { withFileTypes: true });
  const names: string[] = [];
  for (const child of children) {
    if (!child.isDirectory() || child.name === basename(folder)) continue;
    const manifest = join(dirname(folder), child.name, manifestName);
    const there = await work.files.lstat(manifest).then(
      stats => stats.isFile(),
      () => false,
    );
    if (there) names.push(child.name);
  }
  return names.sort().reverse().slice(0, mostSets);
}

async function setsBeside(place: SetPlace, work: Work): Promise<SetSummary[]> {
  const sets: SetSummary[] = [];
  for (const name of await namesBeside(place, work)) {
    const shown = place.shown.replace(/[^\\/]+[\\/]*$/, name);
    const folder = join(dirname(place.folder), name);
    sets.push(await summariseSet({ folder, shown, needs: place.needs }, work));
  }
  return sets;
}

/**
 * The next older set below the same location that a recovery can start from: the newest that was
 * verified in full, else the newest that is sealed; complete ones before others.
 */
export async function olderGoodSet(place: SetPlace, work: Work): Promise<OlderSet | undefined> {
  const read = await readManifest(place.folder, work.files);
  const own = read.found === 'manifest' ? madeAt(read.manifest.head) : Infinity;
  let sets: readonly SetSummary[];
  try {
    sets = await setsBeside(place, work);
  } catch {
    work.check();
    return undefined; // the finding stands by itself; a location that cannot be read adds nothing
  }
  const found = bestOf(sets.filter(set => madeAt(set) <= own));
  if (found === undefined) return undefined;
  const { name, path, sealed, fullyVerified } = found;
  return {
    name,
    path,
    ...(sealed === undefined ? {} : { sealed }),
    ...(fullyVerified === undefined ? {} : { fullyVerified }),
  };
}
