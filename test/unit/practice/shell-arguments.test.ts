import assert from 'node:assert/strict';
import { withPracticeServer } from '../../../src/practice/shell-arguments.ts';

const module = "/it's/PracticeServer.psd1";
const first = "Import-Module -Name '/it''s/PracticeServer.psd1' -Global -DisableNameChecking;";

describe('the arguments of a shell on a practice server', () => {
  it('import the server before a command', () => {
    assert.deepEqual(
      withPracticeServer(['-NoProfile', '-Command', 'Get-Date', '-UFormat', '%s'], module),
      ['-NoProfile', '-Command', `${first} Get-Date -UFormat %s`],
    );
  });

  it('import the server before an encoded command', () => {
    const encoded = Buffer.from('"é"', 'utf16le').toString('base64');
    assert.deepEqual(withPracticeServer(['-EncodedCommand', encoded], module), [
      '-Command',
      `${first} "é"`,
    ]);
  });

  it('keep values of -File as data and its exit status', () => {
    const args = ['-ExecutionPolicy', 'Bypass', '-File', "/a b/x'y.ps1", '-Name', "$(rm) 'q'"];
    assert.deepEqual(withPracticeServer(args, module), [
      '-ExecutionPolicy',
      'Bypass',
      '-Command',
      `${first} & '/a b/x''y.ps1' -Name '$(rm) ''q''' ; exit $LASTEXITCODE`,
    ]);
  });

  it('read the commands from standard input for -Command -', () => {
    assert.deepEqual(withPracticeServer(['-NoLogo', '-c', '-'], module), [
      '-NoLogo',
      '-Command',
      `${first} Invoke-Expression ([Console]::In.ReadToEnd())`,
    ]);
  });

  it('open a prompt where nothing is to be run', () => {
    assert.deepEqual(withPracticeServer(['-NoLogo'], module), [
      '-NoLogo',
      '-NoExit',
      '-Command',
      first,
    ]);
  });
});
