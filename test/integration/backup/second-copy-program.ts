/** Copies a set to the second location; killed by its test. Argument: the scratch folder. */
import { location, second, setsAt, signal } from './sets-in-test.ts';

const [root = ''] = process.argv.slice(2);
await setsAt(root).copy(
  { from: `${location}\\one`, to: `${second}\\one`, exclude: [], overwrite: false },
  { signal },
);
