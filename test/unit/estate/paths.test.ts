import fc from 'fast-check';
import assert from 'node:assert/strict';
import path from 'node:path';
import { Problem } from '../../../src/errors/problem.ts';
import type { Server, Shell } from '../../../src/estate/model.ts';
import { PathMap } from '../../../src/estate/path-map.ts';
import { longPath, windowsNameFault } from '../../../src/estate/paths.ts';
import { isInside, joinPath, normalisePath, parsePath } from '../../../src/estate/unc.ts';

const name = fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9 _.-]{0,8}[a-zA-Z0-9_]$/);
const parts = fc.array(name, { maxLength: 5 });
const root = fc.oneof(
  fc.tuple(name, name).map(([server, share]) => `\\\\${server}\\${share}`),
  fc.constantFrom('C:', 'd:'),
  fc.constant(''),
);
/** A full path with separators, repeated ones and `.` strewn in as people write them. */
const written = fc
  .tuple(root, parts, fc.array(fc.constantFrom('/', '\\', '//', '\\.\\'), { minLength: 6 }))
  .map(([base, below, separators]) => {
    const first = base === '' ? '/' : '\\';
    return base + first + below.map((part, i) => part + (separators[i] ?? '/')).join('');
  });

function refused(act: () => unknown, code: string): void {
  assert.throws(act, (thrown: unknown) => thrown instanceof Problem && thrown.code === code);
}

describe('full paths', () => {
  it('have one normal spelling, which is its own normal spelling', () => {
    fc.assert(
      fc.property(written, text => {
        const normal = normalisePath(text);
        assert.equal(normalisePath(normal), normal);
        assert.ok(isInside(text, normal) && isInside(normal, text));
      }),
    );
  });

  it('contain what is joined below them, and are not contained in it', () => {
    fc.assert(
      fc.property(written, fc.array(name, { minLength: 1, maxLength: 4 }), (base, below) => {
        const joined = joinPath(base, below.join('/'));
        assert.ok(isInside(joined, base));
        assert.ok(!isInside(base, joined));
      }),
    );
  });

  it('cannot be left by what is joined to them', () => {
    fc.assert(
      fc.property(written, parts, fc.nat(3), (base, below, more) => {
        const up = Array<string>(below.length + 1 + more).fill('..');
        refused(() => joinPath(base, [...below, ...up].join('\\')), 'ESTATE-PATH-INVALID');
      }),
    );
    for (const full of ['/etc', '\\\\other\\share', 'D:\\x', 'D:x', '//h/s']) {
      refused(() => joinPath('\\\\bk01\\B', full), 'ESTATE-PATH-INVALID');
    }
  });

  it('compare by whole parts: a longer name is another folder', () => {
    assert.ok(!isInside('\\\\bk01\\LyncBackup2\\x', '\\\\bk01\\LyncBackup'));
    assert.ok(!isInside('/srv/sets-old', '/srv/sets'));
    assert.ok(isInside('//BK01/lyncbackup/x', '\\\\bk01\\LyncBackup'));
    assert.ok(isInside('c:/a/B', 'C:\\A'));
    assert.ok(!isInside('/srv/Sets/x', '/srv/sets'));
  });

  const spelled: readonly (readonly [string, string])[] = [
    ['\\\\?\\UNC\\bk01\\B\\x', '\\\\bk01\\B\\x'],
    ['\\\\?\\C:\\x', 'C:\\x'],
    ['//bk01/B/a/../b/.', '\\\\bk01\\B\\b'],
    ['c:/a//b/', 'C:\\a\\b'],
    ['/a/b\\c', '/a/b/c'],
    ['C:\\', 'C:\\'],
    ['/', '/'],
  ];
  for (const [text, normal] of spelled) {
    it(`are normalised: ${text}`, () => {
      assert.equal(normalisePath(text), normal);
    });
  }

  const faults: readonly (readonly [string, string])[] = [
    ['', 'empty'],
    ['sets/x', 'relative'],
    ['..', 'relative'],
    ['C:x', 'drive-relative'],
    ['C:', 'drive-relative'],
    ['\\\\bk01', 'incomplete-unc'],
    ['\\\\bk01\\', 'incomplete-unc'],
    ['\\\\bk01\\..\\x', 'incomplete-unc'],
    ['\\\\.\\pipe\\x', 'device'],
    ['\\\\?\\GLOBALROOT\\x', 'device'],
    ['\\\\bk01\\B\\..\\..\\c$', 'above-root'],
    ['/..', 'above-root'],
    ['C:\\..\\x', 'above-root'],
    ['/a\nb', 'control-character'],
    ['\\\\bk01\\B\\a\0b', 'control-character'],
  ];
  for (const [text, fault] of faults) {
    it(`are refused as ${fault}: ${JSON.stringify(text)}`, () => {
      assert.equal(parsePath(text).path, undefined);
      const parsed = parsePath(text);
      assert.equal(parsed.path === undefined ? parsed.fault : '', fault);
    });
  }
});

