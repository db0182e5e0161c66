import fc from 'fast-check';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Problem } from '../../../../src/errors/problem.ts';
import { checkEstate } from '../../../../src/estate/read.ts';
import type { ImportedEstate } from '../../../../src/estate/topology/imported.ts';
import { readTopology } from '../../../../src/estate/topology/read.ts';
import { understand } from '../../../../src/estate/topology/understand.ts';
import { importedText } from '../../../../src/estate/topology/yaml-text.ts';
import { zipOf } from './zips.ts';

const namespace = 'urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008';
const twoSites = readFileSync(
  new URL('../../../fixtures/topology/two-sites.xml', import.meta.url),
  'utf8',
);

async function imported(text: string | Uint8Array): Promise<ImportedEstate> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return understand(await readTopology(bytes, 'T.xml'));
}

async function problemOf(text: string | Uint8Array): Promise<Problem> {
  try {
    await imported(text);
  } catch (thrown) {
    assert.ok(thrown instanceof Problem, String(thrown));
    return thrown;
  }
  throw new Error('nothing was refused');
}

/** Findings of the file that an import would write. */
function findings(found: ImportedEstate): unknown[] {
  return [...checkEstate(Buffer.from(importedText(found)), '/e/estate.yaml').findings];
}

/** A topology with one cluster and what else is given. */
function topology(clusters: string, services = '', instances = ''): string {
  return `<Topology xmlns="${namespace}"><Sites><CentralSite SiteId="1"><Name>Paris</Name></CentralSite></Sites><Clusters>${clusters}</Clusters><SqlInstances>${instances}</SqlInstances><Services>${services}</Services></Topology>`;
}

function cluster(fqdn: string, number: number, machines = '<Machine/>'): string {
  return `<Cluster Fqdn="${fqdn}" RequiresReplication="true" RequiresSetup="true"><ClusterId SiteId="1" Number="${number}"/>${machines}</Cluster>`;
}

function service(role: string, number: number, more = '', version = 6): string {
  return `<Service ServiceVersion="${version}"><ServiceId SiteId="1" RoleName="${role}" Instance="${number}"/><InstalledOn><ClusterId SiteId="1" Number="${number}"/></InstalledOn>${more}</Service>`;
}

describe('a topology with missing or unknown parts', () => {
  it('is read as far as it goes when it is empty', async () => {
    const found = await imported(`<Topology xmlns="${namespace}"/>`);
    assert.deepEqual(found.pools, []);
    assert.deepEqual(findings(found), []);
  });

  it('lists roles, elements, versions and references that are not known', async () => {
    const found = await imported(
      topology(
        cluster('a.contoso.com', 1),
        service('Teleporter', 1) + service('EdgeServer', 1, '', 42) + service('Registrar', 7),
      ).replace('</Services>', '</Services><Weather/>'),
    );
    assert.deepEqual(
      found.notUnderstood.map(line => line.replace(/ \(.*?\)/, '')),
      [
        'The element Weather in line 1 is not known.',
        'The role `Teleporter` on a.contoso.com is not known.',
        'The role Registrar is on no known host.',
        'The version 42 of a.contoso.com is not known.',
      ],
    );
    assert.deepEqual(findings(found), []);
  });

  it('names each version of the product', async () => {
    const versions = ['2010', '2013', '2015', '2019', 'SE'];
    const found = await imported(
      topology(
        versions.map((_, i) => cluster(`m${i}.contoso.com`, i + 1)).join(''),
        versions.map((_, i) => service('MediationServer', i + 1, '', i + 5)).join(''),
      ),
    );
    assert.deepEqual(
      found.pools.map(({ version }) => version),
      versions,
    );
  });

  it('keeps a pool without a user store, under another type', async () => {
    const found = await imported(topology(cluster('p.contoso.com', 1), service('UserServices', 1)));
    assert.equal(found.pools[0]?.type, 'other');
    assert.deepEqual(found.notUnderstood, [
      'The pool p.contoso.com names no user store, so its type is `other`.',
    ]);
    assert.deepEqual(findings(found), []);
  });

  it('leaves out names that are no DNS names, and says so; they harm nothing', async () => {
    const name = 'a&apos;; Remove-Item *';
    const found = await imported(
      topology(cluster(name, 1) + cluster('b', 2, `<Machine Fqdn="${name}"/><Machine Fqdn="c"/>`)),
    );
    assert.deepEqual(
      found.pools.map(({ fqdn, servers }) => [fqdn, servers]),
      [['b', ['c']]],
    );
    assert.deepEqual(found.notUnderstood, [
      "The cluster `a'; Remove-Item *` (Cluster in line 1) has a name that is no DNS name.",
      "A member of b, `a'; Remove-Item *`, has a name that is no DNS name.",
    ]);
    assert.deepEqual(findings(found), []);
  });

  it('never lets a text of the document out of its line, or look like a password', async () => {
    const role = 'x&#10;servers: [{fqdn: evil}] password=secret';
    const found = await imported(
      topology(cluster('a', 1), service(role, 1)).replace('Paris', 'Par&#10;# is\npwd=x'),
    );
    assert.deepEqual(findings(found), []);
    assert.deepEqual(found.sites, ['Par # is pwd:x']);
    assert.deepEqual(
      found.servers.map(({ fqdn }) => fqdn),
      ['a'],
    );
  });

  it('keeps a member of two clusters in the first', async () => {
    const found = await imported(
      topology(
        cluster('p', 1, '<Machine Fqdn="m"/>') +
          cluster('q', 2, '<Machine Fqdn="M"/><Machine Fqdn="n"/>'),
        service('EdgeServer', 1) + service('EdgeServer', 2),
      ),
    );
    assert.deepEqual(
      found.pools.map(({ servers }) => servers),
      [['m'], ['n']],
    );
    assert.deepEqual(found.notUnderstood, ['M is a member of q, and of another cluster too.']);
    assert.deepEqual(findings(found), []);
  });

  it('gives two sites of one name two names', async () => {
    const found = await imported(
      topology('').replace(
        '</Sites>',
        '<CentralSite SiteId="2"><Name>paris</Name></CentralSite></Sites>',
      ),
    );
    assert.deepEqual(found.sites, ['Paris', 'paris (2)']);
  });
});

