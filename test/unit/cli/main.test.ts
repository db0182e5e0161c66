import assert from 'node:assert/strict';
import type { CliCommand } from '../../../src/cli/command.ts';
import { main } from '../../../src/cli/main.ts';
import { readOptions } from '../../../src/cli/options.ts';
import { unknownStep } from '../../../src/errors/run.ts';
import { recordingContext, type RecordingContext } from './in-process.ts';

const context = (): RecordingContext => recordingContext('/');

const usage = ['recovery-runbooks show FILE [--json]'];

const show: CliCommand = {
  name: 'show',
  usage,
  run: (words, { out }) => {
    const { values, positionals } = readOptions(
      words,
      { json: { type: 'boolean' } },
      { least: 1, most: 1 },
      usage,
    );
    out(`${positionals.join()} ${String(values.json ?? false)}`);
    return Promise.resolve(0);
  },
};

const broken: CliCommand = {
  name: 'broken',
  usage: [],
  run: () => Promise.reject(new TypeError('x is undefined')),
};

const refusing: CliCommand = {
  name: 'refusing',
  usage: [],
  run: () => Promise.reject(unknownStep('b', ['a'])),
};

const commands = [show, broken, refusing];

describe('the command line', () => {
  it('runs the command that its first word names', async () => {
    const to = context();
    assert.equal(await main(['show', 'file', '--json'], commands, '1.0', to), 0);
    assert.equal(to.written.out, 'file true');
  });

  for (const words of [['show'], ['show', 'a', 'b'], ['show', 'a', '--colour'], ['what'], []]) {
    it(`takes "${words.join(' ')}" for wrong use, with status 2 and the right use`, async () => {
      const to = context();
      assert.equal(await main(words, commands, '1.0', to), 2);
      assert.match(to.written.err, /show/);
      assert.equal(to.written.out, '');
    });
  }

  it('says a problem as an operator reads it, with the status of its kind', async () => {
    const to = context();
    assert.equal(await main(['refusing'], commands, '1.0', to), 2);
    assert.equal(to.written.err, 'The runbook has no step b.\nNext: its steps are: a\n');
  });

  it('never shows a stack trace', async () => {
    const to = context();
    assert.equal(await main(['broken'], commands, '1.0', to), 1);
    assert.match(to.written.err, /x is undefined/);
    assert.doesNotMatch(to.written.err, /\n\s+at /);
  });

  it('prints its help and its version', async () => {
    const to = context();
    assert.equal(await main(['--help'], commands, '1.0', to), 0);
    assert.match(to.written.out, /show FILE/);
    assert.equal(await main(['--version'], commands, '1.0', to), 0);
    assert.match(to.written.out, /1\.0\n$/);
  });
});
