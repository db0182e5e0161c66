import { resolve } from 'node:path';
import { noteLines } from '../../../log/account/note-lines.ts';
import { printable } from '../../../log/account/printable.ts';
import { verifyLog } from '../../../log/chain/verify.ts';
import { mustBeLog } from '../../../log/folder/sniff.ts';
import { readOptions } from '../../options.ts';
import { showLog } from '../log-show.ts';
import type { LogWord } from './services.ts';

const usage = ['recovery-runbooks log show FILE [--json]'];

/** `log show`: the account of a run, as a person reads it. */
export const showWord: LogWord = {
  name: 'show',
  usage,
  async run(words, services, context) {
    const options = { json: { type: 'boolean' } } as const;
    const { values, positionals } = readOptions(words, options, { least: 1, most: 1 }, usage);
    const file = resolve(context.cwd, positionals[0] ?? '');
    await mustBeLog(file);
    const trustedKeys = await services.trustedKeys();
    const found = await verifyLog(file, { trustedKeys, signal: context.signal });
    await showLog(file, found, values.json === true, context);
    if (values.json !== true) {
      const { notes } = await services.notes(file);
      for (const note of notes) {
        const [first = '', ...rest] = noteLines(note);
        context.out(`${note.time.slice(0, 19).replace('T', ' ')}  ${printable(first)}\n`);
        for (const line of rest) context.out(`    ${printable(line)}\n`);
      }
    }
    return found.integrity.state === 'intact' ? 0 : 1;
  },
};
