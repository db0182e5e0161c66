import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contoso } from '../../src/practice/making/blueprint.ts';
import { createPracticeEstate } from '../../src/practice/making/create.ts';
import { testTimeout, until } from './patience.ts';
import { answer, quickInput } from './quick-input.ts';
import { openFile, openWorkbench, outputs, told, type Workbench } from './workbench.ts';

const step = '```step {#a}\ncheck:\n  dns:\n    name: se01.contoso.com\n```\n';
const title = 'Recovery Runbooks:';

async function newRunbook(bench: Workbench, name: string): Promise<void> {
  const { page } = bench;
  await bench.command(`${title} New Runbook`);
  const kinds = quickInput(page).filter({ hasText: 'New runbook' });
  await kinds.locator('.monaco-list-row').first().click();
  await answer(page, 'what it recovers', name);
}

describe('Commands where something is missing', function () {
  this.timeout(testTimeout);
  let scratch = '';
  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'rr-odd-'));
  });
  after(() => rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

  it('without a folder: say that there is no folder, no estate, and what to do', async () => {
    await using bench = await openWorkbench({ theme: 'Default Dark Modern' });
    await newRunbook(bench, 'Restore a file');
    await told(bench.page, /No folder is open.*open a folder/s);
    for (const name of [
      'Lose a Practice Server',
      'Check All Servers',
      'Open Estate File',
      'Show Estate Map',
    ]) {
      await bench.command(`${title} ${name}`);
      await told(bench.page, /There is no estate file/);
    }
  });

  it('in a file that is read-only are not offered; in no step, in a runbook without steps they refuse in words', async () => {
    const folder = join(scratch, 'fixed');
    await mkdir(folder);
    await writeFile(join(folder, 'fixed.runbook.md'), `# Fixed\n\n${step}`);
    await writeFile(join(folder, 'prose.runbook.md'), '# Prose\n\nNothing to do.\n');
    await using bench = await openWorkbench({
      folder,
      theme: 'Default Light Modern',
      settings: { 'files.readonlyInclude': { '**/fixed.runbook.md': true } },
    });
    await openFile(bench, 'fixed.runbook.md');
    const offered = (name: string): Promise<boolean> => bench.offers(`${title} ${name}`);
    await until('a rehearsal is offered', () => offered('Rehearse'));
    // the editor knows a moment after opening that the file is read-only
    for (const name of ['Insert Step', 'Rename Step', 'Edit Step Attributes']) {
      await until(`${name} is not offered`, async () => !(await offered(name)));
    }
    await openFile(bench, 'prose.runbook.md');
    for (const name of ['Rename Step', 'Run to Here', 'Skip Step With Reason']) {
      await bench.command(`${title} ${name}`);
      await told(bench.page, /No step is selected/);
    }
    for (const name of ['Rehearse', 'Run Selection', 'Run From Here']) {
      await bench.command(`${title} ${name}`);
      await told(bench.page, /There is no step to run here/);
    }
    await bench.command(`${title} Finish Run`);
    await told(bench.page, /No run of this runbook is open/);
    assert.equal(existsSync(join(folder, 'recovery-logs')), false);
  });

  it('in a workspace of two folders: the one of the runbook in front is meant', async () => {
    const [plain, practice] = [join(scratch, 'plain'), join(scratch, 'practice')];
    await mkdir(plain);
    await writeFile(join(plain, 'notes.md'), '# Notes\n');
    await createPracticeEstate(practice, contoso, { now: Date.now(), random: randomBytes });
    await writeFile(join(practice, 'look.runbook.md'), `---\ntitle: Look\n---\n\n${step}`);
    const workspace = join(scratch, 'two.code-workspace');
    const folders = [{ path: plain }, { path: practice }];
    await writeFile(workspace, JSON.stringify({ folders }));
    await using bench = await openWorkbench({ folder: workspace, theme: 'Default Light Modern' });
    await openFile(bench, 'look.runbook.md');
    await outputs(bench.page).locator('.heading', { hasText: 'Look' }).waitFor();
    await bench.command(`${title} Rehearse`);
    await outputs(bench.page).getByText('se01.contoso.com').first().waitFor();
    await until('the log lies in the folder of the runbook', () =>
      existsSync(join(practice, 'recovery-logs')),
    );
    assert.equal(existsSync(join(plain, 'recovery-logs')), false);
    await newRunbook(bench, 'A second one');
    await bench.page.getByRole('tab', { name: /a-second-one\.runbook\.md/ }).waitFor();
    const made = await readdir(join(practice, 'runbooks'));
    assert.deepEqual(made, ['a-second-one.runbook.md']);
  });
});

const real = `kind: live
name: Contoso
domain: contoso.com
sites: [{ name: Paris }]
pools:
  - { fqdn: se01.contoso.com, site: Paris, type: standard-edition, servers: [se01.contoso.com] }
servers:
  - { fqdn: se01.contoso.com, site: Paris, roles: [StandardEdition] }
`;

describe('The status bar', function () {
  this.timeout(testTimeout);

  it('says LIVE and of which runbook in another way than a rehearsal', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rr-live-'));
    try {
      await writeFile(join(folder, 'estate.yaml'), real);
      await writeFile(join(folder, 'look.runbook.md'), `---\ntitle: Look\n---\n\n${step}`);
      await using bench = await openWorkbench({ folder, theme: 'Default Light Modern' });
      const item = bench.page.locator('.statusbar-item[id*="recoveryRunbooks.run"]');
      await openFile(bench, 'look.runbook.md');
      await outputs(bench.page).locator('.heading', { hasText: 'Look' }).waitFor();
      await bench.command(`${title} Go Live`);
      const live = item.filter({ hasText: /LIVE: look\.runbook\.md/ });
      await live.and(bench.page.locator('.warning-kind')).waitFor();
      await item.locator('.codicon-broadcast').waitFor();
      await bench.screenshots('live');
      await bench.command(`${title} Back to Rehearsal`);
      await item.waitFor({ state: 'hidden' });
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  });
});
