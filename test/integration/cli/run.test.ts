import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { contentOf, notebook, Workplace } from './program.ts';

const variables = `variables:
  Server: {type: server, default: se01.contoso.com}
  Count: {type: string, default: "0"}`;

/** A runbook of the given fences. */
function runbook(...fences: string[]): string {
  return `---\ntitle: Test\n${variables}\n---\n\n${fences.join('\n\n')}\n`;
}

function powershell(info: string, text: string): string {
  return `\`\`\`powershell {${info}}\n${text}\n\`\`\``;
}

function step(info: string, text: string): string {
  return `\`\`\`step {${info}}\n${text}\n\`\`\``;
}

describe('a run on the command line', () => {
  let place: Workplace;

  before(async () => {
    place = await Workplace.make();
    await place.createEstate();
  });

  after(() => place[Symbol.asyncDispose]());

  it('stops at the first failure with status 1, leaves the run open, and goes on where it stopped', async () => {
    const flag = place.path('repaired');
    const file = await place.write(
      'failing.runbook.md',
      runbook(
        powershell('#first', '$Count = "7"'),
        powershell('#second', `if (-not (Test-Path '${flag}')) { throw "the disk is missing" }`),
        powershell('#third', '"count is $Count"'),
      ),
    );
    const failed = await place.practise(file);
    assert.equal(failed.status, 1, failed.err);
    assert.match(failed.out, /the disk is missing/);
    assert.doesNotMatch(failed.out, /count is/);
    const log = await place.newestLog();
    assert.equal((await place.run('log', 'verify', log)).status, 1);

    await place.write('repaired', '');
    const resumed = await place.run(
      'run',
      file,
      '--estate',
      place.estate,
      '--yes',
      '--resume',
      log,
    );
    assert.equal(resumed.status, 0, resumed.out + resumed.err);
    assert.match(resumed.out, /count is 7/);
    assert.equal((await place.run('log', 'verify', log)).status, 0);
    const again = await place.run('run', file, '--estate', place.estate, '--yes', '--resume', log);
    assert.equal(again.status, 3, again.err);
  });

  it('prints with --json the lines of the log, each a JSON document', async () => {
    const file = await place.write('json.runbook.md', runbook(powershell('#one', '"hello"')));
    const { status, out } = await place.practise(file, '--json');
    assert.equal(status, 0);
    const stored = (await readFile(await place.newestLog(), 'utf8')).trimEnd().split('\n');
    for (const line of out.trimEnd().split('\n')) {
      const record: unknown = JSON.parse(line);
      assert.ok(stored.some(each => JSON.stringify(JSON.parse(each)) === JSON.stringify(record)));
    }
    assert.match(out, /"type":"run-finished"/);
  });

  it('ends as cancelled with status 4 on Ctrl+C, and says so in the log', async () => {
    const file = await place.write(
      'long.runbook.md',
      runbook(powershell('#long', '"begun"; Start-Sleep -Seconds 600'), powershell('#never', '1')),
    );
    const started = place.start(['run', file, ...place.practiceWords()]);
    await started.seen('begun');
    started.child.kill('SIGINT');
    const { status, out } = await started.ended;
    assert.equal(status, 4, out);
    const shown = await place.run('log', 'show', await place.newestLog(), '--json');
    assert.match(shown.out, /cancelled/);
  });

  it('asks for what it may not decide: a confirmation without --yes is refused with status 3', async () => {
    const file = await place.write('confirm.runbook.md', runbook(powershell('#sure confirm', '1')));
    const { status, out } = await place.run(
      'run',
      file,
      '--estate',
      place.estate,
      '--mode',
      'practice',
      '--logs',
      place.logs,
    );
    assert.equal(status, 3, out);
    assert.match(out, /confirmation/);
  });

  it('stops at what only a person can do, and --yes does not stand in for them', async () => {
    const file = await place.write(
      'manual.runbook.md',
      runbook(
        step('#walk', 'manual:\n  instruction: Replace the disk in rack 4.'),
        powershell('#after', '"after"'),
      ),
    );
    const { status, out } = await place.practise(file);
    assert.equal(status, 3, out);
    assert.match(out, /Replace the disk in rack 4/);
    assert.doesNotMatch(out, /^ {4}after/m);
  });

  it('refuses a step whose requirement is not done when started from the middle', async () => {
    const file = await place.write(
      'middle.runbook.md',
      runbook(powershell('#a', '1'), powershell('#b requires=a', '"ran"')),
    );
    const { status, out } = await place.practise(file, '--from', 'b');
    assert.equal(status, 3, out);
    assert.match(out, /a has not been run/);
  });

  it('refuses practice on a real estate and live on a practice one, and leaves no log', async () => {
    const file = await place.write('one.runbook.md', runbook(powershell('#a', '1')));
    const real = await place.write(
      'real/estate.yaml',
      'name: Real\nservers: [{fqdn: se01.contoso.com, shell: local}]\n',
    );
    const before = await place.logFiles();
    const practised = await place.run(
      'run',
      file,
      '--estate',
      real,
      '--mode',
      'practice',
      '--logs',
      place.logs,
    );
    assert.equal(practised.status, 3, practised.err);
    const lived = await place.run(
      'run',
      file,
      '--estate',
      place.estate,
      '--mode',
      'live',
      '--logs',
      place.logs,
    );
    assert.equal(lived.status, 3, lived.err);
    assert.deepEqual(await place.logFiles(), before);
  });

  it('wants in live every server named that is destroyed', async () => {
    const victim = await place.write('live/victim.txt', 'data');
    const file = await place.write(
      'destroy.runbook.md',
      runbook(powershell('#wipe target=$Server', `Remove-Item -Path '${victim}'\n'gone'`)),
    );
    const real = await place.write(
      'live/estate.yaml',
      'name: Real\nservers: [{fqdn: se01.contoso.com, shell: local}]\n',
    );
    const words = ['run', file, '--estate', real, '--mode', 'live', '--yes', '--logs', place.logs];
    const unnamed = await place.run(...words);
    assert.equal(unnamed.status, 3, unnamed.out + unnamed.err);
    assert.match(unnamed.out, /--destroy se01\.contoso\.com/);
    assert.equal(await readFile(victim, 'utf8'), 'data');
    const named = await place.run(...words, '--destroy', 'SE01.contoso.com');
    assert.equal(named.status, 0, named.out + named.err);
    await assert.rejects(readFile(victim));
  });

  it('wants the incident of a live recovery, once, and counts from when it was declared', async () => {
    const file = await place.write(
      'recovery.runbook.md',
      runbook(powershell('#a target=$Server', '"from $Backup"')).replace(
        'variables:',
        'variables:\n  Backup: {type: backup-set}',
      ),
    );
    const real = await place.write(
      'live/estate.yaml',
      'name: Real\nservers: [{fqdn: se01.contoso.com, shell: local}]\n',
    );
    const words = ['run', file, '--estate', real, '--mode', 'live', '--yes', '--logs', place.logs];
    const without = await place.run(...words);
    assert.equal(without.status, 2, without.err);
    assert.match(without.err, /--incident/);
    const incident = ['--incident', 'INC-1', '--declared', '2026-11-22T03:12Z'];
    const withIt = await place.run(...words, ...incident);
    assert.equal(withIt.status, 0, withIt.err);
    assert.match(await readFile(await place.newestLog(), 'utf8'), /2026-11-22T03:12:00\.000Z/);
    const noZone = await place.run(
      ...words,
      '--incident',
      'INC-1',
      '--declared',
      '2026-11-22T03:12',
    );
    assert.equal(noZone.status, 2, noZone.err);
  });

  it('keeps a secret out of output, log and files, however the step prints it', async () => {
    const canary = 'c4n4ry "quoted" $(x)';
    const file = await place.write(
      'secret.runbook.md',
      `---\ntitle: Secret\nvariables:\n  Password: {type: secret, required: true}\n---\n\n${powershell(
        '#leak',
        [
          '$plain = (New-Object System.Management.Automation.PSCredential "x", $Password).GetNetworkCredential().Password',
          '"length $($plain.Length)"',
          '$plain',
          '[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($plain))',
          '$plain.Substring(0, 5) + [char]0; ',
          'Write-Warning $plain',
          'throw $plain',
        ].join('\n'),
      )}\n`,
    );
    const words = ['run', file, ...place.practiceWords()];
    const { status, out, err } = await place.start(words, {
      RECOVERY_RUNBOOKS_SECRET_PASSWORD: canary,
    }).ended;
    assert.equal(status, 1, out + err);
    assert.match(out, new RegExp(`length ${canary.length}`));
    const log = await readFile(await place.newestLog(), 'utf8');
    for (const text of [out, err, log]) {
      assert.ok(!text.includes(canary), 'the secret itself');
      assert.ok(!text.includes(Buffer.from(canary).toString('base64')), 'its base64');
      assert.ok(!text.includes(JSON.stringify(canary).slice(1, -1)), 'its JSON form');
    }
  });

  it('refuses a UNC path without a mapping, and creates nothing', async () => {
    const file = await place.write(
      'unc.runbook.md',
      runbook(step('#copy', 'copy-files:\n  from: $Server\n  to: //nowhere.contoso.com/share')),
    );
    await place.write('se01.contoso.com/x.txt', 'x');
    const before = await contentOf(place.path('estate'));
    const { status, out } = await place.practise(file);
    assert.notEqual(status, 0, out);
    assert.deepEqual(await contentOf(place.path('estate')), before);
  });
});

