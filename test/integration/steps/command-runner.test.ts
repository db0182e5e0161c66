import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CommandResult } from '../../../src/executors/steps/command-runner.ts';
import {
  maxCapturedBytes,
  NodeCommandRunner,
} from '../../../src/executors/steps/node-command-runner.ts';

const node = process.execPath;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<boolean> {
  for (let left = 100; left > 0 && isAlive(pid); left -= 1) await delay(50);
  return !isAlive(pid);
}

describe('a command of the estate', () => {
  let cwd: string;
  const runner = new NodeCommandRunner();

  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'commands-'));
  });
  afterEach(async () => {
    await rm(cwd, { recursive: true });
  });

  async function run(
    code: string,
    words: readonly string[] = [],
    input = '',
  ): Promise<CommandResult> {
    const { signal } = new AbortController();
    const result = await runner.run({ command: [node, '-e', code, ...words], cwd, input, signal });
    assert.ok(!('notStarted' in result));
    return result;
  }

  it('gets its words as they are, whatever they hold', async () => {
    const words = ['a b', '"', "'; rm -rf /", '$(id)', '`id`', '%PATH%', 'é✓', ''];
    const { output } = await run('console.log(JSON.stringify(process.argv.slice(1)))', words);
    assert.deepEqual(JSON.parse(output), words);
  });

  it('gets its whole input and runs in the folder', async () => {
    const code = `process.stdin.pipe(process.stdout); process.stderr.write(process.cwd());`;
    const { output, error } = await run(code, [], 'é'.repeat(200_000));
    assert.equal(output.length, 200_000);
    assert.ok(error.endsWith(cwd.split('/').at(-1) ?? cwd));
  });

  it('may leave its input unread', async () => {
    const { exitCode } = await run(
      'process.stdin.destroy(); process.exit(0)',
      [],
      'x'.repeat(10_000_000),
    );
    assert.equal(exitCode, 0);
  });

  it('says how it ended', async () => {
    assert.equal((await run('process.exit(7)')).exitCode, 7);
    assert.equal((await run("process.kill(process.pid, 'SIGKILL')")).exitSignal, 'SIGKILL');
  });

  it('that is not there is told apart from one that fails', async () => {
    const { signal } = new AbortController();
    const result = await runner.run({ command: [join(cwd, 'no-such')], cwd, input: '', signal });
    assert.ok('notStarted' in result);
    assert.equal(result.notStarted, 'ENOENT');
    const nothing = await runner.run({ command: [], cwd, input: '', signal });
    assert.ok('notStarted' in nothing);
  });

  it('keeps only the beginning of a flood', async () => {
    const result = await run("process.stdout.write('x'.repeat(5_000_000))");
    assert.equal(result.output.length, maxCapturedBytes);
    assert.equal(result.droppedBytes, 5_000_000 - maxCapturedBytes);
  });

  it('shows what it writes without cutting characters', async () => {
    const pieces: string[] = [];
    const code = `
      const bytes = Buffer.from('é'.repeat(3));
      process.stdout.write(bytes.subarray(0, 3));
      setTimeout(() => process.stdout.write(bytes.subarray(3)), 200);`;
    await runner.run({
      command: [node, '-e', code],
      cwd,
      input: '',
      signal: new AbortController().signal,
      onText: (_stream, text) => pieces.push(text),
    });
    assert.equal(pieces.join(''), 'ééé');
  });

  it('is ended with all that it started when the run is cancelled', async () => {
    const abort = new AbortController();
    const code = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      require('node:fs').writeFileSync('pids', process.pid + ' ' + child.pid);
      console.log('ready');
      setInterval(() => {}, 1000);`;
    const running = runner.run({
      command: [node, '-e', code],
      cwd,
      input: '',
      signal: abort.signal,
      onText: () => {
        abort.abort();
      },
    });
    await assert.rejects(running, { name: 'AbortError' });
    const pids = (await readFile(join(cwd, 'pids'), 'utf8')).split(' ').map(Number);
    for (const pid of pids) assert.ok(await gone(pid), String(pid));
  });

  it('that leaves something running behind it does not hold up the step', async () => {
    const code = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit', detached: true });
      child.unref();
      console.log(child.pid);`;
    const { output, exitCode } = await run(code);
    assert.equal(exitCode, 0);
    process.kill(Number(output), 'SIGKILL');
  });
});
