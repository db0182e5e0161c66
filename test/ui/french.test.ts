import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { contoso } from '../../src/practice/making/blueprint.ts';
import { createPracticeEstate } from '../../src/practice/making/create.ts';
import { frameWith } from './axe.ts';
import { testTimeout } from './patience.ts';
import { choose } from './quick-input.ts';
import { openFile, openWorkbench, outputs, root, type Workbench } from './workbench.ts';

function texts(file: string): Readonly<Record<string, string>> {
  const read: unknown = JSON.parse(readFileSync(join(root, file), 'utf8'));
  assert.ok(typeof read === 'object' && read !== null);
  return Object.fromEntries(Object.entries(read).map(([key, text]) => [key, String(text)]));
}

const letters = /\p{L}{3,}/gu;

/** Patterns of the English texts that have a French one with other words: such a line is left English. */
function englishTexts(): { readonly text: string; readonly pattern: RegExp }[] {
  const bundle = texts('l10n/bundle.l10n.fr.json');
  const [english, french] = [texts('package.nls.json'), texts('package.nls.fr.json')];
  const pairs = [
    ...Object.entries(bundle),
    ...Object.keys(english).map(key => [english[key] ?? '', french[key] ?? ''] as const),
  ];
  return pairs
    .filter(([own, other]) => own !== other && (own.match(letters)?.length ?? 0) >= 2)
    .map(([own]) => {
      const parts = own
        .split(/\{\d+\}/u)
        .map(part => part.replaceAll(/[.*+?^${}()|[\]\\/]/gu, '\\$&'));
      return { text: own, pattern: new RegExp(`^${parts.join('.+')}$`, 'u') };
    });
}

/** Lines that are shown: in the window, in the frames of ours, and what a screen reader is told. */
async function shownLines(page: Page): Promise<string[]> {
  const lines: string[] = [];
  for (const frame of page.frames()) {
    const found: unknown = await frame
      .evaluate(
        `[document.body?.innerText ?? '', ...[...document.querySelectorAll('[aria-label],[title]')]
          .flatMap(each => [each.getAttribute('aria-label') ?? '', each.getAttribute('title') ?? ''])]
          .join('\\n')`,
      )
      .catch(() => ''); // a frame that goes away while it is asked shows nothing
    lines.push(...String(found).split('\n'));
  }
  return [...new Set(lines.map(line => line.trim()).filter(line => line !== ''))];
}

describe('The editor in French', function () {
  this.timeout(testTimeout);
  let folder = '';
  let bench: Workbench | undefined;
  const english = englishTexts();
  const left = new Map<string, string>();

  async function look(name: string): Promise<void> {
    assert.ok(bench);
    await bench.page.waitForTimeout(500);
    await bench.screenshot(`french-${name}`);
    for (const line of await shownLines(bench.page)) {
      const found = english.find(({ pattern }) => pattern.test(line));
      if (found !== undefined) left.set(line, name);
    }
  }

  before(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'rr-fr-')), 'practice');
    await createPracticeEstate(folder, contoso, { now: Date.now(), random: randomBytes });
    const notebooks = join(root, 'notebooks', 'fr');
    await cp(notebooks, join(folder, 'runbooks'), { recursive: true });
    await writeFile(
      join(folder, 'faux.runbook.md'),
      '---\ntitle: Faux\n---\n\n```step {#a requires=b}\nchek:\n  dns: 1\n```\n\n```powershell {#c}\nExprot-CsConfiguration -FileName x\n```\n',
    );
    bench = await openWorkbench({ folder, theme: 'Default Light Modern', language: 'fr' });
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  it('leaves nothing English in trees, notebook, questions, log, map, problems and walkthrough', async () => {
    assert.ok(bench);
    const { page } = bench;
    await page.locator('.activitybar [aria-label="Récupération"]').first().click();
    await page.getByRole('treeitem', { name: /^se01\.contoso\.com/ }).waitFor();
    await look('servers');
    await openFile(bench, 'backup-core-data.runbook.md');
    await outputs(page).locator('.heading').first().waitFor();
    await look('notebook');
    await page.locator('.notebook-toolbar-container [aria-label^="Run All"]').click();
    const all = outputs(page).getByRole('button', { name: 'Les utiliser toutes' });
    await all.waitFor();
    await look('question');
    await all.click();
    const done = page.locator(
      '.pane:has(.title:text-is("Journaux de récupération")) .monaco-list-row',
      { hasText: 'Sauvegarder' },
    );
    await done.first().waitFor();
    const set = page.getByRole('treeitem', { name: /scellé, vérifié/ });
    await set.first().waitFor();
    await look('done');
    await done.first().click();
    const log = await frameWith(page, 'main .row.heading');
    await log.locator('button.badge:not([disabled])').waitFor();
    await look('log');
    await bench.command('Montrer la carte du parc');
    await (await frameWith(page, 'article.item')).locator('article.item').first().waitFor();
    await look('map');
    await openFile(bench, 'faux.runbook.md');
    await bench.command('View: Focus Problems');
    await page.locator('.markers-panel .monaco-list-row').nth(2).waitFor();
    await look('problems');
    await bench.command('Welcome: Open Walkthrough');
    await choose(page, 'S’entraîner');
    await page.getByText('Ramener le serveur').first().waitFor();
    await look('walkthrough');
    assert.deepEqual(
      [...left].map(([line, where]) => `${where}: ${line}`),
      [],
    );
  });
});
