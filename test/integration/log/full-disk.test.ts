import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../src/errors/problem.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { reopenLog } from '../../../src/log/writing/reopen.ts';
import {
  open,
  output,
  recordsOf,
  scratch,
  started,
  surroundings,
} from '../../unit/log/surroundings.ts';
import { smallDisk } from '../backup/small-disk.ts';

describe('F5: a disk that is really full', () => {
  const folder = scratch();

  it('ends the run with the system’s own word, and no line before is lost', async function () {
    const small = folder();
    await using disk = await smallDisk(small, 128 * 1024);
    if (disk === undefined) this.skip();
    const log = await open(small);
    const promised = [(await log.append(started)).hash];
    let problem: unknown;
    for (let at = 0; at < 1000 && problem === undefined; at += 1) {
      try {
        await log.append(output('a', 'x'.repeat(3000)));
        promised.push((await log.append({ type: 'note', text: 'y', by: 'ann' })).hash);
      } catch (thrown) {
        problem = thrown;
      }
    }
    assert.ok(problem instanceof Problem);
    assert.equal(problem.code, 'LOG-DISK-FULL');
    assert.equal(problem.data.theirs?.[0]?.number, 'ENOSPC');
    await assert.rejects(log.append(started), { code: 'LOG-DISK-FULL' });
    await log[Symbol.asyncDispose]().catch(() => undefined);
    const stored = new Set((await recordsOf(log.file)).map(record => record.hash));
    for (const hash of promised) assert.ok(stored.has(hash));

    const roomy = folder();
    cpSync(small, roomy, { recursive: true });
    const copy = join(roomy, log.file.slice(small.length));
    const { integrity } = await verifyLog(copy);
    assert.ok(['intact', 'torn'].includes(integrity.state), JSON.stringify(integrity));
    const again = await reopenLog(copy, surroundings());
    await again.log[Symbol.asyncDispose]();
    assert.equal((await verifyLog(copy)).integrity.state, 'intact');
  });
});