describe('what cannot be run', () => {
  let place: Workplace;

  before(async () => {
    place = await Workplace.make();
    await place.createEstate();
  });

  after(() => place[Symbol.asyncDispose]());

  const broken: [string, string | Uint8Array, RegExp][] = [
    ['a UTF-16 file', Buffer.from('\ufeff# Title', 'utf16le'), /UTF-16/],
    ['a file with NUL bytes', '# Title\0', /NUL/],
    ['YAML that does not parse', runbook(step('#a', 'check: [')), /:9:9: error/],
    ['an unknown action', runbook(step('#a', 'chekc:\n  fqdn: {}')), /check/],
    ['an unknown attribute value', runbook(powershell('#a timeout=soon', '1')), /timeout/],
    [
      'an undeclared variable',
      runbook(step('#a', 'check:\n  fqdn:\n    server: $Nobody')),
      /Nobody/,
    ],
    [
      'a duplicate step id',
      runbook(powershell('#a', '1'), powershell('#A', '2')),
      /:\d+:\d+: error/,
    ],
    [
      'circular requires',
      runbook(powershell('#a requires=b', '1'), powershell('#b requires=a', '2')),
      /:\d+:\d+: error/,
    ],
  ];
  for (const [what, content, words] of broken) {
    it(`starts no run on ${what}: status 2, the place, and no log`, async () => {
      const file = await place.write('broken.runbook.md', content);
      const { status, err } = await place.practise(file);
      assert.equal(status, 2, err);
      assert.match(err, words);
      assert.deepEqual(await place.logFiles(), []);
      const lint = await place.run('lint', file);
      assert.notEqual(lint.status, 0);
    });
  }

  it('says which variables are missing and which do not exist', async () => {
    const file = await place.write(
      'needs.runbook.md',
      `---\ntitle: T\nvariables:\n  Server: {type: server, required: true}\n---\n\n${powershell('#a target=$Server', '1')}\n`,
    );
    const missing = await place.practise(file);
    assert.equal(missing.status, 2);
    assert.match(missing.err, /Server/);
    const stranger = await place.practise(
      file,
      '--var',
      'Server=se01.contoso.com',
      '--var',
      'Sever=x',
    );
    assert.equal(stranger.status, 2);
    assert.match(stranger.err, /Sever/);
  });

  it('says that no PowerShell was found, which were tried, and how to get one', async () => {
    const file = await place.write('shell.runbook.md', runbook(powershell('#a', '1')));
    const words = ['run', file, ...place.practiceWords()];
    const { status, out } = await place.start(words, {
      RECOVERY_RUNBOOKS_POWERSHELL: '/nowhere/pwsh',
    }).ended;
    assert.equal(status, 1, out);
    assert.match(out, /\/nowhere\/pwsh/);
  });
});