describe('a topology that is refused', () => {
  it('has two active Central Management stores; the second is shown', async () => {
    const problem = await problemOf(
      topology(
        cluster('a', 1) + cluster('b', 2),
        `${service('CentralMgmt', 1)}\n${service('CentralMgmt', 2)}`,
      ),
    );
    assert.equal(problem.code, 'TOPOLOGY-TWO-STORES');
    assert.equal(problem.kind, 'refused');
    assert.match(problem.data.where ?? '', /^T\.xml:2:\d+$/);
    assert.match(problem.message, /a and b/);
  });

  const cases: readonly (readonly [
    title: string,
    bytes: string | Uint8Array,
    code: string,
    text: RegExp,
  ])[] = [
    ['is empty', '', 'TOPOLOGY-NOT-XML', /no sound XML/],
    ['has another root element', '<Users/>', 'TOPOLOGY-NONE', /its root element is Users/],
    [
      'has the right name in another namespace',
      '<Topology xmlns="urn:x"/>',
      'TOPOLOGY-NONE',
      /root element is Topology/,
    ],
    ['is cut off', twoSites.slice(0, 5000), 'TOPOLOGY-NOT-XML', /no sound XML/],
    [
      'has a document type',
      '<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><t>&x;</t>',
      'TOPOLOGY-DOCTYPE',
      /DOCTYPE/,
    ],
    [
      'has an entity that nobody declared',
      `<Topology xmlns="${namespace}">&boom;</Topology>`,
      'TOPOLOGY-NOT-XML',
      /no sound XML/,
    ],
    [
      'is nested beyond measure',
      `<Topology xmlns="${namespace}">${'<a>'.repeat(5000)}`,
      'TOPOLOGY-NOT-XML',
      /no sound XML/,
    ],
    [
      'is no text in its encoding',
      Buffer.from([0x3c, 0xff, 0xfe, 0x80]),
      'TOPOLOGY-NOT-TEXT',
      /encoding utf-8/,
    ],
    [
      'claims an encoding that does not exist',
      '<?xml version="1.0" encoding="klingon"?><a/>',
      'TOPOLOGY-NOT-TEXT',
      /klingon/,
    ],
  ];
  for (const [title, bytes, code, text] of cases) {
    it(title, async () => {
      const problem = await problemOf(bytes);
      assert.equal(problem.code, code);
      assert.equal(problem.kind, 'usage');
      assert.match(problem.message, text);
      assert.match(problem.data.where ?? '', /^T\.xml/);
    });
  }
});

