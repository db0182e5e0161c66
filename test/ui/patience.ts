import assert from 'node:assert/strict';

/** How long a thing may take to come where the machine is slow, ms. */
export const patience = 90_000;

/** How long a test with its hooks may take there, ms. */
export const testTimeout = 600_000;

/** Waits until something holds; fails with what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  ms = patience,
): Promise<void> {
  for (const end = Date.now() + ms; !(await holds());) {
    assert.ok(Date.now() < end, `not within ${ms} ms: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
