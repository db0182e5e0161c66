import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contoso } from '../../src/practice/making/blueprint.ts';
import { createPracticeEstate } from '../../src/practice/making/create.ts';
import { testTimeout } from './patience.ts';
import { openFile, openWorkbench, outputs, type Workbench } from './workbench.ts';

const runbook = `---
title: What cells show
description: One step that asks, one that fails, one for hands.
---

\`\`\`step {#asks confirm}
check:
  port:
    host: se01.contoso.com
    port: 5061
\`\`\`

\`\`\`step {#hands requires=asks}
manual:
  instruction: |
    Put the second disk into the server and start it.
    Wait until its name answers.
  evidence:
    - Serial number of the disk
\`\`\`

\`\`\`step {#fails requires=hands on-error=continue}
check:
  port:
    host: se02.contoso.com
    port: 9999
\`\`\`
`;

describe('Cells of a run', function () {
  this.timeout(testTimeout);
  let folder = '';
  let bench: Workbench | undefined;

  before(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'rr-ce-')), 'practice');
    await createPracticeEstate(folder, contoso, { now: Date.now(), random: randomBytes });
    await mkdir(join(folder, 'runbooks'));
    await writeFile(join(folder, 'runbooks', 'cells.runbook.md'), runbook);
    bench = await openWorkbench({ folder, theme: 'Default Light Modern' });
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  it('ask, take an answer by keyboard and mouse, and say what failed and what to do', async () => {
    assert.ok(bench);
    const { page } = bench;
    const shown = outputs(page);
    await openFile(bench, 'cells.runbook.md');
    await shown.locator('.heading', { hasText: 'What cells show' }).waitFor();
    await page.locator('.notebook-toolbar-container [aria-label^="Run All"]').click();

    const agree = shown.getByRole('button', { name: 'Do it' });
    await agree.waitFor();
    await bench.screenshots('confirm');
    await agree.press('Enter');

    const done = shown.getByRole('button', { name: 'Done', exact: true });
    await done.waitFor();
    await shown.getByLabel('Serial number of the disk').fill('SN-4711');
    await bench.screenshots('manual');
    await done.click();

    const problem = shown.locator('.panel.danger');
    await problem.waitFor();
    const theirs = problem.locator('.theirs', { hasText: /se02\.contoso\.com:9999/ });
    await theirs.filter({ hasText: /ECONNREFUSED/ }).waitFor();
    await shown.getByRole('button', { name: 'Skip with reason…' }).waitFor();
    await bench.screenshots('problem');
  });
});
