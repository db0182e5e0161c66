import assert from 'node:assert/strict';
import { extractVariable, withVariable } from '../../../src/authoring/edit/extract-variable.ts';
import { runbookFromRun } from '../../../src/authoring/edit/from-run.ts';
import { instructionsOf } from '../../../src/authoring/edit/instructions.ts';
import {
  renamedInInfo,
  renamedInProse,
  renamedLines,
  renameFault,
} from '../../../src/authoring/edit/rename-step.ts';
import {
  fileNameFor,
  runbookFromTemplate,
  runbookTemplates,
} from '../../../src/authoring/edit/templates.ts';
import { runbookLinter } from '../../../src/compose/linting.ts';
import type { StepLanguage } from '../../../src/runbook/model.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { world } from './world.ts';

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Codes of warnings and errors. */
function worse(text: string): string[] {
  return runbookLinter()
    .lint(readRunbook(bytes(text), 'a.runbook.md'))
    .filter(({ severity }) => severity !== 'information')
    .map(({ code, message }) => `${code}: ${message}`);
}

describe('New runbooks', () => {
  for (const { id } of runbookTemplates()) {
    it(`from the template ${id} have neither errors nor warnings`, () => {
      const text = runbookFromTemplate(id, "Bring back the 'store': all of it");
      assert.deepEqual(worse(text), []);
      assert.equal(readRunbook(bytes(text), 'a').title, "Bring back the 'store': all of it");
    });
  }

  it('get a file name that every file system takes', () => {
    assert.equal(fileNameFor('Récupérer «se01» / tout'), 'recuperer-se01-tout.runbook.md');
    assert.equal(fileNameFor('???'), 'runbook.runbook.md');
  });

  it('of a run hold what succeeded, in order, with its values as defaults', () => {
    const text = runbookFromRun({
      title: 'What I did: last night',
      when: '22 November, 03:12',
      steps: [
        {
          id: 'stop',
          language: 'powershell',
          title: 'Stop',
          target: 'SE01.contoso.com',
          text: 'Stop-CsWindowsService',
          succeeded: true,
          outcome: 'succeeded',
        },
        {
          id: 'wrong',
          language: 'powershell',
          text: 'Get-Nothing',
          succeeded: false,
          outcome: 'failed',
        },
        {
          id: 'look',
          language: 'step',
          title: 'Look',
          text: 'check:\n  fqdn:\n    server: $Server',
          succeeded: true,
          outcome: 'succeeded',
        },
      ],
      variables: new Map([
        ['Server', 'se01.contoso.com'],
        ['Backup', '\\\\bk01\\Lync$\\a'],
        ['Password', undefined],
      ]),
    });
    const runbook = readRunbook(bytes(text), 'a');
    assert.deepEqual(
      runbook.steps.map(({ id, attributes }) => [id, attributes.target, attributes.requires]),
      [
        ['stop', '$Server', []],
        ['look', undefined, ['stop']],
      ],
    );
    assert.deepEqual(
      runbook.variables.map(({ name, type, default: value }) => [name, type, value]),
      [
        ['Server', 'fqdn', 'se01.contoso.com'],
        ['Backup', 'path', '\\\\bk01\\Lync$$\\a'],
        ['Password', 'secret', undefined],
      ],
    );
    assert.match(text, /`wrong`: failed/);
    assert.deepEqual(
      runbook.diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    );
  });
});

describe('Renaming a step', () => {
  it('changes its id and what requires it, and nothing else of the line', () => {
    assert.equal(renamedInInfo('step  {.x #old confirm}', 'old', 'new'), 'step  {.x #new confirm}');
    assert.equal(
      renamedInInfo('sql {#b requires=a,OLD,c}', 'old', 'new'),
      'sql {#b requires=a,new,c}',
    );
    assert.equal(
      renamedInInfo('sql {#b requires="old older"}', 'old', 'new'),
      'sql {#b requires="new older"}',
    );
    assert.equal(renamedInInfo('sql {#older}', 'old', 'new'), 'sql {#older}');
  });

  it('changes code spans in prose, not words', () => {
    assert.equal(
      renamedInProse('Run `old`, see `#old`; old `older`.', 'old', 'new'),
      'Run `new`, see `#new`; old `older`.',
    );
  });

  it('changes the lines of a file that name it, and leaves scripts alone', () => {
    const file =
      '# A\r\n\r\nSee `old`.\r\n\r\n```powershell {#old}\r\n`old`\r\n```\r\n\r\n  ~~~sql {#b requires=old}\r\n  ~~~\r\n\r\n```text {#old}\r\n```\r\n';
    assert.deepEqual(
      renamedLines(file, 'old', 'new').map(({ line, after }) => [line, after]),
      [
        [2, 'See `new`.'],
        [4, '```powershell {#new}'],
        [8, '  ~~~sql {#b requires=new}'],
      ],
    );
  });

  it('refuses what is no id and what is taken', () => {
    assert.equal(renameFault('1a', 'a', ['a']), 'no-id');
    assert.equal(renameFault('B', 'a', ['a', 'b']), 'taken');
    assert.equal(renameFault('A', 'a', ['a', 'b']), undefined);
  });
});

