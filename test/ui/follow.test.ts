import assert from 'node:assert/strict';
import { basename } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { Workplace } from '../integration/cli/program.ts';
import { frameWith } from './axe.ts';
import { testTimeout } from './patience.ts';
import { openEditor, openWorkbench, type Workbench } from './workbench.ts';

/** A step that says its name and ends once a file is there; the test decides when. */
function heldStep(name: string, gate: string): string {
  return `\`\`\`powershell {#${name}}
'${name} has begun'
while (-not (Test-Path -LiteralPath '${gate}')) { Start-Sleep -Milliseconds 100 }
'${name} was let go'
\`\`\``;
}

describe('The log viewer and a run of another process', function () {
  this.timeout(testTimeout);
  let place: Workplace;
  let bench: Workbench | undefined;

  before(async () => {
    place = await Workplace.make();
    await place.createEstate();
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  it('opens in the middle of the run and follows it to its end', async () => {
    const steps = [
      "```powershell {#first}\n'first is done'\n```",
      heldStep('second', place.path('second.gate')),
      heldStep('third', place.path('third.gate')),
      "```powershell {#fourth}\n'fourth is done'\n```",
    ];
    const text = `---\ntitle: Held by hand\n---\n\n${steps.join('\n\n')}\n`;
    const runbook = await place.write('held.runbook.md', text);
    const run = place.start(['run', runbook, ...place.practiceWords()]);
    await run.seen('second has begun');

    const env = { RECOVERY_RUNBOOKS_DATA: place.path('data') };
    bench = await openWorkbench({ folder: place.folder, theme: 'Default Light Modern', env });
    await openEditor(bench, basename(await place.newestLog()));
    const frame = await frameWith(bench.page, 'main .row.heading');
    await outcome(frame, 'running: second').waitFor();
    await badge(frame, 'intact so far').waitFor();
    await step(frame, 'first', 'done').waitFor();
    assert.equal(await step(frame, 'third').count(), 0, 'what has not begun is not shown');

    await place.write('second.gate', '');
    await outcome(frame, 'running: third').waitFor();
    await step(frame, 'second', 'done').waitFor();
    await step(frame, 'third').waitFor();
    assert.equal(await step(frame, 'fourth').count(), 0, 'the run is held at its third step');
    await bench.screenshot('log-followed-running');

    await place.write('third.gate', '');
    await outcome(frame, 'done').waitFor();
    await step(frame, 'third', 'done').waitFor();
    await step(frame, 'fourth', 'done').waitFor();
    await frame.locator('.row', { hasText: 'run finished' }).waitFor();
    await badge(frame, 'intact, signed by').waitFor();
    await bench.screenshot('log-followed-ended');
    const { status, err } = await run.ended;
    assert.equal(status, 0, err);
  });
});

/** The outcome above the list, once it says exactly this. */
function outcome(frame: Frame, words: string): Locator {
  return frame.locator('header .outcome').getByText(words, { exact: true });
}

function badge(frame: Frame, words: string): Locator {
  return frame.locator('button.badge', { hasText: words });
}

/** The heading of a step, once it came out so. */
function step(frame: Frame, name: string, came = ''): Locator {
  const named = frame.locator('.name').getByText(name, { exact: true });
  return frame.locator('.row.heading', { has: named, hasText: came });
}
