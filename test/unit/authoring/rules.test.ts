import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { runbookLinter } from '../../../src/compose/linting.ts';
import type { Diagnostic } from '../../../src/errors/diagnostic.ts';
import { checkEstate } from '../../../src/estate/read.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { applyFix } from './fixes.ts';

const linter = runbookLinter();

function lint(text: string, estate?: string): readonly Diagnostic[] {
  const known = estate === undefined ? undefined : estateOf(estate);
  return linter.lint(readRunbook(new TextEncoder().encode(text), 'a.runbook.md'), known);
}

function estateOf(text: string): ReturnType<typeof checkEstate>['estate'] {
  const { estate, findings } = checkEstate(new TextEncoder().encode(text), '/e/estate.yaml');
  assert.ok(estate, JSON.stringify(findings));
  return estate;
}

function summary({ line, column, severity, code }: Diagnostic): string {
  return `${line}:${column} ${severity} ${code}`;
}

/** Codes of warnings and errors. */
function codes(text: string): string[] {
  return lint(text)
    .filter(({ severity }) => severity !== 'information')
    .map(({ code }) => code);
}

function cell(language: string, text: string, attributes = '#a confirm'): string {
  return `\`\`\`${language} {${attributes}}\n${text}\n\`\`\`\n\n`;
}

const wrong = 'test/fixtures/runbooks/wrong';
const shipped = 'notebooks';

describe('Wrong runbooks', () => {
  for (const file of readdirSync(wrong).filter(name => name.endsWith('.runbook.md'))) {
    it(`${file} has exactly the findings that are expected`, () => {
      const text = readFileSync(`${wrong}/${file}`, 'utf8');
      const expected = readFileSync(
        `${wrong}/${file.replace('.runbook.md', '.findings.txt')}`,
        'utf8',
      );
      assert.deepEqual(lint(text).map(summary), expected.trimEnd().split('\n'));
    });
  }

  it('lose the findings that have a fix when the fixes are applied', () => {
    const text = readFileSync(`${wrong}/commands.runbook.md`, 'utf8');
    const fixable = lint(text).filter(({ fix }) => fix !== undefined);
    const mended = [...fixable].reverse().reduce(applyFix, text);
    assert.equal(fixable.length, 4);
    // the mended name is that of a command that destroys, which is now seen
    assert.deepEqual(
      lint(mended).flatMap(({ code, fix }) => (fix === undefined ? [] : [code])),
      ['destructive-without-confirm'],
    );
  });
});

describe('Shipped runbooks', () => {
  const files = readdirSync(shipped, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter(name => name.endsWith('.md'))) {
    it(`${file} has neither errors nor warnings`, () => {
      const worse = lint(readFileSync(`${shipped}/${file}`, 'utf8')).filter(
        ({ severity }) => severity !== 'information',
      );
      assert.deepEqual(
        worse.map(found => `${summary(found)} ${found.message}`),
        [],
      );
    });
  }
});