describe('long paths on Windows', () => {
  it('get their prefix from 260 units on, and keep what they name', () => {
    const long = `C:\\${'a'.repeat(200)}\\${'b'.repeat(200)}`;
    assert.equal(longPath(long, 'windows'), `\\\\?\\${long}`);
    const unc = `\\\\bk01\\B\\${'a'.repeat(300)}`;
    assert.equal(longPath(unc, 'windows'), `\\\\?\\UNC\\${unc.slice(2)}`);
    assert.equal(longPath(`C:\\${'a'.repeat(256)}`, 'windows').length, 259);
    assert.equal(longPath('/a/b', 'posix'), '/a/b');
    fc.assert(
      fc.property(written, fc.nat(400), (text, fill) => {
        const given = normalisePath(text);
        const full = given.startsWith('/') ? given : `${given}\\${'x'.repeat(fill)}`;
        assert.equal(normalisePath(longPath(full, 'windows')), normalisePath(full));
        assert.equal(longPath(longPath(full, 'windows'), 'windows'), longPath(full, 'windows'));
      }),
    );
  });
});

describe('names of files on Windows', () => {
  it('are told apart: devices, trailing dots and blanks, forbidden characters', () => {
    for (const bad of [
      'CON',
      'con.txt',
      'Nul ',
      'COM1',
      'lpt9.tar.gz',
      'COM²',
      'CONIN$',
      'aux:x',
    ]) {
      assert.notEqual(windowsNameFault(bad), undefined, bad);
    }
    for (const good of ['CONSOLE', 'com10', 'LPT', 'nul1', 'a.con', '.hidden', 'Meeting.Active']) {
      assert.equal(windowsNameFault(good), undefined, good);
    }
    assert.equal(windowsNameFault('prn.log'), 'reserved');
    assert.equal(windowsNameFault('a.'), 'trailing');
    assert.equal(windowsNameFault('a '), 'trailing');
    assert.equal(windowsNameFault('a:b'), 'character');
    assert.equal(windowsNameFault('a/b'), 'character');
    assert.equal(windowsNameFault('..'), 'empty');
    assert.equal(windowsNameFault('x'.repeat(256)), 'too-long');
  });
});

function server(shell: Shell): Server {
  const deployment = { bootstrapper: 'b', media: 'm' };
  return { fqdn: 'se01', site: 'P', roles: [], certificates: [], deployment, shell };
}

describe('the path map', () => {
  const mappings = [
    { unc: '\\\\se01.contoso.com\\LyncShare', local: '/est/se01/share' },
    { unc: '\\\\se01.contoso.com\\LyncShare\\Deep\\er', local: '/other' },
    { unc: '\\\\bk01\\B', local: '/est/bk01' },
  ];
  const posix = new PathMap(mappings, 'posix');

  it('turns a network path into the folder of its longest prefix, in any case and spelling', () => {
    assert.equal(posix.toLocal('\\\\SE01.contoso.com\\lyncshare\\a\\B'), '/est/se01/share/a/B');
    assert.equal(posix.toLocal('//se01.contoso.com/LyncShare'), '/est/se01/share');
    assert.equal(posix.toLocal('\\\\se01.contoso.com\\LyncShare\\deep\\ER\\x'), '/other/x');
    assert.equal(
      posix.toLocal('\\\\se01.contoso.com\\LyncShare\\Deeper'),
      '/est/se01/share/Deeper',
    );
    assert.equal(posix.toLocal('/est/x'), '/est/x');
  });

  it('refuses a network path without a mapping off Windows, and a path of another system', () => {
    refused(() => posix.toLocal('\\\\bk01\\B2\\x'), 'ESTATE-UNC-UNMAPPED');
    refused(() => posix.toLocal('\\\\bk01\\B\\..\\..\\x'), 'ESTATE-PATH-INVALID');
    refused(() => posix.toLocal('D:\\x'), 'ESTATE-PATH-FOREIGN');
    refused(() => posix.toLocal('sets/x'), 'ESTATE-PATH-INVALID');
  });

  it('leaves an unmapped network path as it is on Windows', () => {
    const windows = new PathMap([{ unc: '\\\\bk01\\B', local: 'D:\\est\\bk01' }], 'windows');
    assert.equal(windows.toLocal('//fs01/x/y'), '\\\\fs01\\x\\y');
    assert.equal(windows.toLocal('\\\\BK01\\b\\x'), 'D:\\est\\bk01\\x');
    assert.equal(windows.toLocal('e:/x'), 'E:\\x');
    refused(() => windows.toLocal('/x'), 'ESTATE-PATH-FOREIGN');
  });

  it('shows a shell on this computer the mapped folder, and one on the server the network path', () => {
    const set = '\\\\bk01\\B\\2026';
    const here = server({ transport: 'command', command: ['pwsh'] });
    const there = server({ transport: 'winrm', authentication: 'kerberos', useSSL: false });
    assert.equal(posix.toShell(set), '/est/bk01/2026');
    assert.equal(posix.toShell(`${set}/x`, here), '/est/bk01/2026/x');
    assert.equal(posix.toShell(`${set}/x`, there), '\\\\bk01\\B\\2026\\x');
    assert.equal(posix.toShell('/est/bk01/2026', there), '\\\\bk01\\B\\2026');
    assert.equal(posix.toShell('D:/x', there), 'D:\\x');
    refused(() => posix.toShell('/tmp/x', there), 'ESTATE-PATH-FOREIGN');
  });

  it('gives back what the estate writes for a mapped folder, and any other path as it is', () => {
    assert.equal(posix.toEstate('/est/bk01/2026/x'), '\\\\bk01\\B\\2026\\x');
    assert.equal(posix.toEstate('/est/bk012'), '/est/bk012');
    fc.assert(
      fc.property(parts, below => {
        const unc = path.win32.join('\\\\bk01\\B', ...below);
        assert.equal(posix.toEstate(posix.toLocal(unc)), normalisePath(unc));
      }),
    );
  });
});
