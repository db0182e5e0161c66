import assert from 'node:assert/strict';
import { monitorLine } from '../../../src/cli/run/monitor-line.ts';
import type { ScheduledJob } from '../../../src/cli/schedule/job.ts';
import { cronLine, systemdUnits } from '../../../src/cli/schedule/unix.ts';
import { windowsArgument, windowsTask } from '../../../src/cli/schedule/windows-task.ts';
import { shellShim, windowsShim } from '../../../src/compose/command-line-shim.ts';

const job: ScheduledJob = {
  name: 'nightly',
  description: 'Back up <Contoso> & all',
  command: ['C:\\Program Files\\rr\\rr.cmd', 'run', 'C:\\run books\\b.runbook.md', '--yes'],
  env: {},
  folder: 'C:\\run books',
  at: { hour: 2, minute: 5 },
  limitHours: 12,
};

describe('a task for Windows', () => {
  it('starts the program with each argument whole, and holds no password', () => {
    const xml = windowsTask(job, 'CONTOSO\\backup$', '2026-11-22');
    assert.match(xml, /<Command>C:\\Program Files\\rr\\rr\.cmd<\/Command>/);
    assert.match(
      xml,
      /<Arguments>run &quot;C:\\run books\\b\.runbook\.md&quot; --yes<\/Arguments>/,
    );
    assert.match(xml, /<StartBoundary>2026-11-22T02:05:00</);
    assert.match(xml, /<Description>Back up &lt;Contoso&gt; &amp; all</);
    assert.match(xml, /<LogonType>Password</, 'whose password the directory keeps');
    assert.match(xml, /<MultipleInstancesPolicy>IgnoreNew</);
    assert.ok(!xml.includes('<Password>'));
  });

  it('runs other accounts without a stored password, and service accounts as they are', () => {
    assert.match(windowsTask(job, 'CONTOSO\\anna', '2026-11-22'), /<LogonType>S4U</);
    assert.doesNotMatch(windowsTask(job, 'NT AUTHORITY\\SYSTEM', '2026-11-22'), /LogonType/);
    assert.doesNotMatch(windowsTask(job, 'S-1-5-18', '2026-11-22'), /LogonType/);
  });

  it('gives the program its environment by way of cmd.exe', () => {
    const xml = windowsTask(
      { ...job, env: { ELECTRON_RUN_AS_NODE: '1' } },
      'S-1-5-18',
      '2026-11-22',
    );
    assert.match(xml, /cmd\.exe<\/Command>/);
    assert.match(xml, /set &quot;ELECTRON_RUN_AS_NODE=1&quot;&amp;&amp; &quot;C:\\Program Files/);
  });

  for (const [text, quoted] of [
    ['plain', 'plain'],
    ['', '""'],
    ['two words', '"two words"'],
    ['C:\\R&D', '"C:\\R&D"'],
    ['a^b(c)', '"a^b(c)"'],
    ['--mode', '--mode'],
    ['C:\\a b\\', '"C:\\a b\\\\"'],
    ['say "x"', '"say \\"x\\""'],
    ['a\\"b', '"a\\\\\\"b"'],
  ] as const) {
    it(`quotes ${JSON.stringify(text)} as Windows takes it apart`, () => {
      assert.equal(windowsArgument(text), quoted);
    });
  }
});

describe('a task for cron and systemd', () => {
  const unix = { ...job, command: ["/opt/o'neil/rr", '100% sure'], folder: '/srv/my estate' };

  it('is one line, quoted for sh, with percent signs that cron leaves alone', () => {
    assert.equal(
      cronLine({ ...unix, env: { ELECTRON_RUN_AS_NODE: '1' } }),
      "5 2 * * * cd '/srv/my estate' && ELECTRON_RUN_AS_NODE=1 '/opt/o'\\''neil/rr' '100\\% sure'\n",
    );
  });

  it('is a oneshot service and a timer that catches up', () => {
    const { service, timer } = systemdUnits(unix, 'backup');
    assert.match(service, /^User=backup$/m);
    assert.match(service, /^ExecStart="\/opt\/o'neil\/rr" "100%% sure"$/m);
    assert.match(service, /^WorkingDirectory=\/srv\/my estate$/m);
    assert.match(timer, /^OnCalendar=\*-\*-\* 02:05:00$/m);
    assert.match(timer, /^Persistent=true$/m);
  });
});

describe('the script that starts the command line', () => {
  const source = {
    file: '/Apps/VS Code/code',
    args: ["/home/o'neil/dist/cli.mjs"],
    env: { ELECTRON_RUN_AS_NODE: '1' },
    version: '1.2.3',
  };

  it('runs the editor as Node for sh and passes every word on', () => {
    assert.equal(
      shellShim(source).split('\n')[2],
      "ELECTRON_RUN_AS_NODE='1' exec '/Apps/VS Code/code' '/home/o'\\''neil/dist/cli.mjs' \"$@\"",
    );
  });

  it('does the same on Windows, with percent signs and other alphabets in the path', () => {
    const text = windowsShim({ ...source, file: 'C:\\100%\\Code.exe', args: ['C:\\Zoë\\cli.mjs'] });
    assert.match(text, /"C:\\100%%\\Code\.exe" "C:\\Zoë\\cli\.mjs" %\*\r\n/);
    assert.match(text, /chcp 65001/);
    assert.match(text, /set "ELECTRON_RUN_AS_NODE=1"/);
    assert.match(text, /exit \/b %ERRORLEVEL%/);
  });
});

describe('the last line of a run', () => {
  it('says OK or FAILED first and all in one line', () => {
    const run = {
      title: 'Back up',
      mode: 'live',
      status: 0,
      done: 9,
      steps: 9,
      durationMs: 200_000,
      problem: undefined,
      set: '\\\\bk01\\b\\one',
      log: 'x.jsonl',
    };
    assert.equal(
      monitorLine(run),
      'OK Back up (live); 9 of 9 steps; 00:03:20; set \\\\bk01\\b\\one; log x.jsonl',
    );
    const failed = monitorLine({ ...run, status: 1, done: 3, problem: 'The share\r\nwent away.' });
    assert.match(
      failed,
      /^FAILED Back up \(live\); 3 of 9 steps; 00:03:20; The share went away\.; /,
    );
  });
});