describe('the ZIP file of Export-CsConfiguration', () => {
  const inner = Buffer.from(
    `<DocItemSet xmlns="urn:x"><DocItem Name="urn:xds:Microsoft.Rtc.Management.Deploy.Topology.2008"><Data>${twoSites.replace(/^<\?xml.*\?>/, '')}</Data></DocItem><DocItem><Data><Other>${'x'.repeat(1000)}</Other></Data></DocItem></DocItemSet>`,
  );

  it('gives the topology inside its DocItemSet.xml', async () => {
    const bytes = zipOf([
      { name: 'Manifest.xml', content: Buffer.from('<m/>') },
      { name: 'DocItemSet.xml', content: inner },
    ]);
    const found = await imported(bytes);
    const plain = await imported(twoSites);
    assert.deepEqual(found.pools, plain.pools);
    assert.equal(found.source, 'T.xml!DocItemSet.xml');
  });

  const refused: readonly (readonly [title: string, bytes: Uint8Array, text: RegExp])[] = [
    ['holds no such document', zipOf([{ name: 'a.xml', content: inner }]), /no DocItemSet\.xml/],
    ['holds nothing', zipOf([]), /no DocItemSet\.xml/],
    ['is encrypted', zipOf([{ name: 'DocItemSet.xml', content: inner, flags: 1 }]), /encrypted/],
    [
      'claims to unpack to gigabytes',
      zipOf([{ name: 'DocItemSet.xml', content: inner, claims: 4_000_000_000 }]),
      /unpacks to more/,
    ],
    [
      'unpacks to more than it claims',
      zipOf([{ name: 'DocItemSet.xml', content: Buffer.alloc(5_000_000), claims: 10 }]),
      /damaged/,
    ],
    [
      'holds names that lead elsewhere',
      zipOf([{ name: '../../DocItemSet.xml', content: inner }]),
      /damaged/,
    ],
    [
      'holds thousands of files',
      zipOf(Array.from({ length: 1001 }, (_, i) => ({ name: `${i}`, content: Buffer.alloc(0) }))),
      /more files/,
    ],
    ['is cut off', zipOf([{ name: 'DocItemSet.xml', content: inner }]).subarray(0, 400), /damaged/],
  ];
  for (const [title, bytes, text] of refused) {
    it(`is refused when it ${title}`, async () => {
      const problem = await problemOf(bytes);
      assert.equal(problem.code, 'TOPOLOGY-ZIP');
      assert.match(problem.message, text);
    });
  }
});

describe('any input at all', () => {
  /** Runs an import; nothing but a problem may be thrown, and what is written must read without findings. */
  async function survives(bytes: Uint8Array): Promise<void> {
    let found: ImportedEstate;
    try {
      found = await imported(bytes);
    } catch (thrown) {
      assert.ok(thrown instanceof Problem, String(thrown));
      return;
    }
    assert.deepEqual(findings(found), []);
  }

  it('is imported or refused with a problem: random bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), survives), {
      numRuns: 200,
    });
  });

  it('is imported or refused with a problem: a topology with text changed at random', async () => {
    const lines = twoSites.split('\n');
    const change = fc.record({
      line: fc.nat(lines.length - 1),
      from: fc.constantFrom(
        'contoso',
        '"1"',
        '"2"',
        'rtc',
        'Registrar',
        'Store',
        'true',
        'be01',
        'fe01',
        'Default',
        'Fqdn="',
        '/>',
      ),
      to: fc.oneof(
        fc.constantFrom(
          '',
          'pool01',
          '3',
          'Mirror',
          'BackupRegistrar',
          'UserStore',
          'false',
          'be02',
          '&#9;',
          'pwd=x',
          '-',
          ': "',
          'x'.repeat(300),
        ),
        fc.string({ maxLength: 8 }),
      ),
    });
    const property = fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 25 }),
      async changes => {
        const copy = [...lines];
        for (const { line, from, to } of changes)
          copy[line] = (copy[line] ?? '').replace(from, () => to);
        await survives(Buffer.from(copy.join('\n')));
      },
    );
    await fc.assert(property, { numRuns: 150 });
  });

  it('is imported or refused with a problem: a topology without some of its lines', async () => {
    const lines = twoSites.split('\n');
    const blocks = lines.flatMap((line, i) =>
      /^ {4}<(?:Cluster|Service|SqlInstance) ?[A-Z>]?/.test(line) ? [i] : [],
    );
    const property = fc.asyncProperty(fc.subarray(blocks, { minLength: 1 }), async starts => {
      const gone = new Set<number>();
      for (const start of starts) {
        const name = /<(\w+)/.exec(lines[start] ?? '')?.[1] ?? '';
        const end = lines.findIndex((line, i) => i > start && line === `    </${name}>`);
        for (let i = start; i <= end; i++) gone.add(i);
      }
      await survives(Buffer.from(lines.filter((_, i) => !gone.has(i)).join('\n')));
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
