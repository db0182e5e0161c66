import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkpointText, sealRecord, zeroHash } from '../../src/log/chain/chain.ts';
import type { LoggedPlan, RunEvent } from '../../src/log/events.ts';
import { placesOf } from '../../src/log/folder/run-id.ts';
import { newPrivateKey, signingKey, type SigningKey } from '../../src/log/keys/signing.ts';
import type { LoggedEvent } from '../../src/log/record.ts';
import type { EffectKind } from '../../src/runbook/execution.ts';

export const sampleRun = '20261122T034100Z-3f9c1a';

const backup = '\\\\bk01.contoso.com\\LyncBackup\\2026-11-22_0200';

function planOf(
  kind: EffectKind,
  lines: readonly string[],
  losses: readonly string[] = [],
): LoggedPlan {
  const hash = createHash('sha256').update(lines.join('\n')).digest('hex');
  return { hash, lines, losses, effect: { kind, servers: ['se01.contoso.com'] } };
}

/** Lines of a log, one after the other, as the writer would make them; time goes as it is told. */
export class SampleLog {
  readonly key: SigningKey = signingKey(newPrivateKey());
  readonly lines: string[] = [];
  #prev = zeroHash;
  #mono = 0;
  #count = 0;
  readonly #began: number;

  readonly run: string;

  constructor(run: string, began = Date.UTC(2026, 10, 22, 3, 41)) {
    this.run = run;
    this.#began = began;
    const { publicKey } = this.key;
    this.add({ type: 'log-opened', format: 'recovery-log/1', publicKey, previous: null });
  }

  pass(ms: number): this {
    this.#mono += ms;
    return this;
  }

