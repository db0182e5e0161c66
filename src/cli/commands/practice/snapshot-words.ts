import * as l10n from '@vscode/l10n';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { badSnapshot } from '../../../errors/practice.ts';
import {
  compareSnapshots,
  snapshotFile,
  takeSnapshot,
  type Difference,
  type Snapshot,
} from '../../../practice/inspection/snapshot.ts';
import { settleSql } from '../../../practice/sql-settle.ts';
import { readOptions } from '../../options.ts';
import { estateOption, openAt, type PracticeWord } from './word.ts';

const snapshotUsage = ['recovery-runbooks practice snapshot FILE [--estate DIR]'];

/** `practice snapshot FILE`. */
export const snapshotWord: PracticeWord = {
  name: 'snapshot',
  usage: snapshotUsage,
  async run(words, context, services) {
    const { values, positionals } = readOptions(
      words,
      estateOption,
      { least: 1, most: 1 },
      snapshotUsage,
    );
    const store = await openAt(values.estate, context);
    const file = resolve(context.cwd, positionals[0] ?? '');
    await settleSql(store, services);
    const snapshot = await takeSnapshot(store);
    try {
      await writeFile(file, `${JSON.stringify(snapshot, undefined, 1)}\n`);
    } catch (error) {
      throw badSnapshot(file, error instanceof Error ? error.message : String(error));
    }
    const count = Object.keys(snapshot.items).length;
    context.out(`${l10n.t('{0} pieces of data written to {1}', count, file)}\n`);
    return 0;
  },
};

async function readSnapshot(file: string): Promise<Snapshot> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return snapshotFile.parse(value);
  } catch (error) {
    throw badSnapshot(file, error instanceof Error ? error.message : String(error));
  }
}

/** Long values are cut in the list; `--json` has them whole. */
const shown = 100;

function cut(text: string): string {
  return text.length > shown ? `${text.slice(0, shown)}…` : text;
}

function differenceLines({ item, kind, before, after }: Difference): string[] {
  if (kind === 'missing') return [l10n.t('missing  {0}', item)];
  if (kind === 'extra') return [l10n.t('extra    {0}', item)];
  const was = `         ${l10n.t('was {0}', cut(before ?? ''))}`;
  return [l10n.t('changed  {0}', item), was, `         ${l10n.t('is  {0}', cut(after ?? ''))}`];
}

function noteLine({ item, after }: Difference): string {
  return item.includes('/principal/')
    ? l10n.t(
        'note     {0}: the other half of the mirror is the principal now, {1}',
        item,
        after ?? '',
      )
    : l10n.t('note     {0}: unpublished at the snapshot, published now', item);
}

const compareUsage = ['recovery-runbooks practice compare FILE [--estate DIR] [--json]'];

/** `practice compare FILE`: exit status 1 where anything differs. */
export const compareWord: PracticeWord = {
  name: 'compare',
  usage: compareUsage,
  async run(words, context, services) {
    const options = { ...estateOption, json: { type: 'boolean' } } as const;
    const { values, positionals } = readOptions(
      words,
      options,
      { least: 1, most: 1 },
      compareUsage,
    );
    const before = await readSnapshot(resolve(context.cwd, positionals[0] ?? ''));
    const store = await openAt(values.estate, context);
    await settleSql(store, services);
    const after = await takeSnapshot(store);
    const comparison = compareSnapshots(before, after);
    const { differences, notes, items } = comparison;
    if (values.json === true) {
      context.out(`${JSON.stringify(comparison, undefined, 2)}\n`);
      return differences.length === 0 ? 0 : 1;
    }
    for (const line of differences.flatMap(differenceLines)) context.out(`${line}\n`);
    for (const note of notes) context.out(`${noteLine(note)}\n`);
    context.out(
      differences.length === 0
        ? `${l10n.t('{0} pieces of data compared: all as in the snapshot.', items)}\n`
        : `${l10n.t('{0} pieces of data compared: {1} differ.', items, differences.length)}\n`,
    );
    return differences.length === 0 ? 0 : 1;
  },
};
