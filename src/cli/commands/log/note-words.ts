import * as l10n from '@vscode/l10n';
import { resolve } from 'node:path';
import { wrongUse } from '../../../errors/cli.ts';
import { noteLines } from '../../../log/account/note-lines.ts';
import { decisions, severities, signers, type NoteEntry } from '../../../log/notes/entry.ts';
import type { CliContext } from '../../command.ts';
import { readOptions } from '../../options.ts';
import { dayOption } from './day-option.ts';
import type { LogServices, LogWord } from './services.ts';

/** One of some words, or a `Problem` that names them. */
function oneOf<T extends string>(
  all: readonly T[],
  given: string | undefined,
  option: string,
  usage: readonly string[],
): T {
  const found = all.find(each => each === given);
  if (found !== undefined) return found;
  throw wrongUse(l10n.t('{0} must be one of: {1}.', option, all.join(', ')), usage);
}

async function add(
  file: string,
  entry: NoteEntry,
  services: LogServices,
  context: CliContext,
): Promise<number> {
  const note = await services.add(file, entry);
  context.out(`${l10n.t('added as entry N{0}: {1}', note.seq + 1, noteLines(note)[0] ?? '')}\n`);
  return 0;
}

const noteUsage = ['recovery-runbooks log note LOG TEXT [--step STEP]'];

/** `log note`: a note beside a log, at any time. */
export const noteWord: LogWord = {
  name: 'note',
  usage: noteUsage,
  async run(words, services, context) {
    const options = { step: { type: 'string' } } as const;
    const { values, positionals } = readOptions(words, options, { least: 2, most: 2 }, noteUsage);
    const [log = '', text = ''] = positionals;
    const step = values.step === undefined ? {} : { step: values.step };
    const file = resolve(context.cwd, log);
    return add(file, { type: 'note', text, ...step }, services, context);
  },
};

const evidenceUsage = [
  'recovery-runbooks log evidence LOG TITLE (--file FILE | --text TEXT) [--step STEP]',
];

/** `log evidence`: a text or a file as evidence; the file is kept beside the log. */
export const evidenceWord: LogWord = {
  name: 'evidence',
  usage: evidenceUsage,
  async run(words, services, context) {
    const options = {
      file: { type: 'string' },
      text: { type: 'string' },
      step: { type: 'string' },
    } as const;
    const { values, positionals } = readOptions(
      words,
      options,
      { least: 2, most: 2 },
      evidenceUsage,
    );
    const { file, text, step } = values;
    if ((file === undefined) === (text === undefined)) {
      throw wrongUse(l10n.t('Either --file or --text is needed.'), evidenceUsage);
    }
    const [log = '', title = ''] = positionals;
    const path = resolve(context.cwd, log);
    const given = file === undefined ? { text: text ?? '' } : { path: resolve(context.cwd, file) };
    const entry = await services.evidence(path, title, given, step);
    return add(path, entry, services, context);
  },
};

const participantUsage = ['recovery-runbooks log participant LOG NAME [--role ROLE]'];

/** `log participant`: someone who took part and whom the log does not name. */
export const participantWord: LogWord = {
  name: 'participant',
  usage: participantUsage,
  async run(words, services, context) {
    const options = { role: { type: 'string', default: 'participant' } } as const;
    const { values, positionals } = readOptions(
      words,
      options,
      { least: 2, most: 2 },
      participantUsage,
    );
    const [log = '', name = ''] = positionals;
    const entry = { type: 'participant', name, role: values.role } as const;
    return add(resolve(context.cwd, log), entry, services, context);
  },
};

const findingUsage = [
  'recovery-runbooks log finding LOG TEXT [--severity minor|major|critical] [--owner NAME]',
  '                  [--due YYYY-MM-DD] [--record N]…',
  'recovery-runbooks log finding LOG TEXT --close ID',
];

function recordNumbers(words: readonly string[]): number[] {
  return words.map(word => {
    if (/^\d{1,9}$/.test(word)) return Number(word);
    throw wrongUse(l10n.t('{0} is no number of a record.', word), findingUsage);
  });
}

/** `log finding`: what must be mended, by whom and until when; or that it was. */
export const findingWord: LogWord = {
  name: 'finding',
  usage: findingUsage,
  async run(words, services, context) {
    const options = {
      severity: { type: 'string', default: 'minor' },
      owner: { type: 'string' },
      due: { type: 'string' },
      record: { type: 'string', multiple: true },
      close: { type: 'string' },
    } as const;
    const range = { least: 2, most: 2 };
    const { values, positionals } = readOptions(words, options, range, findingUsage);
    const [log = '', text = ''] = positionals;
    const file = resolve(context.cwd, log);
    const { owner, close } = values;
    if (close !== undefined) {
      return add(file, { type: 'finding-closed', id: close, text }, services, context);
    }
    const due = dayOption(values.due, '--due', findingUsage);
    const records = recordNumbers(values.record ?? []);
    const entry: NoteEntry = {
      type: 'finding',
      id: '',
      severity: oneOf(severities, values.severity, '--severity', findingUsage),
      text,
      ...(owner === undefined ? {} : { owner }),
      ...(due === undefined ? {} : { due }),
      ...(records.length === 0 ? {} : { records }),
    };
    return add(file, entry, services, context);
  },
};

const signOffUsage = [
  'recovery-runbooks log sign-off LOG --as author|reviewer|management',
  '                  --decision passed|passed-with-conditions|failed [--text TEXT]',
];

/** `log sign-off`: a decision on a run, signed with the user's key. */
export const signOffWord: LogWord = {
  name: 'sign-off',
  usage: signOffUsage,
  async run(words, services, context) {
    const options = {
      as: { type: 'string' },
      decision: { type: 'string' },
      text: { type: 'string', default: '' },
    } as const;
    const range = { least: 1, most: 1 };
    const { values, positionals } = readOptions(words, options, range, signOffUsage);
    const entry: NoteEntry = {
      type: 'sign-off',
      role: oneOf(signers, values.as, '--as', signOffUsage),
      decision: oneOf(decisions, values.decision, '--decision', signOffUsage),
      text: values.text,
    };
    return add(resolve(context.cwd, positionals[0] ?? ''), entry, services, context);
  },
};
