import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fromBufferPromise } from 'yauzl';
import { extensionFile } from '../../../src/compose/extension-file.ts';
import { recoveryKitOf } from '../../../src/compose/recovery-kit.ts';
import { loadEstate } from '../../../src/estate/load.ts';
import { openKit } from '../../../src/recovery/kit/open-kit.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { location, refusal, setsIn, signal } from '../backup/sets-in-test.ts';
import { canary, estateText, program } from './kit-in-test.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
/** An installed extension: the files of the package in a folder of their own, nothing of a checkout. */
async function installed(scratch: Scratch): Promise<string> {
  const folder = scratch.at('extensions/recovery-runbooks-0.1.0');
  await mkdir(join(folder, 'dist'), { recursive: true });
  for (const file of ['package.json', 'LICENSE', 'notebooks', 'schemas']) {
    await cp(join(root, file), join(folder, file), { recursive: true });
  }
  await cp(join(root, 'src/log/standalone/verify.mjs'), join(folder, 'dist/verify.mjs'));
  await writeFile(join(folder, '.vsixmanifest'), 'of the editor');
  return join(folder, 'dist');
}

async function sealedWithKit(scratch: Scratch, text = estateText): Promise<string> {
  await scratch.fill({ 'estate.yaml': text, 'backup/x': '' });
  const estate = await loadEstate('estate.yaml', scratch.root);
  const sets = setsIn(scratch);
  const set = await sets.create('one', undefined);
  await scratch.fill({ 'backup/one/Topology.xml': '<Topology />' });
  const kit = recoveryKitOf(program(await installed(scratch)), estate, []);
  const report = await kit.write(set, signal);
  assert.deepEqual(report.notes, []);
  await sets.seal(set, { signal, by: 'x' });
  return scratch.at('backup/one');
}

async function textsBelow(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(folder.length + 1), await readFile(path, 'utf8'));
  }
  return found;
}

