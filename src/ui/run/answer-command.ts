import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PanelAnswer, PanelAsk } from '../panel.ts';
import { askText, chooseOne } from '../questions.ts';
import type { Asks, OpenAsk } from './asks.ts';

const none: PanelAnswer = { decision: '', text: '', typed: [], evidence: [] };

/** Decisions of each question, the keys of its labels. */
const decisions: Readonly<Record<PanelAsk['ask'], readonly string[]>> = {
  confirm: ['yes', 'no'],
  manual: ['done', 'not-done'],
  override: ['override', 'no'],
  approve: ['yes', 'all', 'no'],
  interrupted: ['run-again', 'taken-as-done', 'left-open'],
};

function details(question: PanelAsk): string {
  switch (question.ask) {
    case 'confirm':
      return [...question.lines, ...question.losses].join('; ');
    case 'manual':
      return question.instruction;
    case 'override':
      return question.detail.join('; ');
    case 'approve':
      return question.command.join(' ');
    case 'interrupted':
      return question.lines.join('; ');
  }
}

async function pickAsk(open: readonly OpenAsk[]): Promise<OpenAsk | undefined> {
  const [first] = open;
  if (open.length < 2) return first;
  const items = open.map(ask => ({
    label: ask.panel.title,
    detail: details(ask.panel.question),
    ask,
  }));
  const placeHolder = l10n.t('Steps that wait for an answer');
  return (await chooseOne(items, { placeHolder }))?.ask;
}

async function typeNames(
  names: readonly string[],
  labels: Readonly<Record<string, string>>,
): Promise<string[] | undefined> {
  const typed: string[] = [];
  for (const name of names) {
    const text = await askText({ prompt: labels[name] ?? name });
    if (text === undefined) return undefined;
    typed.push(text);
  }
  return typed;
}

async function write(prompt: string): Promise<string | undefined> {
  return askText({ prompt });
}

async function complete(ask: OpenAsk, decision: string): Promise<PanelAnswer | undefined> {
  const { question, labels } = ask.panel;
  if (question.ask === 'confirm' && decision === 'yes') {
    const typed = await typeNames(question.destroys, labels);
    return typed === undefined ? undefined : { ...none, decision, typed };
  }
  if (question.ask === 'override' && decision === 'override') {
    const text = await write(labels.reason ?? '');
    return text === undefined ? undefined : { ...none, decision, text };
  }
  if (question.ask !== 'manual') return { ...none, decision };
  const evidence: string[] = [];
  for (const title of decision === 'done' ? question.evidenceAsked : []) {
    const text = await write(title);
    if (text === undefined) return undefined;
    evidence.push(text);
  }
  const text = await write(labels.note ?? '');
  return text === undefined ? undefined : { ...none, decision, text, evidence };
}

/**
 * *Answer a waiting step*: the questions of the cells by keyboard alone. Leaving any question leaves
 * the step waiting.
 */
export async function answerByKeyboard(asks: Asks): Promise<void> {
  const ask = await pickAsk(asks.open);
  if (ask === undefined) {
    vscode.window.setStatusBarMessage(l10n.t('No step waits for an answer.'), 4000);
    return;
  }
  const { question, labels, title, id } = ask.panel;
  const items = decisions[question.ask].map(decision => ({
    label: labels[decision] ?? decision,
    decision,
  }));
  const placeHolder = `${title} ${details(question)}`;
  const picked = await chooseOne(items, { title, placeHolder });
  if (picked === undefined) return;
  const answer = await complete(ask, picked.decision);
  if (answer !== undefined) asks.answer(id, answer);
}
