import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { setCommand } from '../../../src/cli/commands/set.ts';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { runCommandLine, type Ran } from '../../unit/cli/in-process.ts';
import { location, setsIn, signal } from './sets-in-test.ts';

/** Runs the command line in this process; gives its exit status and what it wrote. */
function run(cwd: string, inLogs: readonly string[], ...words: string[]): Promise<Ran> {
  const services = {
    user: 'tester',
    setsInLogs: () => Promise.resolve(inLogs.map(set => ({ set, log: 'a.recovery-log.jsonl' }))),
  };
  return runCommandLine([setCommand(services)], cwd, words);
}

const estate = String.raw`
name: Contoso
central-management: se01.contoso.com
backup:
  location: '\\bk01.contoso.com\LyncBackup'
  rpo: 24h
  retention: { last: 1 }
paths: {'\\bk01.contoso.com\LyncBackup': backup}
pools:
  - { fqdn: se01.contoso.com, type: standard-edition, file-store: '\\se01.contoso.com\LyncShare' }
servers: [{fqdn: se01.contoso.com, roles: [StandardEdition], shell: winrm}]
`;

/** A ZIP file that holds nothing would be refused, so exports stand in the set as a tool left them. */
async function seal(scratch: Scratch, name: string, files: readonly string[]): Promise<string> {
  const sets = setsIn(scratch);
  const set = await sets.create(name, undefined);
  await scratch.fill(
    Object.fromEntries(files.map(file => [`backup/${name}/${file}`, `${name} ${file}`])),
  );
  await sets.seal(set, { signal, by: 'x' });
  return set;
}

const others = [
  'filestore/se01.contoso.com/LyncShare/a.bin',
  'certificates/se01.contoso.com.csv',
  'sql/readme.txt',
];

describe('what a backup set is worth', () => {
  it('is told with what is missing and for which servers, and is exit status 1 then', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'estate.yaml': estate, 'backup/x': '' });
    await seal(scratch, 'one', others);
    const found = await run(scratch.root, [], 'set', 'worth');
    assert.equal(found.status, 1);
    assert.match(
      found.out,
      /^one {2}sealed, never verified {2}3 files, \d+ B {2}complete for 0 of 1/,
    );
    assert.match(
      found.out,
      /Missing: settings and topology .*; needed to recover se01\.contoso\.com/,
    );
    assert.doesNotMatch(found.out, /Missing: file store|Missing: certificates/);
    const json = await run(scratch.root, [], 'set', 'worth', 'backup/one', '--json');
    const { against } = JSON.parse(json.out) as { against: string[] };
    assert.deepEqual(against, ['incomplete', 'unverified']);
    const shown = await run(scratch.root, [], 'set', 'show', 'backup/one');
    assert.equal(shown.status, 0);
    assert.match(shown.out, /never read again/);
  });

  it('is nothing without a sealed set', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'estate.yaml': estate, 'backup/x': '' });
    const found = await run(scratch.root, [], 'set', 'worth');
    assert.equal(found.status, 1);
    assert.match(found.out, /no sealed backup set below/);
  });
});

describe('a finding', () => {
  it('names file, databases, servers, the next older good set and what to do', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'estate.yaml': estate, 'backup/x': '' });
    await seal(scratch, 'oldest', others);
    await setsIn(scratch).verify(`${location}\\oldest`, 'full', { signal });
    await seal(scratch, 'older', others);
    await seal(scratch, 'newest', others);
    await rm(scratch.at('backup/newest/certificates/se01.contoso.com.csv'));
    const found = await run(
      scratch.root,
      [],
      'set',
      'verify',
      'backup/newest',
      '--estate',
      'estate.yaml',
    );
    assert.equal(found.status, 1);
    assert.match(found.out, /LyncBackup\\newest: 1 finding \(full\)/);
    assert.match(found.out, /certificates\/se01\.contoso\.com\.csv: The file is missing\./);
    assert.match(found.out, /Needed to recover se01\.contoso\.com\./);
    assert.match(found.out, /Next: Do not restore this file from here/);
    assert.match(found.out, /The next older good set is oldest, verified in full 20/);
    const first = await run(scratch.root, [], 'set', 'list', 'backup', '--estate', 'estate.yaml');
    assert.match(first.out, /newest {2}damaged/);
    await writeFile(scratch.at('backup/oldest/sql/readme.txt'), 'cut');
    const oldest = await run(scratch.root, [], 'set', 'verify', 'backup/oldest');
    assert.match(oldest.out, /There is no older sealed set beside this one/);
  });
});

