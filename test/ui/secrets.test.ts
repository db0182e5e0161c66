import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { instance, ServedEstate } from '../integration/sql/served-estate.ts';
import { testTimeout } from './patience.ts';
import { choose, leave, quickInput } from './quick-input.ts';
import {
  closeEditors,
  folderWith,
  openFile,
  openWorkbench,
  outputs,
  type Workbench,
} from './workbench.ts';

const cell = `\`\`\`sql {#ask target=${instance}}\nSELECT COUNT(*) AS n FROM sys.databases;\n\`\`\`\n`;

describe('A secret that nobody stored', function () {
  this.timeout(testTimeout);
  let served: ServedEstate;
  let folder = '';
  let bench: Workbench | undefined;

  before(async () => {
    served = await ServedEstate.open();
    folder = await folderWith({
      'estate.yaml': [
        'name: T',
        'servers: [{fqdn: sql01.contoso.com}]',
        'sql:',
        `  - instance: '${instance}'`,
        '    authentication: {sql: {user: recovery, password: {secret: DB_RECOVERY}}}',
        `addresses: {'${instance}': '127.0.0.1:${served.port}'}`,
        '',
      ].join('\n'),
      'first.runbook.md': `---\ntitle: First\n---\n\n${cell}`,
      'second.runbook.md': `---\ntitle: Second\n---\n\n${cell}`,
      'door.runbook.md':
        '---\ntitle: Door\nvariables:\n  Door: { type: secret, required: true }\n---\n\n' +
        '```step {#a}\ncheck:\n  dns:\n    name: sql01.contoso.com\n```\n',
    });
    bench = await openWorkbench({ folder, theme: 'Default Dark Modern' });
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await served[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  function parts(): { question: Locator; rehearse: Locator; shown: ReturnType<typeof outputs> } {
    assert.ok(bench);
    const { page } = bench;
    return {
      question: quickInput(page).locator('input[type="password"]'),
      rehearse: page.locator('.notebook-toolbar-container [aria-label^="Rehearse"]').first(),
      shown: outputs(page),
    };
  }

  /** Everything that the runs wrote below the workspace. */
  async function written(): Promise<string> {
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = names.filter(entry => entry.isFile());
    const texts = files.map(entry => readFile(join(entry.parentPath, entry.name), 'utf8'));
    return (await Promise.all(texts)).join('\n');
  }

  it('is asked for in a password box; left with Escape, the step says that nothing was sent', async () => {
    assert.ok(bench);
    const { page } = bench;
    const { question, rehearse, shown } = parts();
    await openFile(bench, 'first.runbook.md');
    await shown.locator('.heading', { hasText: 'First' }).waitFor();
    await rehearse.click();
    await question.waitFor();
    await page.getByText('The run needs the secret DB_RECOVERY, and it is not stored.').waitFor();
    await bench.screenshot('secret-asked');
    await leave(page);
    const refusal = shown.getByText(/The secret DB_RECOVERY, the password for .*, is not there/);
    await refusal.first().waitFor();
    await shown
      .getByText(/Nothing was changed: no statement was sent/)
      .first()
      .waitFor();
    await bench.screenshot('secret-left');
  });

  it('is asked for again by the next attempt, once, and is stored where the operator says so', async () => {
    assert.ok(bench);
    const { page } = bench;
    const { question, rehearse, shown } = parts();
    await rehearse.click();
    await question.waitFor();
    await question.fill(served.password);
    assert.equal(await question.getAttribute('type'), 'password');
    await question.press('Enter');
    await choose(page, 'Store it');
    await shown
      .getByText(/1 batches, 1 result sets, 1 rows/)
      .first()
      .waitFor();
    await bench.screenshot('secret-used');
  });

  it('is not asked for again by another run, and stands in no file and on no page', async () => {
    assert.ok(bench);
    const { page } = bench;
    const { question, rehearse, shown } = parts();
    await closeEditors(bench);
    await openFile(bench, 'second.runbook.md');
    await shown.locator('.heading', { hasText: 'Second' }).waitFor();
    await rehearse.click();
    await shown
      .getByText(/1 batches, 1 result sets, 1 rows/)
      .first()
      .waitFor();
    assert.equal(await question.count(), 0);
    assert.ok(!(await written()).includes(served.password));
    assert.ok(!(await page.content()).includes(served.password));
  });

  it('that a runbook declares is asked for before anything starts; without it, no run is begun', async () => {
    assert.ok(bench);
    const { page } = bench;
    const { question, rehearse, shown } = parts();
    await closeEditors(bench);
    await openFile(bench, 'door.runbook.md');
    await shown.locator('.heading', { hasText: 'Door' }).waitFor();
    const before = (await written()).length;
    await rehearse.click();
    await question.waitFor();
    await leave(page);
    await shown.locator('.what').first().waitFor();
    await bench.screenshot('secret-declared');
    assert.equal((await written()).length, before);
  });
});