describe('the recovery kit of a set', () => {
  it('holds estate, topology, runbooks as text and on paper, the log verifier and the extension', async () => {
    await using scratch = await Scratch.make();
    const set = await sealedWithKit(scratch);
    const texts = await textsBelow(join(set, 'recovery-kit'));
    assert.deepEqual([...texts.keys()].toSorted(), [
      'README.html',
      'README.md',
      'Topology.xml',
      'estate.yaml',
      'recovery-runbooks-0.1.0.vsix',
      'runbooks/recover-bk01.contoso.com.runbook.html',
      'runbooks/recover-bk01.contoso.com.runbook.md',
      'runbooks/recover-se01.contoso.com.runbook.html',
      'runbooks/recover-se01.contoso.com.runbook.md',
      'verify-recovery-log.mjs',
    ]);
    const readme = texts.get('README.md') ?? '';
    assert.match(readme, /recovery-runbooks-0\.1\.0\.vsix/);
    assert.match(readme, /\| se01\.contoso\.com \| \[Recover /);
    assert.match(readme, /bk01\.contoso\.com/, 'a server without a runbook is named');
    const runbook = texts.get('runbooks/recover-se01.contoso.com.runbook.md') ?? '';
    const read = readRunbook(Buffer.from(runbook), 'x.runbook.md');
    assert.deepEqual(
      read.diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    );
    const backup = read.variables.find(({ name }) => name === 'Backup');
    assert.equal(
      backup?.default?.replaceAll('$$', '$'),
      `${location}\\one`,
      'this set, not the newest',
    );
    const page = texts.get('runbooks/recover-se01.contoso.com.runbook.html') ?? '';
    assert.ok(page.includes(String.raw`\\bk01.contoso.com\LyncBackup\one`), 'values are filled in');
    assert.doesNotMatch(page, /<script|javascript:|\son\w+=/i);
  });

  it('holds no secret: a value that stands in the estate file refuses the kit', async () => {
    await using scratch = await Scratch.make();
    const set = await sealedWithKit(scratch);
    for (const [file, text] of await textsBelow(join(set, 'recovery-kit'))) {
      assert.ok(!text.includes(canary), file);
    }
    await using other = await Scratch.make();
    const problem = await refusal(
      sealedWithKit(other, `${estateText}# password until June: ${canary}\n`),
      'KIT-SECRET',
    );
    assert.match(problem.message, /LYNC_OPERATOR/);
    assert.ok(!JSON.stringify(problem.data).includes(canary));
    assert.ok(!(await readdir(other.at('backup/one'))).includes('recovery-kit'));
  });

  it('is opened on a clean workstation, with the backup location where the set lies now', async () => {
    await using scratch = await Scratch.make();
    const set = await sealedWithKit(scratch);
    await cp(set, scratch.at('usb/one'), { recursive: true });
    await rm(scratch.at('backup'), { recursive: true });
    await rm(scratch.at('estate.yaml'));
    const opened = await openKit({ set: scratch.at('usb/one'), to: scratch.at('recovery') });
    assert.deepEqual(opened.runbooks, [
      scratch.at('recovery/runbooks/recover-bk01.contoso.com.runbook.md'),
      scratch.at('recovery/runbooks/recover-se01.contoso.com.runbook.md'),
    ]);
    const estate = await loadEstate(opened.estateFile, '/');
    assert.deepEqual(estate.paths, [{ unc: location, local: scratch.at('usb') }]);
    assert.match(await readFile(opened.estateFile, 'utf8'), /^# our servers/);
    await refusal(
      openKit({ set: scratch.at('usb/one'), to: scratch.at('recovery') }),
      'KIT-TARGET-NOT-EMPTY',
    );
    await writeFile(scratch.at('usb/one/recovery-kit/README.md'), 'come here');
    await refusal(openKit({ set: scratch.at('usb/one'), to: scratch.at('again') }), 'KIT-DAMAGED');
    assert.deepEqual((await readdir(scratch.root)).includes('again'), false);
  });

  it('is read through no link, and what the disk refuses is told', async () => {
    await using scratch = await Scratch.make();
    const set = await sealedWithKit(scratch);
    await scratch.fill({ file: 'x' });
    await refusal(openKit({ set, to: scratch.at('file') }), 'KIT-NOT-OPENED');
    await refusal(openKit({ set, to: scratch.at('file/below') }), 'KIT-NOT-OPENED');
    await rename(join(set, 'recovery-kit'), scratch.at('elsewhere'));
    await symlink(scratch.at('elsewhere'), join(set, 'recovery-kit'));
    await refusal(openKit({ set, to: scratch.at('r') }), 'KIT-DAMAGED');
    assert.equal(await readFile(scratch.at('file'), 'utf8'), 'x');
  });

  it('is missed in a set without one, and in a folder that is no set', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/x': '' });
    const sets = setsIn(scratch);
    const set = await sets.create('bare', undefined);
    await scratch.fill({ 'backup/bare/a': 'a' });
    await refusal(openKit({ set: scratch.at('backup/bare'), to: scratch.at('r') }), 'KIT-MISSING');
    await sets.seal(set, { signal, by: 'x' });
    await refusal(openKit({ set: scratch.at('backup/bare'), to: scratch.at('r') }), 'KIT-MISSING');
  });

  it('carries its log verifier so that it runs by itself', async () => {
    await using scratch = await Scratch.make();
    const set = await sealedWithKit(scratch);
    const verifier = join(set, 'recovery-kit/verify-recovery-log.mjs');
    const run = promisify(execFile)(process.execPath, [verifier, scratch.at('none.jsonl')]);
    await assert.rejects(run, (failure: unknown) => Reflect.get(Object(failure), 'code') === 2);
  });
});

describe('the extension as a package', () => {
  it('is made of the installed files, each as it is, with a manifest that names it', async () => {
    await using scratch = await Scratch.make();
    const dist = await installed(scratch);
    const made = await extensionFile({ dist, version: '0.1.0' });
    assert.equal(made?.name, 'recovery-runbooks-0.1.0.vsix');
    const zip = await fromBufferPromise(Buffer.from(made.content));
    const names: string[] = [];
    let manifest = '';
    for await (const entry of zip.eachEntry()) {
      names.push(entry.fileName);
      const stream = await zip.openReadStreamPromise(entry);
      const pieces: Buffer[] = [];
      for await (const piece of stream) if (Buffer.isBuffer(piece)) pieces.push(piece);
      const content = Buffer.concat(pieces);
      if (entry.fileName === 'extension.vsixmanifest') manifest = content.toString('utf8');
      if (entry.fileName === 'extension/package.json') {
        assert.deepEqual(content, await readFile(join(root, 'package.json')));
      }
    }
    assert.ok(names.includes('[Content_Types].xml'));
    assert.ok(names.includes('extension/dist/verify.mjs'));
    assert.ok(!names.some(name => name.includes('.vsixmanifest') && name.startsWith('extension/')));
    assert.match(manifest, /<Identity Language="en-US" Id="recovery-runbooks" Version="0\.1\.0"/);
  });
});
