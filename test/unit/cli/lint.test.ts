import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lintCommand } from '../../../src/cli/commands/lint.ts';
import { lintRunbookFile, runbookLinter } from '../../../src/compose/linting.ts';
import { recordingContext } from './in-process.ts';

const clean = '# A\n\n```step {#a}\ncheck:\n  dns:\n    name: se01.contoso.com\n```\n';
const wrong = '# A\n\n```powershell {#a}\nExprot-CsConfiguration -FileName a\nGet-CsPool\n```\n';
const warned =
  '# A\n\n```powershell {#a}\nUninstall-CsDatabase -DatabaseType User\nGet-CsPool\n```\n';

describe('lint', () => {
  let folder = '';
  const linter = runbookLinter();
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rr-lint-'));
    await writeFile(join(folder, 'clean.runbook.md'), clean);
    await writeFile(join(folder, 'wrong é.runbook.md'), wrong);
    await writeFile(join(folder, 'warned.runbook.md'), warned);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function lint(...words: string[]): Promise<{ status: number; out: string }> {
    const command = lintCommand({ version: '1.2.3', lint: file => lintRunbookFile(file, linter) });
    const context = recordingContext(folder);
    const status = await command.run(words, context);
    return { status, out: context.written.out };
  }

  it('says nothing and ends with 0 for a clean runbook', async () => {
    assert.deepEqual(await lint('clean.runbook.md'), { status: 0, out: '' });
  });

  it('ends with 0 on warnings alone, with 1 on an error, with 2 where a file cannot be read', async () => {
    const { status, out } = await lint('warned.runbook.md');
    assert.equal(status, 0);
    assert.match(out, /^warned\.runbook\.md:3:16: warning: .* \[destructive-without-confirm\]\n$/);
    assert.equal((await lint('clean.runbook.md', 'wrong é.runbook.md')).status, 1);
    assert.equal((await lint('wrong é.runbook.md', 'missing.runbook.md')).status, 2);
  });

  it('--json lists file, line, column, severity, code, message', async () => {
    const { out } = await lint('wrong é.runbook.md', '--json');
    assert.deepEqual(JSON.parse(out), [
      {
        file: 'wrong é.runbook.md',
        line: 4,
        column: 1,
        endLine: 4,
        endColumn: 23,
        severity: 'error',
        code: 'cs-unknown-cmdlet',
        message:
          'There is no cmdlet Exprot-CsConfiguration in Lync Server. Meant is most likely Export-CsConfiguration.',
        fix: 'Export-CsConfiguration',
      },
    ]);
  });

  it('--sarif is a SARIF 2.1.0 log with rules, places and fixes', async () => {
    const { out } = await lint('clean.runbook.md', 'wrong é.runbook.md', '--sarif');
    const artifactLocation = { uri: 'wrong%20%C3%A9.runbook.md' };
    const region = { startLine: 4, startColumn: 1, endLine: 4, endColumn: 23 };
    const insertedContent = { text: 'Export-CsConfiguration' };
    const replacements = [{ deletedRegion: region, insertedContent }];
    assert.deepEqual(JSON.parse(out), {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'recovery-runbooks',
              version: '1.2.3',
              rules: [{ id: 'cs-unknown-cmdlet' }],
            },
          },
          columnKind: 'utf16CodeUnits',
          results: [
            {
              ruleId: 'cs-unknown-cmdlet',
              level: 'error',
              message: {
                text: 'There is no cmdlet Exprot-CsConfiguration in Lync Server. Meant is most likely Export-CsConfiguration.',
              },
              locations: [{ physicalLocation: { artifactLocation, region } }],
              fixes: [{ artifactChanges: [{ artifactLocation, replacements }] }],
            },
          ],
        },
      ],
    });
  });
});