describe('Extracting a variable', () => {
  function extracted(language: StepLanguage, marked: string): string | undefined {
    const start = marked.indexOf('«');
    const end = marked.indexOf('»') - 1;
    const text = marked.replace(/[«»]/gu, '');
    const found = extractVariable(language, text, { start, end }, 'Name');
    return (
      found &&
      `${text.slice(0, found.span.start)}${found.replacement}${text.slice(found.span.end)} (${found.value})`
    );
  }

  it('writes the form that the language takes', () => {
    assert.equal(extracted('step', 'to: «//bk01/x»/y'), 'to: ${Name}/y (//bk01/x)');
    assert.equal(extracted('powershell', "Get-Item '«C:\\Logs»'"), 'Get-Item $Name (C:\\Logs)');
    assert.equal(
      extracted('powershell', 'Get-Item "«C:\\Logs»\\$x"'),
      'Get-Item "${Name}\\$x" (C:\\Logs)',
    );
    assert.equal(
      extracted('powershell', 'Get-CsPool «pool01.contoso.com»'),
      'Get-CsPool $Name (pool01.contoso.com)',
    );
    assert.equal(extracted('sql', "WHERE name = N'«LcsCDR»'"), 'WHERE name = @Name (LcsCDR)');
    assert.equal(extracted('sql', 'USE [«LcsCDR»]'), 'USE [${Name}] (LcsCDR)');
  });

  it('refuses where no variable can stand', () => {
    assert.equal(extracted('powershell', '# «comment»'), undefined);
    assert.equal(extracted('powershell', "'a «b» c'"), undefined);
    assert.equal(extracted('sql', '«SELECT» 1'), undefined);
    assert.equal(extracted('step', 'a: «$X»'), undefined);
  });

  it('declares it in the front matter, which stays as it is otherwise', () => {
    assert.equal(
      withVariable('title: x # y\nvariables:\n    A: 1\n\n    # c\napplies-to: {}', 'B', 'a, b'),
      "title: x # y\nvariables:\n    A: 1\n\n    # c\n    B: { type: string, default: 'a, b' }\napplies-to: {}",
    );
    assert.equal(withVariable('', 'B', 'x.y'), 'variables:\n  B: { type: fqdn, default: x.y }');
    assert.equal(
      withVariable('title: x\nvariables: {}', 'B', '//s/t'),
      "title: x\nvariables:\n  B: { type: path, default: '//s/t' }",
    );
  });
});

describe('The plan as instructions', () => {
  const text = [
    '---\ntitle: Restore\nvariables:\n  Server:\n  Backup:\n---\n\n# Restore $Server\n\n<script>alert(1)</script>\n\n',
    '```powershell {#a target=$Server confirm}\nGet-Item "$Backup\\x"\n```\n\n',
    '```sql {#b requires=a when="$Server == ${estate.domain}"}\nSELECT @Server, N\'${Backup}\';\n```\n\n',
    '```step {#c}\ncopy-files:\n  from: $Backup\n  to: ${estate.servers.$Server.site}\n```\n',
  ].join('');
  const values = new Map([
    ['Server', 'se01.contoso.com'],
    ['Backup', "/b/it's"],
  ]);
  const made = instructionsOf({
    bytes: bytes(text),
    file: 'r.runbook.md',
    values,
    when: 'today',
    ...(world.estate === undefined ? {} : { estate: world.estate }),
  });

  it('has every value in its place', () => {
    assert.equal(made.title, 'Restore');
    for (const part of [
      '# Restore se01.contoso.com',
      "$Backup = '/b/it''s'\nGet-Item \"$Backup\\x\"",
      "DECLARE @Server nvarchar(4000) = N'se01.contoso.com';",
      'from: /b/it',
      'to: Paris',
      'On: `se01.contoso.com`',
      'Only after: `a`',
      'Only where: `se01.contoso.com == contoso.com`',
      'Stop and have somebody confirm it',
    ]) {
      assert.ok(made.markdown.includes(part), part);
    }
  });

  it('is a page without scripts, for paper', () => {
    assert.ok(made.html.includes('&lt;script&gt;'));
    assert.doesNotMatch(made.html, /<script/i);
    assert.ok(made.html.includes('to: Paris'));
  });
});