describe('two sets', () => {
  it('are compared by their manifests: what only one has, what differs, what is the same', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/x': '' });
    const sets = setsIn(scratch);
    for (const [name, files] of [
      ['a', { same: '1', gone: '1', other: '1' }],
      ['b', { same: '1', come: '1', other: '2' }],
    ] as const) {
      const set = await sets.create(name, undefined);
      const content = Object.entries(files).map(([file, text]) => [`backup/${name}/${file}`, text]);
      await scratch.fill(Object.fromEntries(content) as Record<string, string>);
      await sets.seal(set, { signal, by: 'x' });
    }
    const found = await run(scratch.root, [], 'set', 'compare', 'backup/a', 'backup/b');
    assert.equal(found.status, 1);
    assert.match(found.out, /1 files are the same, 1 differ, 1 are only in the first, 1 only in/);
    assert.deepEqual(found.out.trimEnd().split('\n').slice(3), ['* other', '- gone', '+ come']);
    assert.equal((await run(scratch.root, [], 'set', 'compare', 'backup/a', 'backup/a')).status, 0);
    await mkdir(scratch.at('backup/c'));
    const none = await run(scratch.root, [], 'set', 'compare', 'backup/a', 'backup/c');
    assert.equal(none.status, 2);
    assert.match(none.err, /no manifest/);
  });
});

describe('recovery-runbooks set prune', () => {
  it('shows what would go, removes it with --yes only, and notes it in the location', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'estate.yaml': estate, 'backup/x': '' });
    for (const name of ['one', 'two', 'three', 'four']) await seal(scratch, name, ['a']);
    await setsIn(scratch).verify(`${location}\\two`, 'full', { signal });
    const words = ['set', 'prune', '--estate', 'estate.yaml'];
    const shown = await run(scratch.root, [`${location}\\ONE`], ...words);
    assert.equal(shown.status, 0);
    assert.match(shown.out, /keep {2}four .*one of the newest\n/);
    assert.match(shown.out, /keep {2}two .*the last fully verified set\n/);
    assert.match(shown.out, /keep {2}one .*a recovery log refers to it\n/);
    assert.match(shown.out, /remove {2}three .*\nNothing was removed\. With --yes, 1 sets go/);
    assert.equal((await readdir(scratch.at('backup'))).length, 5);
    const done = await run(scratch.root, [`${location}\\one`], ...words, '--yes');
    assert.match(done.out, /Removed: 1 sets\.\n$/);
    assert.deepEqual((await readdir(scratch.at('backup'))).toSorted(), [
      'backup-retention.jsonl',
      'four',
      'one',
      'two',
      'x',
    ]);
    const log = await readFile(scratch.at('backup/backup-retention.jsonl'), 'utf8');
    const note: unknown = JSON.parse(log);
    assert.equal(Reflect.get(Object(note), 'removed'), 'three');
    assert.equal(Reflect.get(Object(note), 'by'), 'tester');
    const all = await run(scratch.root, [`${location}\\one`], ...words, '--even-in-logs', '--yes');
    assert.match(all.out, /Removed: 1 sets/);
    assert.deepEqual((await readdir(scratch.at('backup'))).includes('one'), false);
  });

  it('wants a rule, and whole numbers', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/x': '' });
    const none = await run(scratch.root, [], 'set', 'prune', 'backup');
    assert.equal(none.status, 2);
    assert.match(none.err, /Nothing says which backup sets are to be kept/);
    const odd = await run(scratch.root, [], 'set', 'prune', 'backup', '--keep-last', 'all');
    assert.equal(odd.status, 2);
    const zero = await run(scratch.root, [], 'set', 'prune', 'backup', '--keep-last', '0');
    assert.equal(zero.status, 2);
  });

  it('finishes a removal that a crash cut off, and lets a set be that is written', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/.removing-old/a': 'left behind' });
    for (const name of ['one', 'two']) await seal(scratch, name, ['a']);
    await setsIn(scratch).verify(`${location}\\two`, 'full', { signal });
    const lock = { host: 'elsewhere', pid: 1, started: '', taken: Date.now() };
    await writeFile(scratch.at('backup/one/backup-set.lock'), JSON.stringify(lock));
    const done = await run(scratch.root, [], 'set', 'prune', 'backup', '--keep-last', '1', '--yes');
    assert.equal(done.status, 1);
    assert.match(done.out, /one stays: another run is at it: process 1 on elsewhere, since 20/);
    assert.deepEqual((await readdir(scratch.at('backup'))).toSorted(), [
      'backup-retention.jsonl',
      'one',
      'two',
    ]);
    const log = await readFile(scratch.at('backup/backup-retention.jsonl'), 'utf8');
    assert.match(log, /"finished":"old"/);
  });
});
