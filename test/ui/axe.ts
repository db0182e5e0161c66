import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { root } from './workbench.ts';

/** The frame of a webview of ours: the one that has an element that fits `selector`. */
export async function frameWith(page: Page, selector: string): Promise<Frame> {
  for (let tries = 0; tries < 150; tries += 1) {
    for (const frame of page.frames()) {
      const found = await frame
        .locator(selector)
        .count()
        .catch(() => 0); // a frame that goes away while it is asked is not ours
      if (found > 0) return frame;
    }
    await page.waitForTimeout(200);
  }
  throw new Error(`no webview with ${selector}`);
}

/**
 * Holds a page of ours against the rules of axe-core (WCAG 2 A and AA, best practices); fails with
 * every violation and its places.
 */
export async function assertAccessible(frame: Frame): Promise<void> {
  const source = await readFile(join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
  // as a text for the debugger, which the page's policy does not bind
  const found: unknown = await frame.evaluate(`${source};
    axe.run(document, { iframes: false }).then(({ violations }) =>
      violations.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map(({ html, failureSummary }) => [html, failureSummary]),
      })),
    );`);
  assert.deepEqual(found, []);
}
