import assert from 'node:assert/strict';
import type { BackupFile } from '../../../../src/executors/sql/restore/backup-header.ts';
import {
  placeConflicts,
  placeFiles,
  samePath,
  tooSmall,
  unknownMoves,
  volumeNeeds,
  type PlacementWish,
} from '../../../../src/executors/sql/restore/placement.ts';
import type { ServerFile } from '../../../../src/executors/sql/restore/target.ts';

const gigabyte = 1024 ** 3;
const data: BackupFile = {
  id: 1,
  logical: 'LcsCDR_data',
  physical: 'D:\\Old\\LcsCDR.mdf',
  type: 'D',
  bytes: 4 * gigabyte,
  encryptedBy: undefined,
};
const log: BackupFile = {
  ...data,
  id: 2,
  logical: 'LcsCDR_log',
  physical: 'E:\\Old\\LcsCDR.ldf',
  type: 'L',
  bytes: gigabyte,
};

function wish(more: Partial<PlacementWish> = {}): PlacementWish {
  return {
    source: 'LcsCDR',
    target: 'LcsCDR',
    move: {},
    dataFolder: undefined,
    logFolder: undefined,
    existing: [],
    ...more,
  };
}

function serverFile(more: Partial<ServerFile>): ServerFile {
  return {
    databaseId: 7,
    database: 'Other',
    id: 1,
    logical: 'x',
    physical: 'D:\\x.mdf',
    type: 'ROWS',
    bytes: gigabyte,
    ...more,
  };
}

function paths(more: Partial<PlacementWish> = {}): string[] {
  return placeFiles([data, log], wish(more)).map(({ path }) => path);
}

describe('Files of a restored database', () => {
  it('go where they were', () => {
    assert.deepEqual(paths(), ['D:\\Old\\LcsCDR.mdf', 'E:\\Old\\LcsCDR.ldf']);
  });

  it('go over the files of the database that is there, also under other logical names', () => {
    const existing = [
      serverFile({ logical: 'LcsCDR_data', physical: 'F:\\New\\LcsCDR.mdf' }),
      serverFile({ logical: 'other_log', type: 'LOG', id: 2, physical: 'G:\\New\\log.ldf' }),
    ];
    assert.deepEqual(paths({ existing }), ['F:\\New\\LcsCDR.mdf', 'G:\\New\\log.ldf']);
  });

  it('go to the folders named, logs to the data folder where no other is', () => {
    assert.deepEqual(paths({ dataFolder: 'X:/Data/', logFolder: 'Y:\\Log' }), [
      'X:\\Data\\LcsCDR.mdf',
      'Y:\\Log\\LcsCDR.ldf',
    ]);
    assert.deepEqual(paths({ dataFolder: 'X:\\Data' }), [
      'X:\\Data\\LcsCDR.mdf',
      'X:\\Data\\LcsCDR.ldf',
    ]);
  });

  it('get another name under another name of the database', () => {
    assert.deepEqual(paths({ target: 'Copy' }), ['D:\\Old\\Copy.mdf', 'E:\\Old\\Copy.ldf']);
    const odd = { ...data, physical: 'D:\\Old\\primary.mdf' };
    const [place] = placeFiles([odd], wish({ target: 'a:b' }));
    assert.equal(place?.path, 'D:\\Old\\a_b_primary.mdf');
  });

  it('go where "move" sends them, by logical name in any letter case', () => {
    assert.equal(paths({ move: { LCSCDR_DATA: 'Z:/m.mdf' } })[0], 'Z:\\m.mdf');
    assert.deepEqual(unknownMoves([data], { nothing: 'Z:\\m.mdf' }), ['nothing']);
  });

  it('never go over a file of another database, nor two to one path', () => {
    const placed = placeFiles([data, log], wish({ move: { LcsCDR_log: 'd:\\old\\LCSCDR.mdf' } }));
    const files = [serverFile({ physical: 'D:\\OLD\\lcscdr.mdf' })];
    assert.deepEqual(
      placeConflicts(placed, 9, files).map(({ kind }) => kind),
      ['owned', 'owned'],
    );
    assert.deepEqual(
      placeConflicts(placed, 7, files).map(({ kind }) => kind),
      ['twice'],
    );
    assert.ok(samePath('D:\\a\\b', 'd:/A//B'));
  });

  it('need room by their restored size, less what they replace, on the right volume', () => {
    const placed = placeFiles([data, log], wish());
    const volumes = [
      { mount: 'D:\\', free: 3 * gigabyte },
      { mount: 'D:\\Old\\', free: 2 * gigabyte },
      { mount: 'E:\\', free: 9 * gigabyte },
    ];
    const needs = volumeNeeds(placed, [], volumes);
    assert.deepEqual(
      needs.map(({ mount, needed }) => [mount, needed / gigabyte]),
      [
        ['D:\\Old\\', 4],
        ['E:\\', 1],
      ],
    );
    assert.deepEqual(
      tooSmall(needs).map(({ mount }) => mount),
      ['D:\\Old\\'],
    );
    const replaced = [serverFile({ physical: 'D:\\Old\\LcsCDR.mdf', bytes: 3 * gigabyte })];
    assert.deepEqual(tooSmall(volumeNeeds(placed, replaced, volumes)), []);
  });

  it('are not refused for a volume of which the server does not tell', () => {
    const placed = placeFiles([data], wish({ dataFolder: '\\\\nas\\sql' }));
    const needs = volumeNeeds(placed, [], []);
    assert.equal(needs[0]?.free, undefined);
    assert.deepEqual(tooSmall(needs), []);
  });
});
