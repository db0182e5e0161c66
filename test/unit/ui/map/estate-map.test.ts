import assert from 'node:assert/strict';
import type { Estate } from '../../../../src/estate/model.ts';
import { readEstate } from '../../../../src/estate/read.ts';
import { emptyState } from '../../../../src/log/state.ts';
import { readRunbook } from '../../../../src/runbook/read.ts';
import type { MapItem } from '../../../../src/ui/map-page.ts';
import { estateMap } from '../../../../src/ui/map/estate-map.ts';
import { mapPageOf, runOf, stagesOf } from '../../../../src/ui/map/map-page-of.ts';

const text = String.raw`
name: Contoso
domain: contoso.com
sip-domains: [contoso.com]
central-management: pool01.contoso.com
sites: [{ name: Paris }, { name: Rome }]
pools:
  - fqdn: pool01.contoso.com
    site: Paris
    type: enterprise
    servers: [fe01.contoso.com, fe02.contoso.com]
    sql: be01.contoso.com\rtc
    file-store: \\fs01.contoso.com\LyncShare
    stores: [{ kind: central-management, sql: 'be01.contoso.com\rtc' }]
  - fqdn: edge01.contoso.com
    site: Paris
    type: edge
    servers: [edge01.contoso.com]
    next-hop: pool01.contoso.com
  - fqdn: se01.contoso.com
    site: Rome
    type: standard-edition
    servers: [se01.contoso.com]
    sql: se01.contoso.com\rtc
servers:
  - { fqdn: fe01.contoso.com, site: Paris, roles: [FrontEnd] }
  - { fqdn: fe02.contoso.com, site: Paris, roles: [FrontEnd] }
  - { fqdn: be01.contoso.com, site: Paris, roles: [BackEnd] }
  - { fqdn: fs01.contoso.com, site: Paris, roles: [FileServer] }
  - { fqdn: edge01.contoso.com, site: Paris, roles: [Edge] }
  - { fqdn: se01.contoso.com, site: Rome, roles: [StandardEdition] }
sql:
  - { instance: 'be01.contoso.com\rtc', databases: [rtcxds, xds] }
  - { instance: 'se01.contoso.com\rtc', databases: [rtcxds] }
file-stores:
  - { path: '\\fs01.contoso.com\LyncShare', pool: pool01.contoso.com, server: fs01.contoso.com }
external: [{ fqdn: wac01.contoso.com, kind: office-web-apps }]
`;

function estateOf(yaml: string): Estate {
  return readEstate(new TextEncoder().encode(yaml), '/e/estate.yaml');
}

function all(items: readonly MapItem[]): MapItem[] {
  return items.flatMap(item => [item, ...all(item.parts)]);
}

function drawn(lost: readonly string[]): Map<string, MapItem> {
  const sites = estateMap(estateOf(text), lost);
  return new Map(sites.flatMap(site => all(site.items)).map(item => [item.name, item]));
}

describe('the map of an estate', () => {
  it('has each pool, server, instance, store and outside system once, in its site', () => {
    const sites = estateMap(estateOf(text), []);
    assert.deepEqual(
      sites.map(({ name, items }) => [name, items.map(item => item.name)]),
      [
        [
          'Paris',
          ['pool01.contoso.com', 'edge01.contoso.com', 'be01.contoso.com', 'fs01.contoso.com'],
        ],
        ['Rome', ['se01.contoso.com']],
        ['Outside the sites', ['wac01.contoso.com']],
      ],
    );
    const names = sites.flatMap(site => all(site.items)).map(item => item.name);
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.includes('fe02.contoso.com'));
    assert.ok(names.includes('be01.contoso.com\\rtc'));
  });

  it('says what each thing needs and what needs it, with why', () => {
    const back = drawn([]).get('be01.contoso.com\\rtc');
    assert.ok(back !== undefined);
    assert.ok(back.neededBy.some(({ name }) => name === 'pool01.contoso.com'));
    assert.ok(back.needs.some(({ name }) => name === 'be01.contoso.com'));
  });

  it('shows what a loss stops, what goes on with less, and what is untouched', () => {
    const items = drawn(['be01.contoso.com']);
    assert.equal(items.get('be01.contoso.com')?.fate, 'lost');
    assert.equal(items.get('pool01.contoso.com')?.fate, 'stops');
    assert.match(items.get('pool01.contoso.com')?.fateText ?? '', /be01\.contoso\.com/);
    assert.equal(items.get('se01.contoso.com')?.fate, 'suffers');
    assert.equal(items.get('wac01.contoso.com')?.fate, 'whole');
  });

  it('takes a lost pool as the loss of its members', () => {
    const items = drawn(['pool01.contoso.com']);
    assert.equal(items.get('fe01.contoso.com')?.fate, 'lost');
    assert.equal(items.get('be01.contoso.com')?.fate, 'whole');
  });
});

describe('the order of recovery on the map', () => {
  it('is empty while nothing is lost', () => {
    assert.deepEqual(stagesOf(estateOf(text), []), []);
  });

  it('brings the back end before the Front Ends and these before the Edge', () => {
    const page = mapPageOf(
      estateOf(text),
      ['pool01.contoso.com', 'be01.contoso.com', 'edge01.contoso.com'],
      undefined,
    );
    const order = page.stages.flatMap(({ servers }) => servers);
    assert.deepEqual(order, [
      'be01.contoso.com',
      'fe01.contoso.com',
      'fe02.contoso.com',
      'edge01.contoso.com',
    ]);
  });
});

describe('the progress of a run on the map', () => {
  it('has every step of the runbook with what it waits for and how it stands', () => {
    const file =
      '---\ntitle: R\n---\n\n```powershell {#a}\n1\n```\n\n```powershell {#b requires=a}\n2\n```\n';
    const { steps } = readRunbook(new TextEncoder().encode(file), 'r.runbook.md');
    const done = {
      step: 'a',
      outcome: 'succeeded',
      attempts: 1,
      durationMs: 4200,
      waitingMs: 0,
    } as const;
    const run = runOf(steps, { ...emptyState(), steps: new Map([['a', done]]) });
    assert.equal(run.progress, '1 of 2 steps done');
    assert.deepEqual(
      run.steps.map(({ id, outcome, requires, time }) => [id, outcome, requires, time]),
      [
        ['a', 'succeeded', [], '4.2 s'],
        ['b', 'pending', ['a'], ''],
      ],
    );
  });
});
