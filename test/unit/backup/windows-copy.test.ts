import assert from 'node:assert/strict';
import {
  failuresInLog,
  readRobocopyExit,
  robocopyArguments,
} from '../../../src/backup/copy/robocopy.ts';
import {
  carryWindowsExtras,
  streamsIn,
  type ProgramEnd,
  type WindowsTools,
} from '../../../src/backup/copy/windows-extras.ts';

const order = {
  from: '\\\\fs01\\LyncShare\\',
  to: 'D:\\backup\\set\\filestore',
  log: 'C:\\Temp\\r.log',
};

describe('robocopy', () => {
  it('is told to carry access lists over, to try twice, and never to delete', () => {
    const words = robocopyArguments(order);
    assert.deepEqual(words.slice(0, 2), ['\\\\fs01\\LyncShare', 'D:\\backup\\set\\filestore']);
    for (const word of ['/B', '/COPY:DATS', '/DCOPY:T', '/SECFIX', '/XL', '/XJ', '/R:2', '/W:5']) {
      assert.ok(words.includes(word), word);
    }
    assert.ok(!words.some(word => /^\/(?:MIR|PURGE|MOVE?|R:1000000)/i.test(word)));
    assert.equal(robocopyArguments({ ...order, from: 'E:\\' })[0], 'E:\\.');
  });

  for (const [status, expected] of [
    [0, 'ok'],
    [1, 'ok copied'],
    [3, 'ok copied extra'],
    [7, 'ok copied extra mismatched'],
    [8, 'failed'],
    [9, 'copied failed'],
    [16, 'fatal'],
    [-1, 'failed fatal'],
    [3221225786, 'failed fatal'],
  ] as const) {
    it(`that ends with ${status} says: ${expected}`, () => {
      const found = Object.entries(readRobocopyExit(status)).filter(([, is]) => is === true);
      assert.equal(found.map(([name]) => name).join(' '), expected);
    });
  }

  it('names in its log each file that it could not do, in the words of the system', () => {
    const log = [
      '\ufeff2026/11/22 02:00:00 ERROR 5 (0x00000005) Copying NTFS Security to Destination File \\\\fs01\\LyncShare\\a b.txt',
      'Access is denied.',
      'Waiting 5 seconds... Retrying...',
      '2026/11/22 02:00:05 ERROR 5 (0x00000005) Copying NTFS Security to Destination File \\\\fs01\\LyncShare\\A b.txt',
      'Access is denied.',
      '2026/11/22 02:00:05 ERREUR 32 (0x00000020) Copie du fichier C:\\x\\y',
      'Le processus ne peut pas acceder au fichier.',
    ].join('\r\n');
    assert.deepEqual(
      failuresInLog(log).map(({ path, number, text }) => `${path} ${number} ${text}`),
      [
        '\\\\fs01\\LyncShare\\A b.txt 5 Access is denied.',
        'C:\\x\\y 32 Le processus ne peut pas acceder au fichier.',
      ],
    );
  });
});

function tools(ends: readonly (ProgramEnd | undefined)[], log = ''): WindowsTools {
  const left = [...ends];
  return {
    run: () => Promise.resolve(left.shift()),
    takeLog: () => Promise.resolve(log),
    temporary: 'C:\\Temp',
    systemRoot: 'C:\\Windows',
  };
}

describe('what Windows keeps beside the content of files', () => {
  const extras = (parts: WindowsTools): Promise<readonly string[]> =>
    carryWindowsExtras(order.from, order.to, parts);
  const nothing = { status: 0, output: '' };

  it('is carried over in silence where robocopy did it and there are no streams', async () => {
    assert.deepEqual(await extras(tools([{ status: 3, output: '' }, nothing])), []);
  });

  it('is named where it was not: without robocopy, with failures, and each alternate stream', async () => {
    const none = await extras(tools([undefined, nothing]));
    assert.match(none.join(), /robocopy is not there/);
    const log = 'ERROR 5 (0x00000005) Copying File C:\\a\r\nAccess is denied.\r\n';
    const failed = await extras(tools([{ status: 8, output: '' }, nothing], log));
    assert.match(failed.join(), /C:\\a was not carried over: Access is denied\. \(5\)/);
    const fatal = await extras(tools([{ status: 16, output: 'Invalid Parameter' }, undefined]));
    assert.match(fatal.join('\n'), /ended with 16\. Invalid Parameter\n.*could not be looked at/);
    const listing =
      'C:\\a.doc|comments|12\r\nC:\\b|c.txt|Zone.Identifier|26\r\nC:\\b.txt|Zone.Identifier|26\r\n';
    const streams = await extras(tools([nothing, { status: 0, output: listing }]));
    assert.deepEqual(streams, ['Not copied: the alternate data stream C:\\a.doc:comments']);
    assert.deepEqual(streamsIn('\ufeffC:\\x|s|1'), ['C:\\x:s']);
  });
});
