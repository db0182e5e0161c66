import fc from 'fast-check';
import assert from 'node:assert/strict';
import { CanonicalScan } from '../../../src/log/chain/canonical-scan.ts';
import { canonicalText } from '../../../src/log/chain/canonical.ts';
import { sealRecord } from '../../../src/log/chain/chain.ts';
import { headroom, LineScan, type Acceptance } from '../../../src/log/chain/line-scan.ts';
import { examineLine, parseEnvelope } from '../../../src/log/chain/line.ts';
import { firstRun, started } from './surroundings.ts';

/** The scan alone, over one value. */
class ValueScan extends CanonicalScan {
  accepts(text: string): boolean {
    this.bytes = Buffer.from(`${text}\n`);
    this.at = 0;
    return this.value(0) && this.at === this.bytes.length - 1;
  }

  protected override member(): void {
    // nobody wants to know
  }
}

const scan = new ValueScan();

describe('the scan for canonical JSON', () => {
  it('accepts the canonical text of any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), value => {
        assert.ok(scan.accepts(canonicalText(value)));
      }),
    );
  });

  it('accepts nothing else', () => {
    const refused = [
      '',
      ' 1',
      '1 ',
      '01',
      '-0',
      '-01',
      '-',
      '+1',
      '1.0',
      '1e2',
      '1E21',
      '1e400',
      '.5',
      '1.',
      '12345678901234567890',
      'NaN',
      'nul',
      'tru',
      '"',
      '"a',
      '"\\/"',
      '"\\u0041"',
      '"\\u000a"',
      '"\\u000A"',
      '"\\u0020"',
      '"\\u001F"',
      '"\\ud800"',
      '"\\u007f"',
      '"\t"',
      '"\\x"',
      '{"a":1,}',
      '{"b":1,"a":2}',
      '{"a":1,"a":1}',
      '{"a" :1}',
      '{"a":1 }',
      '{a:1}',
      '{"aa":1,"a":1}',
      '{"é":1,"z":1}',
      '{"\ufb33":1,"😂":1}',
      '{"\\n":1,"\\b":1}',
      '[1,]',
      '[,1]',
      '[1 ,2]',
      '[1',
      '{"a":1',
      '{}{}',
      `${'['.repeat(100)}${']'.repeat(100)}`,
    ];
    for (const text of refused) assert.ok(!scan.accepts(text), JSON.stringify(text));
  });

  it('never accepts a text that is not canonical, however it was changed', () => {
    const changes = fc.tuple(
      fc.jsonValue(),
      fc.nat(),
      fc.constantFrom(...' "\\,:{}[]01-.eEu\n\tz'.split('')),
    );
    fc.assert(
      fc.property(changes, ([value, place, sign]) => {
        const text = canonicalText(value);
        const at = place % (text.length + 1);
        for (const changed of [
          text.slice(0, at) + sign + text.slice(at),
          text.slice(0, at) + sign + text.slice(at + 1),
          text.slice(0, at) + text.slice(at + 1),
        ]) {
          if (scan.accepts(changed)) assert.equal(canonicalText(JSON.parse(changed)), changed);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the quick scan of lines', () => {
  const prev = 'e'.repeat(64);
  const runText = Buffer.from(JSON.stringify(firstRun));
  const quick = (line: string, seq = 7, from = prev): Acceptance => {
    const bytes = Buffer.concat([Buffer.alloc(headroom), Buffer.from(line)]);
    return new LineScan().accept(bytes, headroom, runText, seq, from);
  };
  const sealed = (event: object): string => {
    const time = '2026-11-22T03:41:00.000Z';
    const whole = { ...event, type: 'note' as const, text: 'x', by: 'é' };
    return sealRecord({ run: firstRun, seq: 7, time, mono: 12, event: whole, prev }).line;
  };

  it('accepts a sound line in its place', () => {
    assert.equal(quick(sealed({})), 'yes');
  });

  it('leaves a line out of its place to the thorough way', () => {
    assert.equal(quick(sealed({}), 8), 'no');
    assert.equal(quick(sealed({}), 7, 'f'.repeat(64)), 'no');
  });

  it('leaves lines that the chain has to look into to the thorough way', () => {
    const time = '2026-11-22T03:41:00.000Z';
    const events = [
      { type: 'checkpoint' as const, signature: 'x' },
      { type: 'log-reopened' as const, publicKey: 'x' },
      {
        type: 'output' as const,
        step: 'a',
        attempt: 1,
        stream: 'output' as const,
        text: '',
        whole: { sha256: prev, bytes: 1 },
      },
    ];
    for (const event of events) {
      const { line } = sealRecord({ run: firstRun, seq: 7, time, mono: 12, event, prev });
      assert.equal(quick(line), 'no');
    }
    assert.ok(started.type.length > 0);
  });

  it('never says yes where the thorough way does not', () => {
    const events = fc.dictionary(fc.string(), fc.jsonValue({ stringUnit: 'binary' }));
    fc.assert(
      fc.property(events, fc.nat(), fc.integer({ min: 0, max: 7 }), (event, place, bit) => {
        const line = sealed(event);
        const isSpecial = 'whole' in event;
        assert.equal(quick(line), isSpecial ? 'no' : 'yes');
        const bytes = Buffer.from(line);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        const changed = bytes.toString('utf8');
        const record = parseEnvelope(changed.slice(0, -1));
        const sound = record !== undefined && examineLine(changed.slice(0, -1), record) === 'sound';
        // the line end is no part of the record: only the quick way looks at it
        assert.equal(sound, at === bytes.length - 1);
        assert.notEqual(quick(changed), 'yes');
      }),
      { numRuns: 500 },
    );
  });
});
