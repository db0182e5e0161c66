import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CliPeople } from '../../../src/cli/people.ts';
import { chooseLanguage, labelled, say } from '../../../src/errors/language.ts';
import { describeProblem } from '../../../src/errors/problem.ts';
import type { LoggedPlan } from '../../../src/log/events.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { confirmPanel } from '../../../src/ui/run/ask-panels.ts';

function french(): Record<string, string> {
  const read: unknown = JSON.parse(readFileSync('l10n/bundle.l10n.fr.json', 'utf8'));
  assert.ok(typeof read === 'object' && read !== null);
  return Object.fromEntries(Object.entries(read).map(([key, text]) => [key, String(text)]));
}

describe('Texts in French', () => {
  before(() => {
    chooseLanguage(french());
  });
  after(() => {
    chooseLanguage(undefined);
  });

  it('have the colon of a label set as French sets it', () => {
    assert.equal(labelled('SQL Server 3154', 'x: y'), 'SQL Server 3154\u00A0: x: y');
    const theirs = [{ source: 'SQL Server', text: 'Zorp.', number: 3154 }];
    const lines = describeProblem({ code: 'X', kind: 'failed', what: 'x', theirs });
    assert.deepEqual(lines, ['x', 'SQL Server 3154\u00A0: Zorp.']);
  });

  it('are those of a question, also what the engine says and the log keeps in English', async () => {
    const runbook = readRunbook(Buffer.from('```step {#wipe}\ncheck:\n  dns: x\n```\n'), 'a.md');
    const [step] = runbook.steps;
    assert.ok(step);
    const plan: LoggedPlan = {
      hash: '0',
      lines: ['open a PowerShell on se01.contoso.com'],
      losses: ['line 1: the topology and all settings in the Central Management store'],
      effect: { kind: 'destroys', servers: ['se01.contoso.com'] },
    };
    const { question } = confirmPanel('1', { step, plan, destroys: [] });
    assert.ok(question.ask === 'confirm');
    assert.deepEqual(question.lines, ['ouvrir un PowerShell sur se01.contoso.com']);
    assert.match(question.losses.join(), /magasin central de gestion/u);
    const shown: string[] = [];
    const terminal = {
      show: (text: readonly string[]) => shown.push(...text),
      ask: () => Promise.resolve(''),
    };
    const people = new CliPeople({ yes: false, destroy: [], user: 'ada', terminal });
    const { signal } = new AbortController();
    await people.confirm({ step, plan, destroys: [] }, signal);
    const request = { step, command: ['x'], purpose: 'open a PowerShell on se01.contoso.com' };
    await people.approve(request, signal);
    const text = shown.join('\n');
    assert.match(text, /ouvrir un PowerShell sur[^]*magasin central[^]*ouvrir un PowerShell sur/u);
    assert.doesNotMatch(text, /open a PowerShell|all settings/u);
  });

  it('never have one word of an English sentence translated', () => {
    const unknown = 'Zorp the flange, and that you may gleep the folder.';
    assert.equal(say(unknown), unknown);
    assert.equal(
      say('se01.contoso.com and se02.contoso.com'),
      'se01.contoso.com et se02.contoso.com',
    );
  });
});
