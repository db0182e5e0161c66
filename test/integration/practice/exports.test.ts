import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { clearFaults, faultKinds, injectFault } from '../../../src/practice/loss/faults.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import { countingRandom } from '../../unit/practice/chance.ts';
import { backUp, backupPath, newEstate, runOn } from './practice-server.ts';

const openZip = promisify<Buffer, { lazyEntries: true }, ZipFile>(fromBuffer);

async function textsOf(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await openZip(bytes, { lazyEntries: true });
  const texts = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      zip.openReadStream(entry, (error, stream) => {
        if (error) {
          reject(error);
          return;
        }
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          texts.set(entry.fileName, Buffer.concat(parts).toString('utf8'));
          zip.readEntry();
        });
      });
    });
    zip.on('end', resolve);
    zip.on('error', reject);
    zip.readEntry();
  });
  return texts;
}

describe('exports of a practice server', function () {
  this.timeout(120_000);
  let store: PracticeStore;
  let remove: () => Promise<void>;
  const set = (): string => join(store.layout.share('bk01.contoso.com', 'LyncBackup'), 'set');

  before(async () => {
    ({ store, remove } = await newEstate());
    const { output, errors } = await backUp(store, 'bk01.contoso.com');
    assert.equal(`${output}${errors}`, '', 'exports say nothing when they worked');
  });
  after(() => remove());

  it('are zip files that hold XML documents', async () => {
    const names = (await readdir(set())).sort();
    assert.deepEqual(names, [
      'CsConfig.zip',
      'CsLis.zip',
      'se01.contoso.com-Rgs.zip',
      'se01.contoso.com-UserData.zip',
      'se02.contoso.com-Rgs.zip',
      'se02.contoso.com-UserData.zip',
    ]);
    for (const name of names) {
      const texts = await textsOf(await readFile(join(set(), name)));
      const documents = [...texts].filter(([entry]) => entry.endsWith('.xml'));
      assert.ok(documents.length >= 2, name);
      for (const [, text] of documents) assert.match(text, /^<\?xml /u);
    }
  });

  it('carry the topology, policies, contacts in every script, and audio', async () => {
    const configuration = await textsOf(await readFile(join(set(), 'CsConfig.zip')));
    const items = configuration.get('DocItemSet.xml') ?? '';
    assert.match(items, /<Topology [^>]*Topology\.2008/u);
    assert.match(items, /VoicePolicy:Tag:Executives/u);
    assert.doesNotMatch(items, /CpsConfiguration/u, 'Call Park settings are in no export');
    const users = await textsOf(await readFile(join(set(), 'se01.contoso.com-UserData.zip')));
    assert.match(users.get('DocItemSet.xml') ?? '', /田中/u);
    const groups = await textsOf(await readFile(join(set(), 'se01.contoso.com-Rgs.zip')));
    assert.ok([...groups.keys()].includes('RGS_AUDIO/welcome.wav'));
  });

  it('fail where the file exists, and leave it as it was', async () => {
    const file = join(set(), 'se01.contoso.com-Rgs.zip');
    const { mtimeMs, size } = await stat(file);
    const { errors } = await runOn(
      store,
      'se01.contoso.com',
      `Import-Module Lync
Export-CsRgsConfiguration -Source service:ApplicationServer:se01.contoso.com -FileName '${backupPath}\\se01.contoso.com-Rgs.zip' -Force
Export-CsConfiguration -FileName '${backupPath}\\CsConfig.zip'
Export-CsLisConfiguration -FileName '${backupPath}\\CsLis.zip'
Export-CsUserData -PoolFqdn se01.contoso.com -FileName '${backupPath}\\se01.contoso.com-UserData.zip'`,
    );
    assert.equal(errors.match(/already exists/gu)?.length, 4, errors);
    const after = await stat(file);
    assert.deepEqual([after.mtimeMs, after.size], [mtimeMs, size]);
  });

  it('leave half a file behind when the disk is full, and say so', async () => {
    const kind = faultKinds.find(one => one.name === 'backup-full');
    assert.ok(kind);
    await injectFault(store, { kind, target: '', detail: '', times: 1 }, countingRandom());
    const { errors } = await runOn(
      store,
      'se01.contoso.com',
      `Import-Module Lync; Export-CsConfiguration -FileName '${backupPath}\\Full.zip'`,
    );
    assert.match(errors, /not enough space on the disk/u);
    await assert.rejects(textsOf(await readFile(join(set(), 'Full.zip'))));
    await clearFaults(store, undefined);
  });

  it('are refused by an import of another kind, and so is a damaged file', async () => {
    const { errors } = await runOn(
      store,
      'se01.contoso.com',
      `Import-Module Lync
Import-CsLisConfiguration -FileName '${backupPath}\\CsConfig.zip'
Import-CsConfiguration -FileName '${backupPath}\\Full.zip'
Import-CsConfiguration -FileName '${backupPath}\\Missing.zip'`,
    );
    assert.match(errors, /does not hold what this cmdlet imports \(Locations\)/u);
    assert.match(errors, /not a valid export/u);
    assert.match(errors, /Could not find file/u);
  });

  it('need the share, the folder, and the right group', async () => {
    const rights = faultKinds.find(one => one.name === 'no-rights');
    assert.ok(rights);
    const { errors } = await runOn(
      store,
      'se01.contoso.com',
      `Import-Module Lync
Export-CsConfiguration -FileName '\\\\bk01.contoso.com\\NoShare\\a.zip'
Export-CsConfiguration -FileName '${backupPath}\\no\\such\\folder\\a.zip'`,
    );
    assert.match(errors, /network name cannot be found/u);
    assert.match(errors, /Could not find a part of the path/u);
    const request = { kind: rights, target: '', detail: 'RTCUniversalServerAdmins', times: -1 };
    await injectFault(store, request, countingRandom());
    const refused = await runOn(
      store,
      'se01.contoso.com',
      `Import-Module Lync; Export-CsConfiguration -FileName '${backupPath}\\b.zip'`,
    );
    assert.match(refused.errors, /not a member of RTCUniversalServerAdmins/u);
    await clearFaults(store, undefined);
  });
});
