import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEstate } from '../../../src/estate/load.ts';
import { contoso } from '../../../src/practice/making/blueprint.ts';
import { createPracticeEstate } from '../../../src/practice/making/create.ts';
import { countingRandom } from './chance.ts';

describe('the estate file of a practice estate', () => {
  it('is read by the product like any other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'practice-'));
    try {
      const { layout } = await createPracticeEstate(join(folder, 'estate'), contoso, {
        now: 0,
        random: countingRandom(),
      });
      const estate = await loadEstate(layout.estateFile, folder);
      assert.equal(estate.kind, 'practice');
      assert.equal(estate.centralManagement, 'se01.contoso.com');
      assert.deepEqual(
        estate.servers.map(server => [server.fqdn, server.shell?.transport]),
        [
          ['se01.contoso.com', 'command'],
          ['se02.contoso.com', 'command'],
          ['sql01.contoso.com', 'command'],
          ['bk01.contoso.com', 'command'],
        ],
      );
      assert.deepEqual(
        estate.paths.map(path => path.local),
        [
          layout.share('se01.contoso.com', 'LyncShare'),
          layout.share('se02.contoso.com', 'LyncShare'),
          layout.share('bk01.contoso.com', 'LyncBackup'),
        ],
      );
      assert.deepEqual(estate.hands?.command, ['recovery-runbooks', 'practice', 'hands']);
      assert.equal(estate.backup?.rpoMs, 86_400_000);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