  add(event: LoggedEvent): this {
    const seq = this.#count;
    this.#count += 1;
    const time = new Date(this.#began + this.#mono).toISOString();
    const open = { run: this.run, seq, time, mono: this.#mono, event, prev: this.#prev };
    const { record, line } = sealRecord(open);
    this.#prev = record.hash;
    this.lines.push(line);
    return this;
  }

  checkpoint(): this {
    const text = checkpointText(this.run, this.#count, this.#prev);
    return this.add({ type: 'checkpoint', signature: this.key.sign(text) });
  }

  /** Writes it below a folder of recovery logs; resolves to its path. */
  async write(folder: string): Promise<string> {
    const { log } = placesOf(folder, this.run);
    await mkdir(dirname(log), { recursive: true });
    await writeFile(log, this.lines.join(''));
    return log;
  }
}

function begun(step: string, title: string, text: string, plan: LoggedPlan, attempt = 1): RunEvent {
  return {
    type: 'step-started',
    step,
    attempt,
    title,
    language: text.startsWith('Get-') ? 'powershell' : 'step',
    target: 'se01.contoso.com',
    text,
    textHash: createHash('sha256').update(text).digest('hex'),
    values: { Backup: backup, Server: 'se01.contoso.com', SqlPassword: { secret: 'SqlPassword' } },
    plan,
  };
}

type Ended = Extract<RunEvent, { type: 'step-ended' }>;

function ended(step: string, durationMs: number, more: Partial<Ended> = {}): RunEvent {
  return {
    type: 'step-ended',
    step,
    attempt: 1,
    outcome: 'succeeded',
    durationMs,
    waitingMs: 0,
    summary: 'done',
    values: {},
    ...more,
  };
}

/** How the sample's run begins. */
export const sampleStart: RunEvent = {
  type: 'run-started',
  runbook: {
    file: 'recover-standard-edition.runbook.md',
    title: 'Recover a Standard Edition server',
    hash: 'b'.repeat(64),
    commit: '4f5c1d2e9b7a',
  },
  estate: {
    file: 'estate.yaml',
    name: 'Contoso',
    kind: 'practice',
    hash: 'c'.repeat(64),
    rtoMs: 4 * 3600_000,
    rpoMs: 3600_000,
  },
  mode: 'practice',
  operator: { user: 'ann', host: 'ws01' },
  tool: { version: '0.1.0', node: 'v24.0.0', platform: 'win32', front: 'editor' },
  variables: { Backup: backup, Server: 'se01.contoso.com' },
  incident: { id: 'INC-20417', declared: '2026-11-22T03:12:00.000Z' },
};

/** A recovery with everything that a viewer has to show; `outputs`: lines of a long copy. */
export function sampleLog(outputs = 60, run = sampleRun): SampleLog {
  const log = new SampleLog(run).pass(800).add(sampleStart);
  const verify = planOf('reads', [`Reads every file of ${backup}`]);
  log
    .pass(400)
    .add(
      begun('verify-set', 'Verify the backup set', `verify-backup-set:\n  set: $Backup`, verify),
    );
  log.pass(42_000).add({
    type: 'output',
    step: 'verify-set',
    attempt: 1,
    stream: 'output',
    text: '9 files, 12.4 GB: every hash is right\n',
  });
  log
    .add(
      ended('verify-set', 42_400, {
        summary: 'sealed and whole',
        restoredFrom: [
          { set: backup, finished: '2026-11-22T01:04:00.000Z', what: 'databases of se01' },
        ],
      }),
    )
    .checkpoint();
  const restore = planOf(
    'destroys',
    ['RESTORE DATABASE LcsCDR FROM LcsCDR.bak'],
    ['LcsCDR as it is now, 3.1 GB'],
  );
  log.pass(900).add({
    type: 'waiting-started',
    step: 'restore-cdr',
    attempt: 1,
    what: 'confirmation',
    text: 'LcsCDR on se01.contoso.com will be replaced.',
  });
  log
    .pass(185_000)
    .add({ type: 'waiting-ended', step: 'restore-cdr', attempt: 1, waitedMs: 185_000 });
  log.add({
    type: 'confirmation',
    step: 'restore-cdr',
    plan: restore,
    answer: 'yes',
    by: 'ann',
    how: 'typed',
  });
  log.add(
    begun(
      'restore-cdr',
      'Restore LcsCDR',
      `restore-database:\n  server: $Server\n  database: LcsCDR\n  from: $Backup/sql/LcsCDR.bak`,
      restore,
    ),
  );
  log.pass(5000).add({
    type: 'output',
    step: 'restore-cdr',
    attempt: 1,
    stream: 'error',
    text: 'RESTORE DATABASE is terminating abnormally.\n',
  });
  log
    .add(
      ended('restore-cdr', 5200, {
        outcome: 'failed',
        summary: 'The backup is of another database: LcsLog, not LcsCDR.',
        problem: {
          code: 'SQL-OTHER-DATABASE',
          kind: 'failed',
          what: 'The backup is of another database: LcsLog, not LcsCDR.',
          where: 'se01.contoso.com\\rtc',
          theirs: [
            {
              source: 'SQL Server',
              text: 'The backup set holds a backup of a database other than the existing database.',
              number: 3154,
              severity: 16,
              state: 4,
            },
          ],
          changed: 'Nothing was changed. LcsCDR is ONLINE as before.',
          next: ['Choose the right file in $Backup\\sql (LcsCDR.bak is there).'],
        },
      }),
    )
    .checkpoint();
  log.pass(61_000).add({ type: 'log-reopened', publicKey: log.key.publicKey });
  log.add({
    type: 'run-resumed',
    operator: { user: 'bob', host: 'ws02' },
    tool: { version: '0.1.0', node: 'v24.0.0', platform: 'win32', front: 'editor' },
  });
  log.add({
    type: 'override',
    step: 'copy-share',
    rule: 'requires',
    detail: 'restore-cdr has not succeeded',
    reason: 'CDR data is not needed for calls',
    by: 'bob',
  });
  log.add(
    begun(
      'copy-share',
      'Copy the file store back',
      'Get-ChildItem $Backup\\share | Copy-Item -Destination $Share',
      planOf('changes', ['Copies 4,812 files to \\\\se01\\LyncShare']),
    ),
  );
  for (let at = 0; at < outputs; at += 1) {
    log.pass(300).add({
      type: 'output',
      step: 'copy-share',
      attempt: 1,
      stream: 'output',
      text: `copied WebServices\\MeetingFiles\\${String(at).padStart(6, '0')}.dat <script>alert(1)</script>\n`,
    });
    if (at % 900 === 899) log.checkpoint();
  }
  log.add({
    type: 'table',
    step: 'copy-share',
    attempt: 1,
    table: {
      columns: ['Folder', 'Files', 'Bytes'],
      rows: [
        ['WebServices', '4812', '1203944'],
        ['ApplicationServer', null, '0'],
      ],
    },
  });
  log.add(ended('copy-share', outputs * 300)).checkpoint();
  log.add({ type: 'note', by: 'bob', text: 'Bridge told at 05:02: calls work again.' });
  log.add({
    type: 'evidence',
    by: 'bob',
    evidence: { kind: 'text', title: 'Serial number of the new disk', text: 'WD-4711' },
  });
  log.add(
    begun(
      'check-calls',
      'Services answer',
      'check:\n  service: all',
      planOf('reads', ['Asks se01 for its services']),
    ),
  );
  log
    .pass(3000)
    .add(ended('check-calls', 3000, { summary: '9 of 9 services run', checkPassed: true }))
    .checkpoint();
  const summary = {
    steps: [],
    durationMs: 300_000,
    waitingMs: 185_000,
    overrides: 1,
    confirmations: 1,
    evidence: 1,
    recoveryTimeMs: 2_100_000,
    recoveryTimeTargetMs: 4 * 3600_000,
    dataAgeMs: 7_680_000,
    dataAgeTargetMs: 3600_000,
  };
  return log.pass(100).add({ type: 'run-finished', outcome: 'failed', summary }).checkpoint();
}
