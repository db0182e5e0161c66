import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { testTimeout, until } from './patience.ts';
import { folderWith, root } from './workbench.ts';

describe('npm start', () => {
  it('serves the editor at the address that it prints, until Ctrl+C', async function () {
    this.timeout(testTimeout);
    const folder = await folderWith({ 'x.runbook.md': '# x\n' });
    const script = join(root, 'scripts', 'start.mjs');
    const child = spawn(process.execPath, [script, folder, '--browser'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const exit = once(child, 'exit');
    try {
      let address: string | undefined;
      await until('an address is printed', () => {
        assert.equal(child.exitCode, null, said);
        // a whole line: a part of one would be a part of the address
        address = /http:\/\/127\.0\.0\.1:\d+\/\S*(?=\s)/.exec(said)?.[0];
        return address !== undefined;
      });
      assert.ok(address !== undefined);
      const page = await fetch(address);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /workbench/);
      child.kill('SIGINT');
      assert.deepEqual(await exit, [0, null]);
      await assert.rejects(fetch(address), 'nobody listens any more');
    } finally {
      if (child.exitCode === null) child.kill('SIGKILL');
    }
  });
});
