import * as l10n from '@vscode/l10n';
import type { StepDraft } from '../draft.ts';
import type { Named } from '../writing/named.ts';
import { actionStep, shellStep } from './part.ts';

/** Every routing group has a primary and a secondary; what the cmdlet gives is text for people. */
export function fabricState(at: Named): StepDraft {
  return shellStep(
    'fabric-state',
    [
      l10n.t(
        'Each routing group of the pool has a primary and at least one secondary. You should see no group without.',
      ),
    ],
    ['Get-CsPoolFabricState -PoolFqdn $Pool'],
    { target: at.cell, timeout: '30m', aside: true },
  );
}

/** As many Front Ends run as the pool needs. */
export function quorumCheck(pool: Named, start: 'first' | 'running'): StepDraft {
  return actionStep(
    'quorum',
    [
      start === 'first'
        ? l10n.t(
            'All Front Ends were down, so this is a first start: nearly all of them have to run before the pool serves anybody. You should see how many run and how many are needed.',
          )
        : l10n.t('You should see how many Front Ends run and how many the pool needs.'),
    ],
    ['wait-for', { quorum: { pool: pool.cell, start }, timeout: '70m' }],
    { timeout: '75m' },
  );
}

/** Databases answer, one line each. */
export function testDatabases(at: Named, sql: Named, id = 'test-databases'): StepDraft {
  return shellStep(
    id,
    [l10n.t('You should see each database of {0} with the answer that it gave.', sql.prose)],
    [
      `$answers = @(Test-CsDatabase -ConfiguredDatabases -SqlServerFqdn ${sql.script})`,
      '$answers | Select-Object DatabaseName, SqlInstanceName, Succeed',
      'if (@($answers | Where-Object { -not $_.Succeed }).Count -gt 0) { throw "A database does not answer." }',
    ],
    { target: at.cell, timeout: '30m' },
  );
}

/** A user of the pool can sign in. Needs test users, so that nothing waits for it. */
export function testRegistration(at: Named, pool: Named): StepDraft {
  return shellStep(
    'test-registration',
    [
      l10n.t(
        'A test user signs in. Without test users (*New-CsHealthMonitoringConfiguration*) it cannot be tried, and says so.',
      ),
    ],
    [
      `if (@(Get-CsHealthMonitoringConfiguration | Where-Object { "$($_.TargetFqdn)" -eq ${pool.script} }).Count -eq 0) {`,
      `  'There are no test users for this pool.'`,
      '} else {',
      `  Test-CsRegistration -TargetFqdn ${pool.script} | Select-Object TargetFqdn, Result, Error`,
      '}',
    ],
    { target: at.cell, timeout: '15m', aside: true, onError: 'continue' },
  );
}
