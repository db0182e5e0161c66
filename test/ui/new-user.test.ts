import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { packVsix } from '../../scripts/vsix.mjs';
import { testTimeout } from './patience.ts';
import { quickInput } from './quick-input.ts';
import { openWorkbench, outputs, root, type Workbench } from './workbench.ts';

/** A new user may need so many clicks and key presses from the first start to the recovered server. */
const mostClicks = 12;

/** Clicks of a person who reads the screen: each waits until what it wants is shown, and is counted. */
class Reader {
  readonly #started = Date.now();
  readonly #done: string[] = [];

  get clicks(): number {
    return this.#done.length;
  }

  /** What was clicked, when. */
  get story(): string {
    return this.#done.map((what, at) => `  ${at + 1}. ${what}`).join('\n');
  }

  async click(what: string, place: Locator): Promise<void> {
    await place.click();
    this.#note(what);
  }

  async press(what: string, place: Locator): Promise<void> {
    await place.press('Enter');
    this.#note(what);
  }

  #note(what: string): void {
    this.#done.push(`${((Date.now() - this.#started) / 1000).toFixed(1)} s: ${what}`);
  }
}

/** The PowerShell of this machine, as a user has it on the search path; else the host of this checkout. */
function powershell(): Record<string, string> {
  const host = join(root, 'tools', 'powershell-host', 'dist', 'powershell-host.dll');
  return existsSync(host) ? { RECOVERY_RUNBOOKS_POWERSHELL: host } : {};
}

/** Runs the command line and resolves to its output; throws where its exit status is not 0. */
function cli(home: string, ...words: string[]): Promise<string> {
  const env = { ...process.env, RECOVERY_RUNBOOKS_DATA: join(home, 'data') };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(root, 'dist', 'cli.mjs'), ...words], { env }, (fault, out) => {
      if (fault === null) resolve(out);
      else reject(new Error(`${words.join(' ')}: ${out}`, { cause: fault }));
    });
  });
}

describe('A new user, from the installed VSIX to a recovered practice server', function () {
  this.timeout(testTimeout);
  let home = '';
  let bench: Workbench | undefined;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'rr-new-'));
    const vsix = join(home, 'recovery-runbooks.vsix');
    await packVsix(vsix);
    bench = await openWorkbench({
      vsix,
      theme: 'Default Light Modern',
      trust: 'on',
      // what a fresh profile has by default, and the tests of other things switch off
      settings: {
        'workbench.startupEditor': 'welcomePage',
        'security.workspace.trust.startupPrompt': 'once',
      },
      env: { HOME: home, RECOVERY_RUNBOOKS_DATA: join(home, 'data'), ...powershell() },
    });
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  it('follows only what the screen says, with 12 clicks at most', async () => {
    assert.ok(bench);
    const { page } = bench;
    const reader = new Reader();
    await reader.click(
      'Recovery, in the activity bar',
      page.locator('.activitybar').getByRole('tab', { name: 'Recovery' }),
    );
    await bench.screenshot('new-user-1-empty');
    await reader.click(
      'Practise a Recovery',
      page.getByRole('button', { name: 'Practise a Recovery' }),
    );
    const asked = quickInput(page).filter({ hasText: 'then a server is lost' });
    await asked.waitFor();
    await bench.screenshot('new-user-2-folder');
    await reader.press(
      'Enter: the folder that is offered',
      asked.locator('.quick-input-box input'),
    );
    await reader.click(
      'Yes, I trust the authors',
      page.getByRole('button', { name: /Yes, I trust the authors/ }),
    );
    const shown = outputs(page);
    await shown
      .locator('.heading', { hasText: 'se01.contoso.com' })
      .first()
      .waitFor({ timeout: 240_000 });
    const lost = page.locator('.monaco-list-row[role="treeitem"]', {
      hasText: /se01\.contoso\.com.*LOST since/,
    });
    await lost.waitFor();
    await page.getByText('This workspace is not trusted').waitFor({ state: 'hidden' });
    await bench.screenshot('new-user-3-lost');
    await reader.click(
      'Run All',
      page.locator('.notebook-toolbar-container [aria-label^="Run All"]'),
    );
    await answerAll(reader, bench);
    await page
      .locator('.monaco-list-row[role="treeitem"]', { hasText: /se01\.contoso\.com.*running/ })
      .waitFor();
    await bench.screenshot('new-user-5-recovered');
    process.stdout.write(`${reader.story}\n`);
    assert.ok(reader.clicks <= mostClicks, `${reader.clicks} clicks:\n${reader.story}`);
  });

  it('needed no network but the loopback of this computer', async function () {
    const all = Object.values(networkInterfaces()).flat();
    // `npm test` runs this file with the network cut where that is permitted
    if (all.some(each => each?.internal === false)) this.skip();
    await assert.rejects(fetch('http://192.0.2.1/'));
  });

  it('has the server and its data back, by the command line and its verified log', async () => {
    const estate = join(home, 'recovery-practice');
    const status = await cli(home, 'practice', 'status', '--estate', estate);
    assert.match(
      status,
      /se01\.contoso\.com {2}running\n {4}services: (\d+) of \1 running; replica up to date/,
    );
    assert.match(status, /rtcxds: .*[1-9]/);
    const logs = join(estate, 'recovery-logs');
    const files = (await readdir(logs, { recursive: true })).filter(name =>
      name.endsWith('.recovery-log.jsonl'),
    );
    assert.equal(files.length, 2, 'one log of the first backup, one of the recovery');
    for (const file of files) await cli(home, 'log', 'verify', join(logs, file));
  });
});

/** Answers what the cells ask, one click each, until the recovery has ended. */
async function answerAll(reader: Reader, bench: Workbench): Promise<void> {
  const { page } = bench;
  const shown = outputs(page);
  const ended = page.locator('.pane:has(.title:text-is("Recovery Logs")) .monaco-list-row', {
    hasText: /Recover .*done ·/,
  });
  const questions = shown.getByRole('button', { name: /^(?:Use all of them|Do it$|Done$)/ });
  for (const end = Date.now() + 360_000; !(await ended.first().isVisible());) {
    assert.ok(Date.now() < end, `the recovery ends; so far:\n${reader.story}`);
    const [asked] = await questions.all();
    if (asked !== undefined && (await asked.isEnabled())) {
      const step = await asked
        .locator('xpath=ancestor::*[contains(@class,"panel")][1]')
        .innerText();
      if (reader.clicks === 5) await bench.screenshot('new-user-4-asked');
      await reader.click(`${await asked.innerText()}: ${step.split('\n')[0] ?? ''}`, asked);
    }
    await page.waitForTimeout(200);
  }
}
