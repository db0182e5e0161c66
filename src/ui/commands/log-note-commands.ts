import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { cancelled } from '../../errors/problem.ts';
import { decisionWord, severityWord, signerWord } from '../../log/account/note-lines.ts';
import { decisions, severities, signers, type NoteEntry } from '../../log/notes/entry.ts';
import type { GivenEvidence } from '../log-services.ts';
import { askText, chooseOne } from '../questions.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { LoadServices } from '../services.ts';

export interface NoteParts {
  readonly desk: RunDesk;
  readonly load: LoadServices;
  /** Something was added beside a log. */
  readonly changed: (file: string) => void;
}

/** Asks for a text; leaving the question cancels. */
async function ask(title: string, prompt: string, value = ''): Promise<string> {
  const options = { title, prompt, value };
  const text = await askText(options);
  if (text === undefined) throw cancelled();
  return text.trim();
}

async function askNeeded(title: string, prompt: string): Promise<string> {
  const text = await ask(title, prompt);
  if (text === '') throw cancelled();
  return text;
}

async function choose<T extends string>(
  title: string,
  all: readonly T[],
  word: (value: T) => string,
): Promise<T> {
  const items = all.map(value => ({ label: word(value), value }));
  const picked = await chooseOne(items, { title });
  if (picked === undefined) throw cancelled();
  return picked.value;
}

async function add(file: string, entry: NoteEntry, parts: NoteParts): Promise<void> {
  const services = await parts.load();
  await services.logs.add(file, entry);
  parts.changed(file);
}

/** A note goes into the log of a run that is driven here, else beside the log. */
export async function addNote(
  file: string,
  step: string | undefined,
  parts: NoteParts,
  given?: string,
): Promise<void> {
  const prompt = l10n.t('The note is kept with your name and the time.');
  const text = given ?? (await askNeeded(l10n.t('Add note'), prompt));
  const driver = parts.desk.all.find(run => run.driver?.log.file === file)?.driver;
  if (driver !== undefined) {
    await driver.note(text, step);
    return;
  }
  await add(file, { type: 'note', text, ...(step === undefined ? {} : { step }) }, parts);
}

/** Evidence goes into the log of a run that is driven here, else beside the log. */
export async function keepEvidence(
  file: string,
  title: string,
  given: GivenEvidence,
  step: string | undefined,
  parts: NoteParts,
): Promise<void> {
  const services = await parts.load();
  const entry = await services.logs.evidence(file, title, given, step);
  const driver = parts.desk.all.find(run => run.driver?.log.file === file)?.driver;
  if (driver === undefined) {
    await add(file, entry, parts);
    return;
  }
  await driver.addEvidence(entry.evidence, step, entry.whole);
}

/** Evidence that need not be asked for. */
export interface WrittenEvidence {
  readonly title: string;
  readonly given: GivenEvidence;
}

/** Asks for evidence, unless it was given: a text, or a file. */
export async function addEvidence(
  file: string,
  step: string | undefined,
  parts: NoteParts,
  written?: WrittenEvidence,
): Promise<void> {
  if (written !== undefined) {
    await keepEvidence(file, written.title, written.given, step, parts);
    return;
  }
  const title = l10n.t('Add evidence');
  const kind = await choose(title, ['text', 'file'], value =>
    value === 'text' ? l10n.t('Text') : l10n.t('File or picture…'),
  );
  const what = await askNeeded(title, l10n.t('What does it show?'));
  if (kind === 'text') {
    const text = await askNeeded(title, l10n.t('The text itself'));
    await keepEvidence(file, what, { text }, step, parts);
    return;
  }
  const picked = await vscode.window.showOpenDialog({ title, canSelectMany: false });
  const path = picked?.[0]?.fsPath;
  if (path === undefined) throw cancelled();
  await keepEvidence(file, what, { path }, step, parts);
}

/** Asks for a finding: what, how grave, who mends it, until when. */
export async function addFinding(file: string, parts: NoteParts): Promise<void> {
  const title = l10n.t('Add finding');
  const text = await askNeeded(title, l10n.t('What has to be mended?'));
  const severity = await choose(title, severities, severityWord);
  const owner = await ask(title, l10n.t('Who mends it? (may be empty)'));
  const due = await askText({
    title,
    prompt: l10n.t('Until when? (may be empty)'),
    placeHolder: '2026-12-01',
    validateInput: day =>
      day.trim() === '' || /^\d{4}-\d{2}-\d{2}$/.test(day.trim())
        ? undefined
        : l10n.t('A day is written like 2026-12-01.'),
  });
  if (due === undefined) throw cancelled();
  const entry: NoteEntry = {
    type: 'finding',
    id: '',
    severity,
    text,
    ...(owner === '' ? {} : { owner }),
    ...(due.trim() === '' ? {} : { due: due.trim() }),
  };
  await add(file, entry, parts);
}

/** Asks for a decision on the run, signed with the user's key. */
export async function signOff(file: string, parts: NoteParts): Promise<void> {
  const title = l10n.t('Sign off');
  const role = await choose(title, signers, signerWord);
  const decision = await choose(title, decisions, decisionWord);
  const text = await ask(title, l10n.t('Remark (may be empty)'));
  await add(file, { type: 'sign-off', role, decision, text }, parts);
}
