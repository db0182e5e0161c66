import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { until } from './patience.ts';
import { root } from './workbench.ts';

/** The frame of a webview of ours: the one that has an element that fits `selector`. */
export async function frameWith(page: Page, selector: string): Promise<Frame> {
  let found: Frame | undefined;
  await until(`a webview with ${selector}`, async () => {
    for (const frame of page.frames()) {
      // a frame that goes away while it is asked is not ours
      const count = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (count > 0) found = frame;
    }
    return found !== undefined;
  });
  assert.ok(found);
  return found;
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
