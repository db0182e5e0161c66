import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estateCommand } from '../../../src/cli/commands/estate.ts';
import { findServer, findSqlInstance } from '../../../src/estate/lookup.ts';
import { readEstate } from '../../../src/estate/read.ts';
import { runCommandLine, type Ran } from '../../unit/cli/in-process.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures', 'topology');

describe('recovery-runbooks estate', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const estateOf = async (name: string): ReturnType<typeof readEstateOf> => readEstateOf(at(name));

  async function readEstateOf(file: string): Promise<ReturnType<typeof readEstate>> {
    return readEstate(await readFile(file), file);
  }

  function run(...words: string[]): Promise<Ran> {
    const nobody = (): Promise<never> => Promise.reject(new Error('no server is asked'));
    const services = { liveTopology: nobody, check: nobody };
    return runCommandLine([estateCommand(services)], folder, ['estate', ...words]);
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recovery-import-'));
    await copyFile(join(fixtures, 'two-sites.xml'), at('Topology.xml'));
    await copyFile(join(fixtures, 'contoso.tbxml'), at('contoso.tbxml'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('import writes an estate file that reads without a finding, and says what was not understood', async () => {
    const { status, out, err } = await run('import', 'Topology.xml', '--out', 'estate.yaml');
    assert.equal(status, 0, err);
    assert.equal(out, '');
    assert.match(err, /Read: 3 sites, 9 pools, 20 servers, 6 SQL Server instances\./);
    assert.match(err, /Not understood: 1\n {2}The role `HologramServer`/);
    assert.match(err, /estate\.yaml is written/);
    assert.equal((await estateOf('estate.yaml')).pools.length, 9);
    const shown = await run('show', 'estate.yaml');
    assert.match(
      shown.out,
      /pool01\.contoso\.com {2}enterprise .* paired with pool02\.contoso\.com/,
    );
    assert.match(shown.out, /be01\.contoso\.com\\rtc {2}mirror be02\.contoso\.com\\rtc/);
  });

  it('import without --out prints the file', async () => {
    const { status, out } = await run('import', 'Topology.xml');
    assert.equal(status, 0);
    assert.equal(readEstate(Buffer.from(out), '/e.yaml').pools.length, 9);
  });

  it('import says that a file of Topology Builder was never published', async () => {
    const { err } = await run('import', 'contoso.tbxml', '--out', 'e.yaml');
    assert.match(err, /changes in Topology Builder that were never published/);
  });

  it('show --json gives the whole model', async () => {
    await run('import', 'Topology.xml', '--out', 'estate.yaml');
    const { out } = await run('show', '--json');
    const model: unknown = JSON.parse(out);
    assert.deepEqual(model, JSON.parse(JSON.stringify(await estateOf('estate.yaml'))));
  });

  it('import never replaces a file unasked, and shows the differences', async () => {
    const own = 'name: Mine\nservers: [{fqdn: se01.contoso.com, roles: [StandardEdition]}]\n';
    await writeFile(at('estate.yaml'), own);
    const { status, out, err } = await run('import', 'Topology.xml', '--out', 'estate.yaml');
    assert.equal(status, 3);
    assert.match(out, /^\+ Pool pool01\.contoso\.com: in the topology, not in the file\.$/m);
    assert.match(err, /The estate file is there already\./);
    assert.equal(await readFile(at('estate.yaml'), 'utf8'), own);
  });

  it('import --replace keeps what a person completed, and the old file', async () => {
    await run('import', 'Topology.xml', '--out', 'estate.yaml');
    const text = (await readFile(at('estate.yaml'), 'utf8'))
      .replace(
        'name: contoso.com',
        "name: Contoso\nbackup: {location: '\\\\bk01\\Backup', rpo: 24h}",
      )
      .replace(
        'roles: [StandardEdition]\n    address: 10.20.0.11\n    shell: winrm',
        'roles: [StandardEdition]\n    address: 10.20.0.11\n    shell: {ssh: {user: op}}\n    certificates: [{use: [Default], subject: CN=se01}]',
      )
      .replace('instance: se01.contoso.com\\rtc', 'instance: se01.contoso.com\\rtc\n    port: 1500')
      .replace(
        'servers:\n  - fqdn: fe01',
        'servers:\n  - {fqdn: bk01, site: Paris, roles: [BackupHost]}\n  - fqdn: fe01',
      );
    await writeFile(at('estate.yaml'), text);
    const topology = await readFile(at('Topology.xml'), 'utf8');
    await writeFile(
      at('Topology.xml'),
      topology.replaceAll('fe03.contoso.com', 'fe04.contoso.com'),
    );

    const { status, out, err } = await run(
      'import',
      'Topology.xml',
      '--out',
      'estate.yaml',
      '--replace',
    );
    assert.equal(status, 0, err);
    assert.deepEqual(out.trim().split('\n'), [
      '~ Pool pool01.contoso.com, servers: the file says fe01.contoso.com, fe02.contoso.com, fe03.contoso.com, the topology fe01.contoso.com, fe02.contoso.com, fe04.contoso.com.',
      '+ Server fe04.contoso.com: in the topology, not in the file.',
      '- Server fe03.contoso.com: in the file, not in the topology.',
    ]);
    const estate = await estateOf('estate.yaml');
    assert.equal(estate.name, 'Contoso');
    assert.equal(estate.backup?.location, '\\\\bk01\\Backup');
    const server = findServer(estate, 'se01.contoso.com');
    assert.equal(server?.shell?.transport, 'ssh');
    assert.equal(server.certificates[0]?.subject, 'CN=se01');
    assert.equal(findSqlInstance(estate, 'se01.contoso.com\\rtc')?.settings.port, 1500);
    assert.ok(findServer(estate, 'bk01'));
    assert.ok(findServer(estate, 'fe04.contoso.com'));
    assert.equal(findServer(estate, 'fe03.contoso.com'), undefined);
    assert.equal(await readFile(at('estate.yaml.previous'), 'utf8'), text);
    assert.deepEqual((await readdir(folder)).toSorted(), [
      'Topology.xml',
      'contoso.tbxml',
      'estate.yaml',
      'estate.yaml.previous',
    ]);
  });

  it('diff ends with 0 where both say the same, with 1 and a line for each difference else', async () => {
    await run('import', 'Topology.xml', '--out', 'estate.yaml');
    assert.deepEqual(await run('diff', 'estate.yaml', 'Topology.xml'), {
      status: 0,
      out: 'The estate file and the topology say the same.\n',
      err: '',
    });
    const text = (await readFile(at('estate.yaml'), 'utf8'))
      .replace('paired-with: pool02.contoso.com', '')
      .replace('paired-with: pool01.contoso.com', '')
      .replace('mirror: be02.contoso.com\\rtc', '')
      .replace('  - fqdn: gw01.contoso.com\n    kind: pstn-gateway\n', '')
      .replace('central-management: pool01', 'central-management: pool02');
    await writeFile(at('estate.yaml'), text);
    const { status, out } = await run('diff', 'estate.yaml', 'Topology.xml', '--json');
    assert.equal(status, 1);
    const found: unknown = JSON.parse(out);
    assert.ok(typeof found === 'object' && found !== null && 'differences' in found);
    assert.ok(Array.isArray(found.differences));
    const lines = found.differences.map((each: unknown) => JSON.stringify(each));
    for (const wanted of [
      /"estate".*"central-management","file":"pool02\.contoso\.com","topology":"pool01\.contoso\.com"/,
      /"pool".*"pool01\.contoso\.com","key":"paired-with","file":"","topology":"pool02/,
      /"sql".*"key":"mirror","file":"","topology":"be02/,
      /"added","kind":"external","name":"gw01/,
    ]) {
      assert.ok(
        lines.some(line => wanted.test(line)),
        String(wanted),
      );
    }
  });

  it('tells of a topology that cannot be read, and writes nothing', async () => {
    await writeFile(at('Users.xml'), '<Users/>');
    const { status, err } = await run('import', 'Users.xml', '--out', 'estate.yaml');
    assert.equal(status, 2);
    assert.match(err, /holds no topology; its root element is Users/);
    assert.equal((await run('import', 'none.xml')).status, 2);
    assert.equal((await run('import')).status, 2);
    assert.ok(!(await readdir(folder)).includes('estate.yaml'));
  });
});
