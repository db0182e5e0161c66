import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerPaths } from '../../../src/practice/sql/storage/server-paths.ts';
import { parseServerPath, samePath } from '../../../src/practice/sql/storage/windows-paths.ts';

describe('Paths of a practice server', () => {
  it('are drives, shares or nothing', () => {
    assert.deepEqual(parseServerPath('d:/a\\b'), { kind: 'drive', drive: 'D', parts: ['a', 'b'] });
    assert.deepEqual(parseServerPath('\\\\bk01\\Share\\x'), {
      kind: 'unc',
      parts: ['bk01', 'Share', 'x'],
    });
    assert.deepEqual(parseServerPath('\\\\?\\UNC\\bk01\\Share\\x'), {
      kind: 'unc',
      parts: ['bk01', 'Share', 'x'],
    });
    for (const path of [
      'relative',
      'C:',
      'C:\\a\\..\\b',
      'C:\\a|b',
      'C:\\a\u0001',
      '\\\\onlyhost',
      '',
    ])
      assert.equal(parseServerPath(path).kind, 'invalid', path);
    assert.ok(samePath('D:\\X\\y.mdf', 'd:/x/Y.MDF'));
  });

  it('lie in the folders the server has, whatever their letter case, and nowhere else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'server-paths-'));
    try {
      await mkdir(join(folder, 'drives/D/CsData'), { recursive: true });
      await mkdir(join(folder, 'share'));
      const paths = new ServerPaths(join(folder, 'drives'), [
        { unc: '\\\\bk01.contoso.example\\Backup', local: join(folder, 'share') },
      ]);
      assert.deepEqual(await paths.locate('d:\\csdata\\x.bak'), {
        found: true,
        local: join(folder, 'drives/D/CsData/x.bak'),
        drive: 'D',
      });
      const shared = await paths.locate('\\\\BK01.contoso.example\\backup\\y.bak');
      assert.deepEqual(shared, {
        found: true,
        local: join(folder, 'share/y.bak'),
        drive: undefined,
      });
      assert.ok((await paths.locate(join(folder, 'share/z.bak'))).found);
      for (const [path, error] of [
        ['D:\\none\\x', 3],
        ['F:\\x', 3],
        ['\\\\bk02\\Backup\\x', 53],
        ['\\\\bk01.contoso.example\\Backup\\none\\x', 3],
        [join(folder, 'outside.bak'), 3],
        ['D:\\a<b', 123],
      ] as const)
        assert.deepEqual(await paths.locate(path), { found: false, error }, path);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
