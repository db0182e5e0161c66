import assert from 'node:assert/strict';
import { checkEstateAside } from '../../../src/estate/read-aside.ts';
import { checkEstate } from '../../../src/estate/read.ts';

const servers = Array.from(
  { length: 300 },
  (_, i) => `  - {fqdn: fe${i}.contoso.com, shell: winrm}`,
);
const text = ['name: Large', 'servers:', ...servers, ''].join('\n');

describe('a large estate file that is read in a thread of its own', () => {
  it('gives the same estate', async () => {
    const bytes = Buffer.from(text);
    const found = await checkEstateAside(bytes, '/e/estate.yaml');
    assert.deepEqual(found, checkEstate(bytes, '/e/estate.yaml'));
    assert.equal(found.estate?.servers.length, 300);
  });

  it('gives the same findings', async () => {
    const bytes = Buffer.from(text.replace('fe7.', 'fe8.'));
    const { estate, findings } = await checkEstateAside(bytes, '/e/estate.yaml');
    assert.equal(estate, undefined);
    assert.deepEqual(
      findings.map(({ line, message }) => [line, message]),
      [[11, 'fe8.contoso.com stands here for the second time.']],
    );
  });

  it('leaves the caller free to work meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await checkEstateAside(Buffer.from(text), '/e/estate.yaml');
    clearInterval(timer);
    assert.ok(turns > 1);
  });
});
