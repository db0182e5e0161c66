import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { manifestFormat, manifestText, manifestVersion } from '../../../src/backup/manifest.ts';
import { isPathInside } from '../../../src/backup/read-manifest.ts';
import { estateJsonSchema } from '../../../src/estate/json-schema.ts';

const schemaFile = (name: string): URL => new URL(`../../../schemas/${name}`, import.meta.url);
const parsed = (name: string): unknown => JSON.parse(readFileSync(schemaFile(name), 'utf8'));

describe('the JSON schema of the estate file', () => {
  it('is what the loader checks; UPDATE_SCHEMAS=1 writes it anew', () => {
    const text = `${JSON.stringify(estateJsonSchema(), null, 2)}\n`;
    if (process.env.UPDATE_SCHEMAS === '1') writeFileSync(schemaFile('estate.schema.json'), text);
    assert.deepEqual(parsed('estate.schema.json'), JSON.parse(text));
  });
});

describe('the JSON schema of a manifest', () => {
  const schema = z.fromJSONSchema(
    z.record(z.string(), z.json()).parse(parsed('backup-set.manifest.schema.json')),
  );
  const manifest = (path: string): unknown =>
    JSON.parse(
      manifestText({
        format: manifestFormat,
        version: manifestVersion,
        name: 's',
        created: '2026-11-22T02:00:00.000Z',
        sealed: '2026-11-22T02:10:00.000Z',
        by: 'operator',
        files: [{ path, size: 1, sha256: 'a'.repeat(64), step: 's', source: 'x' }],
        emptyFolders: [],
        totals: { files: 1, bytes: 1 },
      }),
    );

  it('takes what is written, and refuses the paths that reading refuses', () => {
    const paths = ['a', 'a/b c.txt', '...', '..a/b', 'é/😀', '.hidden'];
    const hostile = [
      '..',
      '../a',
      'a/..',
      'a/../b',
      '/a',
      'a//b',
      'a/',
      'C:/x',
      'a\\b',
      'a:b',
      'a\nb',
      '.',
    ];
    for (const path of [...paths, ...hostile]) {
      assert.equal(schema.safeParse(manifest(path)).success, isPathInside(path), path);
      assert.equal(isPathInside(path), paths.includes(path), path);
    }
  });
});