describe('a rehearsal', () => {
  let place: Workplace;

  before(async () => {
    place = await Workplace.make();
    await place.createEstate();
    const backup = await place.practise(notebook('backup-core-data.runbook.md'));
    assert.equal(backup.status, 0, backup.out + backup.err);
  });

  after(() => place[Symbol.asyncDispose]());

  async function rehearse(name: string, ...more: string[]): Promise<string> {
    const before = await contentOf(place.path('estate'));
    const words = ['--estate', place.estate, '--logs', place.logs, '--yes', ...more];
    const { status, out, err } = await place.run('run', notebook(`${name}.runbook.md`), ...words);
    assert.equal(status, 0, out + err);
    assert.deepEqual(await contentOf(place.path('estate')), before);
    return out;
  }

  for (const [name, ...more] of [
    ['backup-core-data'],
    ['recover-standard-edition-server', '--var', 'Server=se01.contoso.com'],
  ] as const) {
    it(`of ${name} shows every step, sends nothing but reads, and changes no file`, async () => {
      await rehearse(name, ...more);
      assert.equal((await place.run('log', 'verify', await place.newestLog())).status, 0);
    });
  }

  it('of a recovery shows the whole plan while the server is still lost', async () => {
    await place.run('practice', 'lose', 'se02.contoso.com', '--estate', place.estate);
    const server = ['--var', 'Server=se02.contoso.com'];
    const out = await rehearse('recover-standard-edition-server', ...server);
    assert.match(out, /Import-CsUserData -PoolFqdn \$Server/);
    assert.match(out, /no session can be opened now/);
  });
});
