import assert from 'node:assert/strict';
import { factUnknown } from '../../../src/errors/runbook.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { headerPanel } from '../../../src/ui/notebook/header-panel.ts';

const text = '---\ntitle: T\n---\n\n```step {#a expect=65m}\ncheck:\n  dns: x\n```\n';
const runbook = readRunbook(Buffer.from(text), 'a.runbook.md');

function takes(kind: 'practice' | 'live'): string | undefined {
  const estate = { name: 'Contoso', kind };
  const facts = { runbook, estate, run: undefined, driven: false, armed: false };
  const panel = headerPanel({ ...facts, values: new Map() });
  return panel.facts.find(({ label }) => label === 'Takes about')?.text;
}

describe('The header of a runbook', () => {
  it('says how long it takes on real servers, and that practice is shorter', () => {
    assert.equal(takes('live'), '1 h 5 min');
    assert.equal(takes('practice'), '1 h 5 min on real servers, a few minutes in practice');
  });
});

describe('A runbook whose default is the newest backup set', () => {
  it('says that there is none, not that the estate file lacks a key', () => {
    const { data } = factUnknown('estate.backup.newest-set');
    assert.match(data.what, /^There is no sealed backup set/);
    assert.match(data.next?.[0] ?? '', /^Take a backup first/);
    assert.match(factUnknown('estate.sites.x').data.what, /^The estate has no estate\.sites\.x/);
  });
});
