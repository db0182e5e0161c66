import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { networkCut } from '../../../scripts/without-network.mjs';

const cut = networkCut();
const name = 'reason' in cut ? `, which cannot be shown here: ${cut.reason}` : '';

describe(`With the network cut, the command line${name}`, function () {
  this.timeout(240_000);
  let folder = '';

  before(async function () {
    if ('reason' in cut) this.skip();
    folder = await mkdtemp(join(tmpdir(), 'rr-cut-'));
  });
  after(async () => {
    if (folder !== '') await rm(folder, { recursive: true, force: true });
  });

  /** Output of the command line in a namespace of its own; throws where its exit status is not 0. */
  async function cli(...words: string[]): Promise<string> {
    assert.ok('words' in cut);
    const [file = '', ...args] = [...cut.words, process.execPath, 'dist/cli.mjs', ...words];
    const env = { ...process.env, RECOVERY_RUNBOOKS_DATA: join(folder, 'data') };
    const { stdout } = await promisify(execFile)(file, args, { env, maxBuffer: 1 << 26 });
    return stdout;
  }

  it('makes an estate, backs it up, loses a server, and verifies the log', async () => {
    const estate = join(folder, 'estate');
    const where = ['--estate', join(estate, 'estate.yaml'), '--mode', 'practice', '--yes'];
    await cli('practice', 'create', estate);
    await cli('run', 'notebooks/backup-core-data.runbook.md', ...where);
    await cli('practice', 'lose', 'se01.contoso.com', '--estate', estate);
    assert.match(
      await cli('practice', 'status', '--estate', estate),
      /se01\.contoso\.com {2}lost/i,
    );
    const logs = join(estate, 'recovery-logs');
    const names = await readdir(logs, { recursive: true });
    const files = names.filter(file => file.endsWith('.recovery-log.jsonl'));
    assert.equal(files.length, 1);
    for (const file of files) await cli('log', 'verify', join(logs, file));
  });
});
