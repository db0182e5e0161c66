import assert from 'node:assert/strict';
import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { setCommand } from '../../../src/cli/commands/set.ts';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { runCommandLine } from '../../unit/cli/in-process.ts';
import { setsIn, signal } from './sets-in-test.ts';

const estate = String.raw`
name: Contoso
central-management: se01.contoso.com
backup: { location: '\\bk01.contoso.com\LyncBackup' }
paths: { '\\bk01.contoso.com\LyncBackup': backup }
pools:
  - { fqdn: se01.contoso.com, type: standard-edition, file-store: '\\se01.contoso.com\LyncShare' }
servers: [{ fqdn: se01.contoso.com, roles: [StandardEdition] }]
`;

const files = [
  'certificates/se01.contoso.com.csv',
  'a.bin',
  'b.bin',
  'c.bin',
  'd.bin',
  'sql/x.bak',
];

async function seal(scratch: Scratch, name: string): Promise<void> {
  const set = await setsIn(scratch).create(name, undefined);
  for (const file of files) await scratch.fill({ [`backup/${name}/${file}`]: `${name} ${file}` });
  await setsIn(scratch).seal(set, { signal, by: 'x' });
}

interface Verified {
  readonly status: number;
  readonly report: Record<string, unknown>;
}

/** What the command prints, held against the schema that is published for it. */
async function verify(scratch: Scratch, name: string, ...more: string[]): Promise<Verified> {
  const schema = z.fromJSONSchema(
    z
      .record(z.string(), z.json())
      .parse(JSON.parse(await readFile('schemas/set-verify.schema.json', 'utf8'))),
  );
  const words = ['set', 'verify', `backup/${name}`, '--json', '--estate', 'estate.yaml', ...more];
  const { status, out, err } = await runCommandLine([setCommand({})], scratch.root, words);
  assert.equal(err, '');
  assert.match(out, /^\{.*\}\n$/, 'one line');
  const report: unknown = JSON.parse(out);
  const read = schema.safeParse(report);
  assert.ok(read.success, read.success ? '' : z.prettifyError(read.error));
  assert.equal(schema.safeParse({ ...Object(report), another: 1 }).success, false);
  return { status, report: z.record(z.string(), z.unknown()).parse(report) };
}

function kindsIn({ report }: Verified): string[] {
  const found = z.array(z.object({ kind: z.string(), file: z.string() })).parse(report.findings);
  return found.map(({ kind, file }) => `${kind} ${file}`);
}

describe('what set verify --json prints is what its schema says', () => {
  let scratch: Scratch;
  before(async () => {
    scratch = await Scratch.make();
    await scratch.fill({ 'estate.yaml': estate, 'backup/x': '' });
    for (const name of ['good', 'doctored', 'bad', 'none']) await seal(scratch, name);
  });
  after(() => scratch[Symbol.asyncDispose]());

  for (const level of ['quick', 'sample', 'full']) {
    it(`of a sound set, ${level}: nothing found, exit status 0`, async () => {
      const found = await verify(scratch, 'good', '--level', level);
      assert.deepEqual([found.status, found.report.clean, kindsIn(found)], [0, true, []]);
      assert.equal(found.report.level, level);
    });
  }

  it('of a set with a finding of each kind, with what it costs and where to go: status 1', async () => {
    const file = (name: string): string => scratch.at('backup/doctored', name);
    await rm(file('certificates/se01.contoso.com.csv'));
    await writeFile(file('a.bin'), 'DOCTORED a.bin');
    await truncate(file('b.bin'), 3);
    await rm(file('c.bin'));
    await symlink('/etc/passwd', file('c.bin'));
    await writeFile(file('later.bin'), 'x');
    await writeFile(file('SHA256SUMS'), 'none');
    const found = await verify(scratch, 'doctored');
    assert.deepEqual([found.status, found.report.clean], [1, false]);
    assert.deepEqual(kindsIn(found), [
      'manifest SHA256SUMS',
      'hash a.bin',
      'size b.bin',
      'content c.bin',
      'missing certificates/se01.contoso.com.csv',
      'extra later.bin',
    ]);
    assert.match(JSON.stringify(found.report.findings), /"servers":\["se01\.contoso\.com"\]/);
    assert.match(JSON.stringify(found.report.olderGood), /"name":"good".*"fullyVerified"/);
    assert.match(JSON.stringify(found.report.notes), /sql\/x\.bak/);
  });

  it('of a set whose result cannot be kept, and one whose manifest is none', async () => {
    await mkdir(scratch.at('backup/bad/backup-set.verifications.jsonl'));
    const kept = await verify(scratch, 'bad');
    assert.deepEqual([kept.status, typeof kept.report.unrecorded], [0, 'string']);
    await writeFile(scratch.at('backup/none/backup-set.manifest.json'), '{');
    const found = await verify(scratch, 'none');
    assert.deepEqual([found.status, kindsIn(found)], [1, ['manifest ']]);
  });

  it('is nothing where there is no set: status 2 and the words on the other stream', async () => {
    const words = ['set', 'verify', 'backup/nowhere', '--json'];
    const { status, out, err } = await runCommandLine([setCommand({})], scratch.root, words);
    assert.deepEqual([status, out], [2, '']);
    assert.match(err, /not the folder of a backup set/);
  });
});
