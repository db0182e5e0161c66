import { rm } from 'node:fs/promises';
import { testTimeout } from './patience.ts';
import { choose, quickInput } from './quick-input.ts';
import { folderWith, openFile, openWorkbench } from './workbench.ts';

const runbook = `---
title: Look
---

\`\`\`step {#a}
check:
  dns:
    name: se01.contoso.com
\`\`\`
`;

describe('The properties of a runbook', function () {
  this.timeout(testTimeout);

  it('are edited by pickers, and stand in its front matter', async () => {
    const folder = await folderWith({ 'look.runbook.md': runbook });
    try {
      await using bench = await openWorkbench({ folder, theme: 'Default Light Modern' });
      const { page } = bench;
      await openFile(bench, 'look.runbook.md');
      await bench.command('Edit Runbook Properties');
      await quickInput(page).filter({ hasText: 'Runbook properties' }).waitFor();
      await choose(page, 'product-version');
      await choose(page, '2015');
      await page.locator('.view-lines', { hasText: 'applies-to: product-version: 2015' }).waitFor();
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  });
});
