import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { findPool, findServer } from '../../../src/estate/lookup.ts';
import { readEstate } from '../../../src/estate/read.ts';
import { Workplace } from '../cli/program.ts';

describe('the topology of a running estate', () => {
  let place: Workplace;
  const live = (...words: string[]): ReturnType<Workplace['run']> =>
    place.run('estate', ...words, '--yes');

  before(async () => {
    place = await Workplace.make();
    const made = await place.run('practice', 'create', place.path('estate'), '--estate', 'full');
    assert.equal(made.status, 0, made.err);
  });

  after(() => place[Symbol.asyncDispose]());

  it('is imported from the management shell of a server: every site, pool, server and instance', async () => {
    const file = place.path('imported.yaml');
    const words = ['--estate', place.estate, '--out', file];
    const { status, out, err } = await live('import', '--live', 'fe01.contoso.com', ...words);
    assert.equal(status, 0, out + err);
    assert.match(err, /Read: 2 sites, 8 pools, 19 servers, 8 SQL Server instances\./);
    assert.doesNotMatch(err, /Not understood/);
    const estate = readEstate(await readFile(file), file);
    assert.equal(estate.kind, 'live');
    assert.equal(estate.centralManagement, 'se01.contoso.com');
    assert.deepEqual(findPool(estate, 'pool01.contoso.com')?.servers, [
      'fe01.contoso.com',
      'fe02.contoso.com',
      'fe03.contoso.com',
    ]);
    assert.deepEqual(findServer(estate, 'edge01.contoso.com')?.roles, ['Edge']);
  });

  it('says the same as the estate file that the estate was made with', async () => {
    const { status, out, err } = await live('diff', place.estate, '--live', 'fe01.contoso.com');
    assert.equal(out, 'The estate file and the topology say the same.\n', err);
    assert.equal(status, 0);
  });

  it('shows what an estate file says otherwise, with status 1', async () => {
    const text = await readFile(place.estate, 'utf8');
    const address = findServer(
      readEstate(Buffer.from(text), place.estate),
      'sqlmon01.contoso.com',
    )?.address;
    assert.ok(address !== undefined);
    const other = await place.write('estate/other.yaml', text.replace(address, '10.99.0.1'));
    const { status, out, err } = await live('diff', other, '--live', 'fe01.contoso.com');
    assert.equal(status, 1, err);
    assert.equal(
      out,
      `~ Server sqlmon01.contoso.com, address: the file says 10.99.0.1, the topology ${address}.\n`,
    );
  });

  it('cannot be had from a lost server, and nothing is written', async () => {
    await place.run('practice', 'lose', 'fe02.contoso.com', '--estate', place.estate);
    const file = place.path('not-written.yaml');
    const words = ['--estate', place.estate, '--out', file];
    const { status, err } = await live('import', '--live', 'fe02.contoso.com', ...words);
    assert.equal(status, 1);
    assert.match(err, /The server fe02\.contoso\.com does not answer\./);
    await assert.rejects(readFile(file), { code: 'ENOENT' });
  });
});
