import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runCommandLine, type Ran } from '../../unit/cli/in-process.ts';
import { newEstate, runOn } from './practice-server.ts';
import { practiceWords } from './practice-words.ts';

const program = join(import.meta.dirname, 'practice-program.ts');

function start(folder: string, words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, 'practice', ...words], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** How the program ended, in a process of its own: what a shell writes goes to its own output. */
function ended(child: ChildProcess): Promise<Ran> {
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  return new Promise(resolve => {
    child.once('close', code => {
      resolve({ status: code ?? -1, out, err });
    });
  });
}

function shell(folder: string, ...words: string[]): Promise<Ran> {
  const child = start(folder, ['shell', ...words]);
  child.stdin?.end();
  return ended(child);
}

function run(folder: string, words: readonly string[], input = ''): Promise<Ran> {
  return runCommandLine([practiceWords()], folder, ['practice', ...words], input);
}

/** Resolves once the child has written the text. */
function written(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    child.stdout?.on('data', (part: Buffer) => {
      seen += part.toString();
      if (seen.includes(text)) resolve();
    });
    child.once('close', () => {
      reject(new Error(`ended without ${text}: ${seen}`));
    });
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const waiting =
  'Write-Host "pid:$([System.Diagnostics.Process]::GetCurrentProcess().Id);"; while ($true) { Start-Sleep -Milliseconds 50 }';

describe('the practice commands', function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'practice-'));
    assert.equal((await run(folder, ['create', 'estate'])).status, 0);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const estate = (): string => join(folder, 'estate');

  it('refuse unknown words and options with status 2', async () => {
    for (const words of [
      [],
      ['destroy'],
      ['status', '--verbose'],
      ['lose'],
      ['lose', 'se01', 'se02'],
      ['fault', 'gremlins'],
      ['fault', 'dns-wrong', 'se01.contoso.com'],
      ['shell'],
      ['shell', '--server', 'se01.contoso.com'],
      ['compare', 'missing.json'],
    ]) {
      const { status, err } = await run(estate(), words);
      assert.equal(status, 2, words.join(' '));
      assert.notEqual(err, '', words.join(' '));
    }
    assert.equal((await run(folder, ['status'])).status, 2, 'outside an estate');
    assert.equal((await run(folder, ['create', 'estate'])).status, 3, 'a folder that is not empty');
  });

  it('lose a server, and tell so in words and in JSON', async () => {
    assert.equal((await run(folder, ['lose', 'se02', '--estate', 'estate'])).status, 0);
    const words = await run(folder, ['status', '--estate', join('estate', 'estate.yaml')]);
    assert.match(words.out, /se02\.contoso\.com\s+LOST since/u);
    const { out } = await run(estate(), ['status', '--json']);
    const shown = z
      .object({ servers: z.array(z.object({ fqdn: z.string(), state: z.string() })) })
      .parse(JSON.parse(out));
    assert.deepEqual(
      shown.servers.map(server => server.state),
      ['running', 'running', 'lost', 'running'],
    );
    assert.equal((await run(estate(), ['lose', 'se02'])).status, 1);
  });

  it('compare a later state with a snapshot: status 1 with the differences', async () => {
    const file = join(folder, 'before.json');
    assert.equal((await run(estate(), ['snapshot', file])).status, 0);
    assert.equal((await run(estate(), ['compare', file])).status, 0);
    assert.equal((await run(estate(), ['change', 'se01'])).status, 0);
    const { status, out } = await run(estate(), ['compare', file]);
    assert.equal(status, 1);
    assert.match(out, /missing {2}configuration\/VoiceRoute\/Paris/u);
    assert.match(out, /changed {2}se01\.contoso\.com\/user\/sip:ada/u);
    await writeFile(file, '{"format":"other"}');
    assert.equal((await run(estate(), ['compare', file])).status, 2);
  });

  it('do a task of the hands and print the evidence as JSON', async () => {
    await run(estate(), ['lose', 'se02']);
    const document = {
      task: 'install-os',
      server: 'se02.contoso.com',
      run: 'r1',
      step: 'install',
      parameters: { note: "a'; Remove-Item *" },
    };
    const words = ['hands', 'install-os', 'se02.contoso.com'];
    const { status, out } = await run(estate(), words, JSON.stringify(document));
    assert.equal(status, 0);
    const { evidence } = z.object({ evidence: z.string() }).parse(JSON.parse(out));
    assert.match(evidence, /se02\.contoso\.com.*SE02\$/u);
    const other = JSON.stringify({ ...document, server: 'se01.contoso.com' });
    assert.equal((await run(estate(), words, other)).status, 2);
    assert.equal((await run(estate(), words, 'not JSON')).status, 2);
    const unknown = await run(estate(), ['hands', 'make-coffee', 'se02.contoso.com']);
    assert.equal(unknown.status, 1);
    assert.match(unknown.err, /install-os, reissue-certificates/u);
  });

  it('give a shell on a server, with its exit status', async () => {
    const { status, out } = await shell(
      estate(),
      'se01.contoso.com',
      '-NoProfile',
      '-NonInteractive',
      '-Command',
      '(Get-WmiObject Win32_ComputerSystem).DNSHostName; exit 7',
    );
    assert.equal(status, 7);
    assert.equal(out.trim(), 'se01');
  });

  it('refuse a shell on a lost server as a refused connection would', async () => {
    await run(estate(), ['lose', 'se01']);
    const { status, out, err } = await shell(estate(), 'se01.contoso.com', '-Command', '1');
    assert.equal(status, 1);
    assert.equal(out, '');
    assert.match(err, /ECONNREFUSED 10\.20\.0\.11/u);
  });

  it('end an open shell when its server is lost', async () => {
    const child = start(estate(), ['shell', 'se01', '-NonInteractive', '-Command', waiting]);
    const end = ended(child);
    await written(child, 'pid:');
    await run(estate(), ['lose', 'se01']);
    const { status, out, err } = await end;
    assert.equal(status, 1);
    assert.match(err, /connection to se01\.contoso\.com was cut/u);
    assert.equal(isAlive(Number(/pid:(\d+)/u.exec(out)?.[1])), false);
  });

  it('end the PowerShell of a shell that is ended', async () => {
    const child = start(estate(), ['shell', 'se01', '-NonInteractive', '-Command', waiting]);
    const end = ended(child);
    await written(child, 'pid:');
    child.kill('SIGTERM');
    const { status, out } = await end;
    assert.equal(status, 4);
    assert.equal(isAlive(Number(/pid:(\d+)/u.exec(out)?.[1])), false);
  });

  it('inject a fault, list it, and clear it', async () => {
    assert.equal((await run(estate(), ['fault', 'unreachable', 'se02'])).status, 0);
    assert.equal((await shell(estate(), 'se02', '-Command', '1')).status, 1);
    assert.match((await run(estate(), ['fault'])).out, /injected .* unreachable se02/u);
    assert.equal((await run(estate(), ['clear-faults'])).status, 0);
    assert.equal((await shell(estate(), 'se02', '-Command', '1')).status, 0);
    assert.equal((await run(estate(), ['fault', 'share-gone', 'se02', 'NoShare'])).status, 2);
    assert.equal((await run(estate(), ['fault', 'share-gone', 'se02', 'LyncShare'])).status, 0);
    const share = join(estate(), 'servers', 'se02.contoso.com', 'shares', 'LyncShare');
    assert.equal(existsSync(share), false);
  });
});

describe('state of a practice server that two shells write', function () {
  this.timeout(120_000);

  it('loses nothing', async () => {
    const { store, remove } = await newEstate();
    try {
      const script = (mark: string): string =>
        `1..8 | ForEach-Object { New-Item -ItemType Directory "C:\\${mark}$_" | Out-Null; net share "${mark}$_=C:\\${mark}$_" | Out-Null }`;
      const both = await Promise.all(
        ['a', 'b'].map(mark => runOn(store, 'bk01.contoso.com', script(mark))),
      );
      assert.deepEqual(
        both.map(one => one.errors),
        ['', ''],
      );
      const { shares } = await store.computer('bk01.contoso.com');
      assert.equal(shares.length, 17);
      const text = await readFile(store.layout.computer('bk01.contoso.com'), 'utf8');
      assert.doesNotThrow(() => JSON.parse(text) as unknown);
    } finally {
      await remove();
    }
  });
});
