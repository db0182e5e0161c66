import fc from 'fast-check';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { checkCsCommands } from '../../../src/authoring/cmdlets/check.ts';
import { LanguageService, type Subject } from '../../../src/authoring/language/language-service.ts';
import type { Completion } from '../../../src/authoring/language/model.ts';
import { runbookLinter } from '../../../src/compose/linting.ts';
import { stepActions } from '../../../src/executors/steps/registry.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { runbookTexts } from '../runbook/samples.ts';
import { world } from './world.ts';

const service = new LanguageService(stepActions());

/** Text and offset of the cursor, which is written `|`. */
function cursor(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf('|');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

function complete(subject: Subject, marked: string): readonly Completion[] {
  const { text, offset } = cursor(marked);
  return service.completions(subject, text, offset, world);
}

function labels(subject: Subject, marked: string): string[] {
  const all = [...complete(subject, marked)];
  all.sort((a, b) => ((a.order ?? a.label) < (b.order ?? b.label) ? -1 : 1));
  return all.map(({ label }) => label);
}

/** The text with one of the completions put in. */
function chosen(subject: Subject, marked: string, label: string): string {
  const { text } = cursor(marked);
  const found = complete(subject, marked).find(each => each.label === label);
  assert.ok(found, `${label} is offered`);
  return text.slice(0, found.span.start) + found.insert + text.slice(found.span.end);
}

function hover(subject: Subject, marked: string): string {
  const { text, offset } = cursor(marked);
  return service.hover(subject, text, offset, world)?.markdown ?? '';
}

describe('Completion in step cells', () => {
  it('offers every action in an empty cell, and none where there is one already', () => {
    const names = stepActions().map(({ name }) => name);
    assert.deepEqual(labels('step', '|').sort(), [...names].sort());
    assert.deepEqual(labels('step', 'chec|').sort(), [...names].sort());
    assert.deepEqual(labels('step', 'check:\n  dns:\n    name: x\n|'), []);
  });

  it('an action brings the keys that it needs', () => {
    assert.equal(chosen('step', 'man|', 'manual'), 'manual:\n  instruction: ${1}');
  });

  it('offers the keys of the action that are not there yet, the needed ones first', () => {
    const keys = labels('step', 'deployment-wizard:\n  server: $Server\n  |');
    assert.equal(keys[0], 'step');
    assert.ok(!keys.includes('server'));
    assert.ok(labels('step', 'copy-files:\n  |\n  to: x').includes('from'));
    assert.ok(!labels('step', 'copy-files:\n  |\n  to: x').includes('to'));
  });

  it('knows keys below keys', () => {
    assert.ok(labels('step', 'check:\n  por|').includes('port'));
    assert.deepEqual(
      labels('step', 'check:\n  port:\n    |').filter(key => ['host', 'port'].includes(key)),
      ['host', 'port'],
    );
  });

  it('offers servers of the estate and variables where a server is named', () => {
    const all = labels('step', 'check:\n  fqdn:\n    server: |');
    assert.ok(all.includes('se01.contoso.com'));
    assert.ok(all.indexOf('$Server') < all.indexOf('$Backup'));
    assert.equal(
      chosen('step', 'check:\n  fqdn:\n    server: se|', 'se01.contoso.com'),
      'check:\n  fqdn:\n    server: se01.contoso.com',
    );
  });

  it('offers values of a list, sets, file stores and facts', () => {
    assert.ok(labels('step', 'verify-backup-set:\n  level: |').includes('full'));
    assert.ok(
      labels('step', 'verify-backup-set:\n  set: |').includes('//bk01/Lync/2026-11-22_0200'),
    );
    assert.ok(labels('step', 'copy-files:\n  from: |').includes('//se01.contoso.com/LyncShare'));
    assert.ok(labels('step', 'copy-files:\n  file-stores: |').includes('all'));
    assert.equal(
      chosen('step', 'copy-files:\n  from: $Ba|/x', '$Backup'),
      'copy-files:\n  from: $Backup/x',
    );
    assert.ok(
      labels('step', 'copy-files:\n  to: ${es|').includes('${estate.servers.$Server.media}'),
    );
  });

  it('tells of actions with an example, of keys, and of variables', () => {
    assert.match(hover('step', 'copy-f|iles:\n  from: x'), /```yaml\ncopy-files:/);
    assert.match(hover('step', 'copy-files:\n  over|write: x'), /Whether files that differ/);
    assert.match(hover('step', 'copy-files:\n  from: $Back|up/x'), /backup\\-set/);
  });
});

describe('Completion in PowerShell cells', () => {
  it('offers cmdlets where a command begins, not in strings, comments and arguments', () => {
    assert.ok(labels('powershell', 'Imp|').includes('Import-CsUserData'));
    assert.ok(labels('powershell', '$x = (Import-Cs|').includes('Import-CsConfiguration'));
    assert.ok(!labels('powershell', 'S|').includes('Start-CsPool'));
    assert.deepEqual(labels('powershell', '# Imp|'), []);
    assert.deepEqual(labels('powershell', "'Imp|"), []);
    assert.deepEqual(labels('powershell', 'Write-Host Imp|'), []);
  });

  it('offers the parameters that still fit, the mandatory ones first', () => {
    const all = labels('powershell', 'Import-CsUserData -PoolFqdn $Server -|');
    assert.equal(all[0], '-FileName');
    assert.ok(!all.includes('-Identity'), 'belongs to another set');
    assert.ok(!all.includes('-PoolFqdn'), 'is given');
    assert.ok(labels('powershell', 'Install-CsDatabase `\n  -Cl|').includes('-Clean'));
    assert.ok(labels('powershell', 'Test-Path (Get-CsPool -|').includes('-Identity'));
  });

  it('offers values: lists, pools, uses of certificates', () => {
    assert.deepEqual(
      labels('powershell', 'Reset-CsPoolRegistrarState -ResetType |').filter(
        each => !each.startsWith('$'),
      ),
      ['FullReset', 'MachineStateRemoved', 'QuorumLossRecovery', 'ServiceReset'],
    );
    assert.ok(labels('powershell', 'Import-CsUserData -PoolFqdn |').includes('se01.contoso.com'));
    assert.ok(
      labels('powershell', 'Set-CsCertificate -Type Default,|').includes('WebServicesInternal'),
    );
    assert.ok(labels('powershell', 'Get-Item "$Ba|').includes('$Backup'));
  });

  it('tells of cmdlets, parameters and dangers', () => {
    assert.match(hover('powershell', 'Import-Cs|UserData -PoolFqdn x'), /Services are stopped/);
    assert.match(hover('powershell', 'Import-Cs|UserData -PoolFqdn x'), /-PoolFqdn <Fqdn>/);
    assert.match(hover('powershell', 'Install-CsDatabase -Cl|ean'), /Dangerous: it deletes/);
    assert.match(hover('powershell', 'Start-Cs|Pool'), /Came after Lync Server 2013/);
    assert.equal(hover('powershell', 'Get-It|em x'), '');
  });
});

describe('Completion in SQL cells', () => {
  it('offers snippets, parameters, and values inside texts and names', () => {
    assert.ok(labels('sql', 'back|').includes('backup-database'));
    assert.deepEqual(labels('sql', 'SELECT @|').sort(), ['@Backup', '@Server', '@SqlPassword']);
    assert.ok(labels('sql', "SELECT N'|").includes('${Server}'));
    assert.ok(!labels('sql', "SELECT N'|").includes('${SqlPassword}'));
    assert.ok(labels('sql', 'USE [|').includes('LcsCDR'));
    assert.deepEqual(labels('sql', '-- |'), []);
  });
});

describe('Completion of attributes and front matter', () => {
  it('offers attributes, ids of other steps, targets', () => {
    assert.ok(labels('attributes', 'step {#a |').includes('requires'));
    assert.ok(!labels('attributes', 'step {#a confirm |').includes('confirm'));
    assert.deepEqual(labels('attributes', 'step {#a requires=|'), ['verify-set', 'copy-store']);
    assert.deepEqual(labels('attributes', 'step {#copy-store requires=verify-set,|'), [
      'verify-set',
    ]);
    assert.ok(labels('attributes', 'step {target=|').includes('$Server'));
    assert.ok(labels('attributes', 'step {on-error=|').includes('continue'));
    assert.ok(labels('attributes', 'step {when="$|').includes('$Server'));
    assert.equal(chosen('attributes', 'step |', 'confirm'), 'step {confirm$0}');
  });

  it('offers keys of the front matter and types of variables', () => {
    assert.deepEqual(labels('front-matter', 'title: x\n|'), [
      'applies-to',
      'description',
      'variables',
    ]);
    assert.ok(labels('front-matter', 'variables:\n  A:\n    |').includes('default'));
    assert.ok(labels('front-matter', 'variables:\n  A:\n    type: |').includes('backup-set'));
    assert.ok(labels('front-matter', 'applies-to:\n  product-version: |').includes('2013'));
  });

  it('finds its place in a whole file', () => {
    const file =
      '---\ntitle: x\nvariables:\n  A:\n    type: §1\n---\n\n# H\n\n§2\n\n```step {#a §3}\ncheck:\n  §4\n```\n\n~~~sql\nSELECT @§5\n~~~\n\n```text\n§6\n```\n';
    const at = (mark: string): string[] =>
      labels(
        'file',
        file.replace(/§\d/gu, found => (found === mark ? '|' : '')),
      );
    assert.ok(at('§1').includes('secret'));
    assert.deepEqual(at('§2'), []);
    assert.ok(at('§3').includes('requires'));
    assert.ok(at('§4').includes('dns'));
    assert.ok(at('§5').includes('@Server'));
    assert.deepEqual(at('§6'), []);
  });

  it('shows names of files and servers, and never their marks', () => {
    const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
    const evil = '[click](command:evil) <img src=x>';
    const variable = {
      name: 'X',
      type: 'string',
      required: false,
      description: evil,
      range,
    } as const;
    const found = service.hover('step', 'a: $X', 4, { ...world, variables: [variable] });
    assert.ok(found !== undefined && !found.markdown.includes('](command:'));
    assert.doesNotMatch(found.markdown, /(?<!\\)<img/);
  });
});

describe('Half-typed, wrong and hostile texts', () => {
  const subjects: readonly Subject[] = [
    'step',
    'powershell',
    'sql',
    'front-matter',
    'attributes',
    'file',
  ];
  const scraps = fc.array(
    fc.oneof(
      fc.constantFrom(
        ...'{ } ( ) [ ] $( @( @{ @" @\' " \' ` - -- --% | || & ; , : = # <# #> $ ${ ${estate. $x @x \\ / // GO /* */ [ ]] check: \n  - \n \r\n \t --- ``` ~~~ ```step ```powershell {#a requires= when=" Import-CsUserData -PoolFqdn -Type function in foreach if Get-CsUser \u2019 \u201D \u2013 \uFEFF \0 \uD800 é'.split(
          ' ',
        ),
      ),
      fc.string({ maxLength: 8, unit: 'binary' }),
    ),
    { maxLength: 40 },
  );

  it('never make completion, hover or checks throw', () => {
    const linter = runbookLinter();
    fc.assert(
      fc.property(scraps, fc.nat(), (parts, seed) => {
        const text = parts.join(seed % 3 === 0 ? ' ' : '');
        const offset = seed % (text.length + 1);
        for (const subject of subjects) {
          service.completions(subject, text, offset, world);
          service.hover(subject, text, offset, world);
        }
        checkCsCommands(text);
        linter.lint(
          readRunbook(new TextEncoder().encode(text.replaceAll('\0', '')), 'a.md'),
          world.estate,
        );
      }),
      { numRuns: 400 },
    );
  });

  it('never make them throw anywhere in files that are hard for Markdown', () => {
    const linter = runbookLinter();
    fc.assert(
      fc.property(runbookTexts, fc.nat(), (text, seed) => {
        const offset = seed % (text.length + 1);
        service.completions('file', text, offset, world);
        service.hover('file', text, offset, world);
        linter.lint(readRunbook(new TextEncoder().encode(text), 'a.md'));
      }),
      { numRuns: 200 },
    );
  });

  it('never throw at any offset of a shipped runbook that is cut off there', () => {
    const file = readFileSync('notebooks/recover-standard-edition-server.runbook.md', 'utf8');
    const linter = runbookLinter();
    for (let end = 0; end < file.length; end += 97) {
      const text = file.slice(0, end);
      service.completions('file', text, end, world);
      linter.lint(readRunbook(new TextEncoder().encode(text), 'a.md'));
    }
  });

  it('are read in spite of groups that are nested a hundred thousand times', () => {
    for (const mark of ['(', '{', '$(', '@{', '@(', '"$(', '[', '@{a=']) {
      checkCsCommands(mark.repeat(100_000));
    }
  });
});
