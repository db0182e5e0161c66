/** Copies the share into a set; killed by its test. Arguments: the scratch folder and the set. */
import { setsAt, share, signal } from './sets-in-test.ts';

const [root = '', set = ''] = process.argv.slice(2);
await setsAt(root).copy(
  { from: share, to: `${set}/filestore`, exclude: [], overwrite: false },
  { signal },
);
