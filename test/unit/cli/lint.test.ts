import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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
    const command = lintCommand({
      version: '1.2.3',
      lint: file => lintRunbookFile(file, linter),
      end: () => undefined,
    });
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

  it('takes folders and patterns, each file once, and says where nothing is found', async () => {
    const below = join(folder, 'all', 'deeper');
    await mkdir(join(folder, 'all', 'node_modules'), { recursive: true });
    await mkdir(below, { recursive: true });
    await mkdir(join(folder, 'none'), { recursive: true });
    await writeFile(join(folder, 'all', 'b.runbook.md'), wrong);
    await writeFile(join(below, 'a.runbook.md'), wrong);
    await writeFile(join(below, 'notes.md'), wrong);
    await writeFile(join(folder, 'all', 'node_modules', 'c.runbook.md'), wrong);
    const files = async (...words: string[]): Promise<string[]> => {
      const { out } = await lint(...words);
      return out
        .trimEnd()
        .split('\n')
        .map(line => line.replace(/:\d.*/, ''));
    };
    const [b, a] = [join('all', 'b.runbook.md'), join('all', 'deeper', 'a.runbook.md')];
    assert.deepEqual(await files('all'), [b, a]);
    assert.deepEqual(await files('all', b), [b, a]);
    assert.deepEqual(await files('all/**/*.runbook.md'), [b, a]);
    assert.deepEqual(await files('all/*.runbook.md'), [b]);
    assert.deepEqual(await files('all/**/note?.md'), [join('all', 'deeper', 'notes.md')]);
    const { status, out } = await lint('none', 'x*.md');
    assert.equal(status, 2);
    assert.match(
      out,
      /^none:1:1: error: No runbook was found there\..*\[cli-no-runbooks\]\nx\*\.md:1:1/,
    );
  });

  it('reads what people have: an empty file, plain Markdown, CRLF and a mark; refuses ANSI', async () => {
    await writeFile(join(folder, 'empty.md'), '');
    await writeFile(join(folder, 'plain.md'), '# A page\n\nWith prose.\n');
    await writeFile(join(folder, 'crlf.md'), `\uFEFF${wrong.replaceAll('\n', '\r\n')}`);
    await writeFile(join(folder, 'ansi.md'), Buffer.from('# Gr\u00FC\u00DFe\n', 'latin1'));
    for (const file of ['empty.md', 'plain.md']) {
      const { status, out } = await lint(file);
      assert.equal(status, 0, file);
      assert.match(out, /:1:1: warning: .*\[no-steps\]\n$/, file);
    }
    assert.match((await lint('crlf.md')).out, /^crlf\.md:4:1: error: .*\[cs-unknown-cmdlet\]\n$/);
    const { status, out } = await lint('ansi.md');
    assert.equal(status, 2);
    assert.match(out, /^ansi\.md:1:1: error: /);
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
