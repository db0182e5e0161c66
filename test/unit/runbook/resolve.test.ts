import assert from 'node:assert/strict';
import { Problem, type ProblemData } from '../../../src/errors/problem.ts';
import type { VariableDeclaration } from '../../../src/runbook/model.ts';
import { Secret } from '../../../src/runbook/variables.ts';
import { resolveVariables, type RunVariables } from '../../../src/runbook/variables/resolve.ts';
import { isAbsolutePath, isFqdn } from '../../../src/runbook/variables/value-types.ts';
import { declare } from './scope.ts';

const facts: Readonly<Record<string, string>> = {
  'estate.backup.location': '\\\\bk01\\LyncBackup',
};

function resolve(
  declarations: readonly VariableDeclaration[],
  given: Readonly<Record<string, string>> = {},
  secrets: Readonly<Record<string, string>> = {},
): Promise<RunVariables> {
  return resolveVariables(declarations, new Map(Object.entries(given)), path => facts[path], {
    get: name => Promise.resolve(secrets[name]),
  });
}

async function refusal(run: Promise<unknown>): Promise<ProblemData> {
  let thrown: unknown;
  await run.catch((error: unknown) => (thrown = error));
  assert.ok(thrown instanceof Problem);
  assert.equal(thrown.kind, 'usage');
  return thrown.data;
}

describe('the variables of a run', () => {
  it('come from what is given, else from their defaults, in any order', async () => {
    const variables = await resolve(
      [
        declare('Set', 'path', { default: '$Backup/${Name}' }),
        declare('Backup', 'path', { default: '${estate.backup.location}' }),
        declare('Name', 'string', { default: 'none' }),
        declare('Later', 'backup-set'),
      ],
      { NAME: '2026-11-22' },
    );
    assert.equal(variables.variable('set'), '\\\\bk01\\LyncBackup/2026-11-22');
    assert.equal(variables.variable('Later'), undefined);
    assert.deepEqual(variables.names(), ['Set', 'Backup', 'Name', 'Later']);
    assert.equal(variables.fact('estate.backup.location'), '\\\\bk01\\LyncBackup');
  });

  it('are refused all at once, each by its name', async () => {
    const data = await refusal(
      resolve(
        [
          declare('Server', 'server', { required: true }),
          declare('Pool', 'fqdn'),
          declare('Folder', 'path'),
          declare('Password', 'secret', { required: true }),
          declare('Token', 'secret'),
          declare('A', 'string', { default: '$B' }),
          declare('B', 'string', { default: '$A' }),
          declare('C', 'string', { default: '${estate.nothing}' }),
          declare('D', 'path', { required: true, default: '$Server/x' }),
        ],
        { Pool: 'pool01', Folder: 'relative', Severe: 'x', Token: 'abc123' },
      ),
    );
    const lines = (data.next ?? []).join('\n');
    for (const part of [
      /\$Server is required.*--var Server=VALUE/,
      /Severe was given and is not declared/,
      /\$Password is a required secret/,
      /\$Token is a secret and was given as text/,
      /\$Pool: "pool01" is no full name/,
      /\$Folder: "relative" is no absolute path/,
      /default of \$A .*circle: A -> B -> A/,
      /default of \$C .*estate\.nothing/,
    ]) {
      assert.match(lines, part);
    }
    assert.doesNotMatch(JSON.stringify(data), /abc123/);
    assert.doesNotMatch(lines, /default of \$D/);
  });

  it('that are required are missing when they are given as nothing', async () => {
    const data = await refusal(resolve([declare('A', 'string', { required: true })], { A: '' }));
    assert.match((data.next ?? []).join(), /\$A is required/);
    const variables = await resolve([declare('A')], { A: '' });
    assert.equal(variables.variable('A'), '');
  });

  it('hold secrets that have no text form', async () => {
    const variables = await resolve(
      [declare('Pw', 'secret', { required: true })],
      {},
      { Pw: 's3cret' },
    );
    const value = variables.variable('Pw');
    assert.ok(value instanceof Secret);
    assert.equal(value.reveal(), 's3cret');
    assert.doesNotMatch(`${String(value)} ${JSON.stringify(value)}`, /s3cret/);
  });

  it('take values back from steps when these are of their type', async () => {
    const variables = await resolve([declare('Backup', 'backup-set'), declare('Pw', 'secret')]);
    variables.set('backup', '/srv/sets/2026-11-22');
    assert.equal(variables.variable('Backup'), '/srv/sets/2026-11-22');
    assert.throws(() => {
      variables.set('Backup', 'not a path');
    }, /cannot have this value/);
    assert.equal(variables.variable('Backup'), '/srv/sets/2026-11-22');
    variables.set('Pw', 'new');
    assert.ok(variables.variable('Pw') instanceof Secret);
    assert.throws(() => {
      variables.set('Other', 'x');
    }, /not declared/);
    assert.throws(() => variables.variable('Other'), /not declared/);
  });
});

describe('values of a type', () => {
  it('are full names of servers', () => {
    for (const good of ['se01.contoso.com', 'SE-01.contoso.local', 'a.b'])
      assert.ok(isFqdn(good), good);
    const bad = [
      'se01',
      '',
      'se01.',
      '.contoso.com',
      '-a.b',
      'a-.b',
      'a b.c',
      '10.0.0.1',
      `${'a'.repeat(64)}.b`,
    ];
    for (const text of bad) assert.equal(isFqdn(text), false, text);
  });

  it('are absolute paths of Windows and of Linux', () => {
    for (const good of [
      '\\\\bk01\\share',
      '//bk01/share/x',
      'D:\\x',
      'd:/',
      '/srv',
      '/',
      '\\\\?\\C:\\x',
      '\\\\bk01\\c$\\x',
    ]) {
      assert.ok(isAbsolutePath(good), good);
    }
    for (const bad of [
      '',
      'x',
      'D:x',
      '\\x',
      '\\\\bk01',
      '\\\\bk01\\',
      '..\\x',
      '//',
      'C:',
      '/a\nb',
    ]) {
      assert.equal(isAbsolutePath(bad), false, bad);
    }
  });
});