describe('The rules leave alone', () => {
  const head = '# A\n\n';
  const get = '\nGet-CsPool';

  it('an import without a question, when it is only tried', () => {
    assert.deepEqual(
      codes(
        head +
          cell(
            'powershell',
            `Import-CsPersistentChatData -DBInstance a -FileName b -WhatIf${get}`,
            '#a',
          ),
      ),
      [],
    );
  });

  it('an import of what the same runbook has exported', () => {
    const text = `Export-CsLisConfiguration -FileName a.zip\nImport-CsLisConfiguration -FileName a.zip\nPublish-CsLisConfiguration${get}`;
    assert.deepEqual(codes(head + cell('powershell', text)), []);
  });

  it('a stop and a start in the cell of the import', () => {
    const text = `Stop-CsWindowsService\nImport-CsUserData -PoolFqdn a -FileName b.zip\nStart-CsWindowsService${get}`;
    const verified = cell('step', 'verify-backup-set:\n  set: /b', '#v');
    assert.deepEqual(codes(head + verified + cell('powershell', text)), []);
  });

  it('a restore of the set that was verified, and not of another one', () => {
    const front =
      '---\nvariables:\n  Backup: { type: backup-set }\n  Other: { type: backup-set }\n---\n\n';
    const verified = (set: string): string =>
      cell('step', `verify-backup-set:\n  set: ${set}`, '#v');
    const restore = cell('powershell', `Update-CsUserData -FileName "\${Backup}\\u.zip"${get}`);
    const sql = cell(
      'sql',
      "RESTORE DATABASE x FROM DISK = N'${Backup}';\nSELECT 1 FROM sys.databases;",
    );
    const told = (set: string, text: string): boolean =>
      codes(front + verified(set) + text).includes('restore-unverified-set');
    assert.equal(told('$Backup', restore + sql), false);
    assert.equal(told('/backups/2014-06-01', restore), false);
    assert.equal(told('$Other', restore), true);
    assert.equal(told('$Other', sql), true);
    assert.equal(codes(front + sql).includes('restore-unverified-set'), true);
    const look = cell('sql', "RESTORE VERIFYONLY FROM DISK = N'${Backup}';", '#look');
    assert.equal(codes(front + look + sql).includes('restore-unverified-set'), false);
  });

  it('a change that something looks at afterwards, before it is not enough', () => {
    const verified = (text: string): boolean =>
      !codes(head + cell('powershell', text)).includes('nothing-verified');
    assert.equal(verified('Enable-CsTopology\nGet-CsPool'), true);
    assert.equal(verified('do { Enable-CsReplica; Get-CsPool } until ($?)'), true);
    assert.equal(verified('Get-CsPool\nEnable-CsTopology'), false);
    assert.equal(verified('Enable-CsTopology\nGet-Date'), false);
    assert.equal(verified('Get-CsUser | Move-CsUser -Target a.b.c'), false);
  });

  it('parameters of functions, members of classes, and variables that a parameter names', () => {
    const text = [
      'function Show-It($a, [string] $b) { $a + $b }',
      'class Pool { [string] $Name; Pool([string] $n) { $this.Name = $n } }',
      'Get-CsPool | Tee-Object -Variable pools',
      '$pools',
    ].join('\n');
    assert.deepEqual(
      lint(head + cell('powershell', text)).filter(({ code }) => code === 'undefined-variable'),
      [],
    );
  });

  it('values that only stand for secrets, thumbprints, paths and words', () => {
    const text = [
      'Import-CsCertificate -Path a.pfx -Password $pw -Verbose',
      "$pw = Read-Host 'Password' -AsSecureString",
      "$thumbprint = '0123456789ABCDEF0123456789ABCDEF01234567'",
      '$sum = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
      "$path = '\\\\bk01.contoso.com\\LyncBackup\\ADeepFolder\\WithManyNames\\2014-06-01_0200'",
      "$secretName = '<name of the secret>'",
      'Write-Output "Password: see the safe"',
      'Set-CsKerberosAccountPassword -FromComputer a.b.c -ToComputer d.e.f',
      'Get-CsCertificate',
    ].join('\n');
    assert.deepEqual(
      codes(head + cell('powershell', text)).filter(code => code === 'plain-secret'),
      [],
    );
  });

  it('new SQL syntax, when every server of the estate has it', () => {
    const text = head + cell('sql', 'SELECT CONCAT(1, 2);', '#a target=be01.contoso.com');
    const estate = (version: string): string =>
      `kind: live\nname: e\ndomain: contoso.com\nsites: [{ name: Paris }]\nsql:\n  - instance: be01.contoso.com\\rtc\n    version: ${version}\nservers: [{ fqdn: be01.contoso.com, site: Paris, roles: [BackEnd] }]\n`;
    assert.deepEqual(
      lint(text, estate("'2012'")).map(({ code }) => code),
      [],
    );
    assert.deepEqual(
      lint(text, estate('2008 R2')).map(({ code }) => code),
      ['sql-version'],
    );
  });

  it('keys in formats that are known are told wherever they stand', () => {
    const key = ['ghp', 'a1B2c3D4e5F6g7H8i9J0'.repeat(2)].join('_');
    assert.deepEqual(codes(head + cell('powershell', `Invoke-Thing ${key}${get}`)), [
      'plain-secret',
    ]);
  });
});
