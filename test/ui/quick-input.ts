import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { patience, until } from './patience.ts';

/** The box at the top of the window for commands, files and questions; not one that is just closing. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget:not([inert]):visible');
}

/** Lines of the open box whose text has these words. */
export function choices(page: Page, hasText: string | RegExp = ''): Locator {
  return quickInput(page).locator('.quick-input-list .monaco-list-row', { hasText });
}

/**
 * Opens the box by a key, types a text and clicks a line. What still loads may take the focus and so
 * close the box, and in the first seconds it does not list everything and is not filled up later:
 * then it is opened again.
 */
export async function take(page: Page, key: string, text: string, line: Locator): Promise<void> {
  const input = quickInput(page).locator('.quick-input-box input');
  const end = Date.now() + patience;
  for (let timeout = 2000; ; timeout += 2000) {
    try {
      await page.keyboard.press(key);
      await input.fill(text, { timeout });
      await line.waitFor({ timeout });
      await line.click({ timeout: 15_000 });
      return;
    } catch (failure) {
      if (Date.now() > end) throw failure;
      await page.keyboard.press('Escape');
    }
  }
}

/** The line of a command: its title whole, with or without its category. */
export function commandLine(page: Page, title: string): Locator {
  const whole = title.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  const name = page.locator('.label-name', {
    hasText: new RegExp(`(?:^|: )${whole}(?:…|\\.\\.\\.| \\(.*\\))?$`),
  });
  return choices(page).filter({ has: name }).first();
}

/** Whether the command palette has a command. */
export async function offers(page: Page, title: string): Promise<boolean> {
  const input = quickInput(page).locator('.quick-input-box input');
  let found = false;
  await until(`the palette answers for ${title}`, async () => {
    try {
      await page.keyboard.press('F1');
      await input.fill(`>${title}`, { timeout: 5000 });
      // something is listed always, were it that nothing fits
      await choices(page).first().waitFor({ timeout: 10_000 });
      const line = commandLine(page, title).waitFor({ timeout: 1500 });
      found = await line.then(
        () => true,
        () => false,
      );
      return found || (await input.inputValue({ timeout: 1000 })) === `>${title}`;
    } catch {
      return false; // the palette was closed by what loads
    } finally {
      await leave(page);
    }
  });
  return found;
}

/** Types the answer to a question that has these words, and waits until it is taken. */
export async function answer(page: Page, words: string | RegExp, text: string): Promise<void> {
  const question = quickInput(page).filter({ hasText: words });
  const input = question.locator('.quick-input-box input');
  await question.waitFor();
  await input.fill(text);
  assert.equal(await input.inputValue(), text);
  await input.press('Enter');
  await question.waitFor({ state: 'hidden' });
}

/** Takes the first line with these words of the question that is open. */
export async function choose(page: Page, words: string | RegExp): Promise<void> {
  await choices(page, words).first().click();
}

/** Leaves what is asked or listed. */
export async function leave(page: Page): Promise<void> {
  const open = quickInput(page);
  await until('the question is left', async () => {
    if (!(await open.isVisible())) return true;
    const input = open.locator('.quick-input-box input');
    await input.press('Escape', { timeout: 1000 }).catch(() => undefined);
    return !(await open.isVisible());
  });
}
