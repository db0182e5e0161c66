import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeProblem, type Problem } from '../../../src/errors/problem.ts';
import { ClientShells } from './client-shells.ts';
import { host, instance, ServedEstate } from './served-estate.ts';

/** No resolver has it: a label of a name has at most 63 characters. */
const impossibleHost = `${'a'.repeat(64)}.contoso.com`;

/** The problem as an operator reads it; nothing was sent, and what to do is said. */
function shown(problem: Problem): string {
  const lines = describeProblem(problem.data);
  assert.ok(lines.includes('Nothing was changed: no statement was sent.'), lines.join('\n'));
  assert.ok(lines.some(line => line.startsWith('Next: ')));
  return lines.join('\n');
}

for (const through of ['mssql', 'the SqlClient of PowerShell'] as const)
  describe(`What is told where no connection can be had, through ${through}`, function () {
    this.timeout(120_000);
    const shells = new ClientShells();
    let estate: ServedEstate;

    beforeEach(async () => {
      estate = await ServedEstate.open();
      if (through !== 'mssql') estate.shells = shells.lend;
    });
    afterEach(async () => {
      await estate[Symbol.asyncDispose]();
    });
    after(() => shells[Symbol.asyncDispose]());

    for (const [title, addresses, settings] of [
      ['SQL Browser is to be asked', {}, {}],
      ['the port is known', {}, { port: 1433 }],
      ['"addresses:" names it', { [instance]: `${impossibleHost}:1433` }, {}],
    ] as const)
      it(`a name that no resolver knows, where ${title}: the resolver's words, DNS and "addresses:"`, async () => {
        const named = instance in addresses;
        const profile = {
          instance: named ? instance : `${impossibleHost}\\rtc`,
          host: named ? host : impossibleHost,
          connection: estate.profile(settings).connection,
        };
        const problem = await estate.refusal(settings, { addresses }, profile);
        assert.equal(problem.code, 'SQL-HOST-UNKNOWN');
        const text = shown(problem);
        assert.match(text, /^The name a{64}\.contoso\.com could not be resolved\./u);
        assert.match(text, /^Resolver: .*ENOTFOUND/mu);
        assert.match(text, /Next: correct the name, mend DNS, or map it under "addresses:"/u);
      });

    for (const [title, make, words] of [
      [
        'are no JSON any more',
        async (file: string) => writeFile(file, '{"sql01": {"sha'),
        /JSON at position/u,
      ],
      [
        'have another shape',
        async (file: string) => writeFile(file, '{"sql01": "AA:BB"}'),
        /expected object/u,
      ],
      [
        'are no file',
        async (file: string) => {
          await mkdir(file);
        },
        /EISDIR|EACCES|EPERM/u,
      ],
    ] as const)
      it(`remembered certificates that ${title}: their file, and no login meanwhile`, async () => {
        const { file } = estate.pins;
        await mkdir(dirname(file), { recursive: true });
        await make(file);
        const before = await readFile(file, 'utf8').catch(() => 'a folder');
        const action = { kind: 'login-error', number: 18456, state: 1 } as const;
        estate.served.faults.add({ at: 'login', action });
        const problem = await estate.refusal();
        assert.equal(problem.code, 'SQL-PINS-UNREADABLE');
        assert.equal(problem.data.where, file);
        const text = shown(problem);
        assert.match(text, words);
        assert.match(text, /Next: mend the file, or delete it/u);
        assert.equal(estate.served.faults.list().length, 1, 'no login reached the server');
        const after = await readFile(file, 'utf8').catch(() => 'a folder');
        assert.equal(after, before);
      });

    it('a certificate that cannot be put down: its file, and the connection is ended', async () => {
      // the folder of the user's data leads to a disk that is away
      await symlink(join(estate.folder, 'away', 'data'), dirname(estate.pins.file));
      const problem = await estate.refusal();
      assert.equal(problem.code, 'SQL-PINS-NOT-WRITTEN');
      const text = describeProblem(problem.data).join('\n');
      assert.match(text, /certificate of the server cannot be remembered, so the connection/u);
      assert.match(text, /sql-certificates\.json: E[A-Z]+/u);
      assert.match(text, /Next: make that folder one that you can write to/u);
      const open = (): number =>
        estate.served.instances.reduce((n, one) => n + one.sessions.size, 0);
      while (open() > 0) await new Promise(resolve => setTimeout(resolve, 10));
    });
  });

describe('Certificates of first connections', () => {
  it('are all remembered where several instances are reached at once', async () => {
    await using estate = await ServedEstate.open();
    const { pins } = estate;
    const names = Array.from({ length: 20 }, (_, i) => `sql${i}.contoso.com\\rtc`);
    await Promise.all(names.map((name, i) => pins.remember(name, `AA:${i}`)));
    const known = await Promise.all(names.map(name => estate.pins.fingerprintOf(name)));
    assert.deepEqual(
      known,
      names.map((_, i) => `AA:${i}`),
    );
  });
});

describe('What is told where the estate file and the server disagree about encryption', () => {
  it('a server that insists on it, and an estate file that switches it off: which word to write', async () => {
    await using estate = await ServedEstate.open({ encryption: 'required' });
    const problem = await estate.refusal({ encryption: 'off' });
    assert.equal(problem.code, 'SQL-ENCRYPTION-FORCED');
    assert.equal(problem.kind, 'usage');
    assert.match(
      shown(problem),
      /The server insists on encryption, and the estate file switches it off\. \(sql01.*Next: write "encryption: required"/su,
    );
    await using session = await estate.session({ encryption: 'required' });
    assert.equal(session.facts.encrypted, true);
  });
});
