import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { contoso } from '../../src/practice/making/blueprint.ts';
import { createPracticeEstate } from '../../src/practice/making/create.ts';
import { assertAccessible, frameWith } from './axe.ts';
import { testTimeout, until } from './patience.ts';
import { openWorkbench, themes, type Workbench } from './workbench.ts';

describe('The estate map', function () {
  this.timeout(testTimeout);
  let folder = '';
  let bench: Workbench | undefined;
  let map: Frame | undefined;

  before(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'rr-map-')), 'practice');
    await createPracticeEstate(folder, contoso, { now: Date.now(), random: randomBytes });
    bench = await openWorkbench({ folder, theme: 'Default Light Modern' });
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
  });

  for (const [shade, theme] of Object.entries(themes)) {
    it(`breaks no rule of accessibility: ${shade}`, async () => {
      assert.ok(map !== undefined && bench !== undefined);
      await bench.wear(theme);
      await bench.screenshot(`map-${shade}`);
      await assertAccessible(map);
    });
  }
});

/** An estate of 300 servers in 100 pools; what names may hold is taken for text, whatever it looks like. */
function largeHostileEstate(): string {
  const site = `Paris <img src=x onerror="document.title='taken'"> $& "quoted" & more`;
  const pools = Array.from({ length: 100 }, (_, i) => String(i).padStart(3, '0'));
  const members = (pool: string): string[] =>
    ['a', 'b', 'c'].map(at => `fe${pool}${at}.contoso.com`);
  return JSON.stringify({
    kind: 'live',
    name: '</script><b>Contoso</b>',
    domain: 'contoso.com',
    sites: [{ name: site }],
    pools: pools.map(pool => ({
      fqdn: `pool${pool}.contoso.com`,
      site,
      type: 'enterprise',
      servers: members(pool),
      sql: `be${pool}.contoso.com\\rtc`,
      'file-store': `\\\\fs${pool}.contoso.com\\Share`,
    })),
    servers: pools.flatMap(members).map(fqdn => ({ fqdn, site, roles: ['FrontEnd'] })),
  });
}

describe('The estate map of 300 servers', function () {
  this.timeout(testTimeout);

  it('shows every server, takes names for text, is worked by keyboard alone, and breaks no rule', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rr-map-'));
    try {
      await writeFile(join(folder, 'estate.yaml'), largeHostileEstate());
      await using opened = await openWorkbench({ folder, theme: 'Default Dark Modern' });
      await opened.command('Recovery Runbooks: Show Estate Map');
      const page = await frameWith(opened.page, 'article.item');
      const servers = page.locator('button.name', { hasText: /^fe\d{3}[abc]\.contoso\.com$/ });
      await servers.nth(299).waitFor();
      assert.equal(await servers.count(), 300);
      await page.getByRole('heading', { name: '<img src=x' }).waitFor();
      assert.equal(await page.locator('img, b').count(), 0);
      const lose = page.getByRole('button', { name: 'Suppose lost: pool042.contoso.com' });
      await lose.press('Enter');
      await page.locator('li.stage').first().waitFor();
      await until('the focus stays where it was', async () => {
        const focused = await page.evaluate('document.activeElement?.getAttribute("aria-label")');
        return focused === 'Lost: pool042.contoso.com';
      });
      await page.getByRole('searchbox').or(page.getByRole('textbox')).first().fill('fe042');
      await page.locator('article.item:visible', { hasText: 'fe042b' }).first().waitFor();
      await opened.screenshot('map-large');
      await assertAccessible(page);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  });
});
