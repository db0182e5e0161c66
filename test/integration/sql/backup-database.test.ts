import assert from 'node:assert/strict';
import { DatabaseSteps } from './database-steps.ts';

const host = 'sql01.contoso.com';
const instance = `${host}\\rtc`;

function cell(to: string, more: readonly string[] = []): string {
  return [
    'backup-database:',
    `  server: ${instance}`,
    '  database: LcsCDR',
    `  to: ${to}`,
    ...more,
  ].join('\n');
}

describe('backup-database', () => {
  let steps: DatabaseSteps;
  before(async () => {
    steps = await DatabaseSteps.open([{ host }]);
  });
  after(async () => {
    await steps[Symbol.asyncDispose]();
  });

  it('writes a new file, verifies it and tells the set about it', async () => {
    const set = await steps.sets.create('s1', undefined);
    const run = await steps.run(cell(`${set}\\sql\\LcsCDR.bak`));
    assert.equal(run.outcome, 'succeeded', run.shown);
    assert.match(run.summary, /LcsCDR is backed up and verified: .*LcsCDR\.bak/u);
    assert.match(
      run.evidence,
      /BACKUP DATABASE \[LcsCDR\] TO DISK = .* WITH COPY_ONLY, FORMAT, INIT, CHECKSUM/u,
    );
    const signal = new AbortController().signal;
    const { files } = await steps.sets.seal(set, { by: 'claire', signal });
    assert.equal(files, 2);
  });
});
