import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { contoso } from '../../src/practice/making/blueprint.ts';
import { createPracticeEstate } from '../../src/practice/making/create.ts';
import { assertAccessible, frameWith } from './axe.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

for (const [theme, shade] of [
  ['Default Light Modern', 'light'],
  ['Default Dark Modern', 'dark'],
  ['Default High Contrast', 'contrast'],
] as const) {
  describe(`The estate map, ${shade}`, function () {
    this.timeout(180_000);
    let folder = '';
    let bench: Workbench | undefined;
    let map: Frame | undefined;

    before(async () => {
      folder = join(await mkdtemp(join(tmpdir(), 'rr-map-')), 'practice');
      await createPracticeEstate(folder, contoso, { now: Date.now(), random: randomBytes });
      bench = await openWorkbench({ folder, theme });
      await bench.page.locator('.activitybar [aria-label="Recovery"]').first().click();
      await bench.page.locator('.monaco-list-row', { hasText: 'se01.contoso.com' }).waitFor();
      await bench.command('Recovery Runbooks: Show Estate Map');
      map = await frameWith(bench.page, 'article.item');
    });
    after(async () => {
      await bench?.[Symbol.asyncDispose]();
      await rm(join(folder, '..'), { recursive: true, force: true });
    });

    it('shows what a supposed loss stops and in which order it comes back', async () => {
      assert.ok(map !== undefined && bench !== undefined);
      await map.getByRole('button', { name: 'Suppose lost: se01.contoso.com' }).click();
      await map.locator('article.fate-lost', { hasText: 'se01' }).first().waitFor();
      await map.locator('li.stage', { hasText: 'Central Management store' }).waitFor();
      await map.getByRole('button', { name: 'se01.contoso.com', exact: true }).click();
      await map.getByText('Needed by', { exact: true }).first().waitFor();
      await bench.screenshot(`map-${shade}`);
    });

    it('breaks no rule of accessibility', async () => {
      assert.ok(map !== undefined);
      await assertAccessible(map);
    });
  });
}
