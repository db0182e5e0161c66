import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { Workplace, type Ended } from './program.ts';

function runbook(...fences: string[]): string {
  return `---\ntitle: Nightly\nvariables:\n  Backup: {type: backup-set}\n---\n\n${fences.join('\n\n')}\n`;
}

function powershell(info: string, text: string): string {
  return `\`\`\`powershell {${info}}\n${text}\n\`\`\``;
}

function step(info: string, text: string): string {
  return `\`\`\`step {${info}}\n${text}\n\`\`\``;
}

const newSet = step('#new', 'new-backup-set:\n  variable: Backup');
const fillAndSeal = [
  powershell('#fill', "Set-Content -Path (Join-Path $Backup 'a.txt') -Value 'a'"),
  step('#seal', 'seal-backup-set:\n  recovery-kit: false'),
];

/** What a monitor sees of a run: the exit status, and the last line that it wrote. */
interface Outcome {
  readonly what: string;
  readonly runbook: string;
  readonly more?: readonly string[];
  readonly status: number;
  readonly line: RegExp;
}

const outcomes: readonly Outcome[] = [
  {
    what: 'done',
    runbook: runbook(powershell('#a', "'fine'")),
    status: 0,
    line: /^OK Nightly \(practice\); 1 of 1 steps; [\d.: ms]+; log \/.*\.recovery-log\.jsonl$/,
  },
  {
    what: 'a set made and sealed',
    runbook: runbook(newSet, ...fillAndSeal),
    status: 0,
    line: /^OK Nightly \(practice\); 3 of 3 steps; [\d.: ms]+; set \\\\.+\\[\d_-]+; log /,
  },
  {
    what: 'nothing to do, because no condition holds',
    runbook: runbook(powershell('#a when="$Backup == never"', "'never'")),
    status: 0,
    line: /^OK Nightly \(practice\); 1 of 1 steps; /,
  },
  {
    what: 'a step failed',
    runbook: runbook(powershell('#a', "'one'"), powershell('#b', "throw 'the disk\r\nis gone'")),
    status: 1,
    line: /^FAILED Nightly \(practice\); 1 of 2 steps; [\d.: ms]+; .+; log /,
  },
  {
    what: 'the set is sealed and its second copy failed',
    runbook: runbook(
      newSet,
      ...fillAndSeal,
      step('#copy', 'copy-backup-set:\n  to: //bk01.contoso.com/LyncBackup/nowhere'),
    ),
    status: 1,
    line: /^FAILED Nightly \(practice\); 3 of 4 steps; [\d.: ms]+; The backup location is not there\.; set \\\\.+; log /,
  },
  {
    what: 'refused, because only a person can do it',
    runbook: runbook(step('#a', 'manual:\n  instruction: Change the tape.')),
    status: 3,
    line: /^FAILED Nightly \(practice\); 0 of 1 steps; .+; log /,
  },
  {
    what: 'refused before it began, because the mode is not that of the estate',
    runbook: runbook(powershell('#a', '1')),
    more: ['--mode', 'live'],
    status: 3,
    line: /^FAILED Nightly; .+; no run was begun$/,
  },
  {
    what: 'a runbook that cannot be read',
    runbook: '# Title\0',
    status: 2,
    line: /^FAILED nightly\.runbook\.md; .+; no run was begun$/,
  },
  {
    what: 'a runbook with an error in it',
    runbook: runbook(step('#a', 'check: [')),
    status: 2,
    line: /^FAILED Nightly; .+; no run was begun$/,
  },
  {
    what: 'an estate file that is not there',
    runbook: runbook(powershell('#a', '1')),
    more: ['--estate', 'nowhere.yaml'],
    status: 2,
    line: /^FAILED Nightly; .+; no run was begun$/,
  },
];

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

describe('a run that nobody watches', () => {
  let place: Workplace;
  before(async () => {
    place = await Workplace.make();
    await place.createEstate();
  });
  after(() => place[Symbol.asyncDispose]());

  function holds(outcome: Omit<Outcome, 'runbook' | 'more'>, { status, out, err }: Ended): void {
    assert.equal(status, outcome.status, out + err);
    assert.match(lastLine(out), outcome.line);
    const words = out.match(/^(?:OK|FAILED) .*$/gm) ?? [];
    assert.equal(words.length, 1, 'one line for monitoring, no more');
  }

  for (const outcome of outcomes) {
    it(`ends with ${outcome.status} and says so in its last line: ${outcome.what}`, async () => {
      const file = await place.write('nightly.runbook.md', outcome.runbook);
      holds(outcome, await place.practise(file, ...(outcome.more ?? [])));
    });
  }

  it('ends with 4 and says so in its last line: cancelled by the scheduler', async () => {
    const text = runbook(powershell('#a', '"begun"; Start-Sleep -Seconds 600'));
    const file = await place.write('nightly.runbook.md', text);
    const started = place.start(['run', file, ...place.practiceWords()]);
    await started.seen('begun');
    started.child.kill('SIGTERM');
    const line = /^FAILED Nightly \(practice\); 0 of 1 steps; .+; log /;
    holds({ what: 'cancelled', status: 4, line }, await started.ended);
  });

  it('leaves standard output to the records where --json asks for them', async () => {
    const file = await place.write('nightly.runbook.md', runbook(powershell('#a', '1')));
    const done = await place.practise(file, '--json');
    for (const line of done.out.trimEnd().split('\n')) assert.doesNotThrow(() => JSON.parse(line));
    assert.match(lastLine(done.err), /^OK Nightly /);
    await rm(file);
    const gone = await place.practise(file, '--json');
    assert.deepEqual([gone.status, gone.out], [2, '']);
    assert.match(lastLine(gone.err), /^FAILED nightly\.runbook\.md; .+; no run was begun$/);
  });
});
