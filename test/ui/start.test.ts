import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { folderWith, root } from './workbench.ts';

describe('npm start', () => {
  it('serves the editor at the address that it prints, until Ctrl+C', async function () {
    this.timeout(90_000);
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
      for (const end = Date.now() + 60_000; address === undefined;) {
        assert.ok(Date.now() < end && child.exitCode === null, said);
        address = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(said)?.[0];
        await new Promise(resolve => setTimeout(resolve, 100));
      }
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
