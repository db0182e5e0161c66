import fc from 'fast-check';
import assert from 'node:assert/strict';
import { canonicalText } from '../../../src/log/chain/canonical.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import { FormSet } from '../../../src/log/redaction/form-set.ts';
import { OutputCarry } from '../../../src/log/redaction/output-carry.ts';
import { redactEvent } from '../../../src/log/redaction/redact-event.ts';
import { Redactor } from '../../../src/log/redaction/redactor.ts';
import { Secret } from '../../../src/runbook/variables.ts';
import { output, started, stepEnded, stepStarted } from './surroundings.ts';

const canary = `K4n"ar'y $€/\\ é]<&`;
const knows = (value = canary): Redactor => new Redactor([new Secret('SqlPassword', value)]);

const bytes = (text: string, encoding: BufferEncoding = 'utf8'): Buffer =>
  Buffer.from(text, encoding);

describe('redaction', () => {
  const forms: Readonly<Record<string, string>> = {
    'as it is': canary,
    'inside JSON': JSON.stringify(canary).slice(1, -1),
    'inside JSON inside JSON': JSON.stringify(JSON.stringify(canary)).slice(3, -3),
    'inside JSON of Windows PowerShell': JSON.stringify(canary)
      .slice(1, -1)
      .replace(/['<>&]/g, sign => `\\u00${sign.charCodeAt(0).toString(16)}`),
    'in base64': bytes(canary).toString('base64'),
    'in base64 of UTF-16, as -EncodedCommand takes it': bytes(canary, 'utf16le').toString('base64'),
    'in base64url': bytes(canary).toString('base64url'),
    'percent-encoded': encodeURIComponent(canary),
    'percent-encoded in small letters': encodeURIComponent(canary).replace(/%../g, code =>
      code.toLowerCase(),
    ),
    'as a form field': encodeURIComponent(canary).replaceAll('%20', '+'),
    'in a PowerShell text in single quotes': canary.replaceAll("'", "''"),
    'in a PowerShell text in double quotes': canary.replace(/[`"$]/g, '`$&'),
    'in a SQL name in brackets': canary.replaceAll(']', ']]'),
    'in XML': canary.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
    'in hex': bytes(canary).toString('hex'),
    'in upper-case hex of UTF-16': bytes(canary, 'utf16le').toString('hex').toUpperCase(),
    decomposed: canary.normalize('NFD'),
  };
  for (const [name, form] of Object.entries(forms)) {
    it(`finds a secret ${name}`, () => {
      assert.equal(knows().redact(`before ${form} after`), 'before (secret) after');
    });
  }

  it('finds a secret inside a longer base64 text, wherever it begins', () => {
    for (const before of ['', 'u', 'us', 'user:', 'sa:!']) {
      const text = bytes(`${before}${canary}:tail`).toString('base64');
      const left = knows().redact(text).split('(secret)');
      assert.equal(left.length, 2, `after ${JSON.stringify(before)}`);
      const seen = left.map(part => bytes(part, 'base64').toString('latin1')).join('');
      assert.ok(!seen.includes('n"ar'), seen);
    }
  });

  it('finds a secret that a console has wrapped', () => {
    assert.equal(knows('LongPassword1').redact('x LongPa\r\n   ssword1 y'), 'x (secret) y');
  });

  const certificate = '-----BEGIN KEY-----\nMIIEabc+/123\nZZZdef==yx\n-----END KEY-----\n';
  const manyLines: Readonly<Record<string, string>> = {
    'with the other line ends': certificate.replaceAll('\n', '\r\n').trimEnd(),
    'without its last line end': certificate.trimEnd(),
    indented: certificate.trimEnd().replaceAll('\n', '\n    '),
    'inside JSON, with the other line ends': JSON.stringify(
      certificate.replaceAll('\n', '\r\n'),
    ).slice(1, -1),
    'as PowerShell writes its error stream': certificate.replaceAll('\n', '_x000A_'),
    'in base64 of 64 signs a line': bytes(certificate)
      .toString('base64')
      .replaceAll(/.{64}/g, '$&\r\n'),
  };
  for (const [name, form] of Object.entries(manyLines)) {
    it(`finds a secret of several lines ${name}`, () => {
      assert.equal(knows(certificate).redact(`before ${form} after`), 'before (secret) after');
    });
  }

  it('finds one line of a secret of several lines, and leaves its frame', () => {
    const text = 'read -----BEGIN KEY----- MIIEabc+/123 ...';
    assert.equal(knows(certificate).redact(text), 'read -----BEGIN KEY----- (secret) ...');
  });

  it('finds a secret whose file ended with a line end', () => {
    assert.equal(knows('Ab1!\n').redact('x Ab1! y'), 'x (secret) y');
  });

  it('finds special signs as numbers of XML, and what was encoded for a URL twice', () => {
    const twice = encodeURIComponent(encodeURIComponent('a<b>&"c'));
    const text = `a&#60;b&#62;&#38;&#34;c a&#x3C;b&#x3E;&#x26;&#x22;c ${twice}`;
    assert.equal(knows('a<b>&"c').redact(text), '(secret) (secret) (secret)');
  });

  it('leaves nothing of two secrets that overlap', () => {
    const redactor = new Redactor([new Secret('A', 'abcdef'), new Secret('B', 'efghij')]);
    assert.equal(redactor.redact('x abcdefghij y'), 'x (secret) y');
  });

  it('takes a secret of one sign, and one of a megabyte', function () {
    this.timeout(20_000);
    assert.equal(knows('7').redact('27 of 70'), '2(secret) of (secret)0');
    const long = 'aB3$'.repeat(262_144);
    assert.equal(knows(long).redact(`x${long}y`), 'x(secret)y');
    const all = 'a'.repeat(1 << 20);
    const { safe, held } = knows(all).split(`go ${all.slice(1)}`);
    assert.equal(safe, 'go ');
    assert.equal(held.length, all.length - 1);
    const wrapped = long.replaceAll(/.{76}/g, '$&\n');
    assert.equal(knows(long).redact(`x${wrapped}y`), 'x(secret)y');
  });

  it('takes the longer of two secrets that begin alike', () => {
    const redactor = new Redactor([new Secret('A', 'pass'), new Secret('B', 'password9')]);
    assert.equal(redactor.redact('password9 pass'), '(secret) (secret)');
  });

  it('knows a secret from when it is added', () => {
    const redactor = new Redactor();
    assert.equal(redactor.redact('late-secret'), 'late-secret');
    redactor.add(new Secret('A', 'late-secret'));
    assert.equal(redactor.redact('late-secret'), '(secret)');
  });

  it('leaves text alone for an empty secret', () => {
    assert.equal(knows('').redact('any text'), 'any text');
  });

  it('takes any secret out of any text around it', () => {
    const texts = fc.tuple(fc.string(), fc.string({ minLength: 5, unit: 'binary' }), fc.string());
    fc.assert(
      fc.property(texts, ([before, value, after]) => {
        fc.pre(!'(secret)'.includes(value));
        const text = knows(value).redact(`${before}${value}${after}`);
        assert.ok(!text.replaceAll('(secret)', '\u0000').includes(value));
      }),
    );
  });
});

describe('redaction of events', () => {
  const everywhere: readonly RunEvent[] = [
    {
      ...started,
      runbook: { file: canary, title: canary, hash: 'h' },
      variables: { A: canary },
    } as RunEvent,
    { ...stepStarted('a'), title: canary, text: canary, target: canary } as RunEvent,
    output('a', canary),
    { type: 'table', step: 'a', attempt: 1, table: { columns: [canary], rows: [[null, canary]] } },
    { type: 'progress', step: 'a', attempt: 1, progress: { activity: canary } },
    { type: 'note', text: canary, by: canary },
    { type: 'waiting-started', step: 'a', attempt: 1, what: 'manual', text: canary },
    {
      type: 'evidence',
      evidence: { kind: 'text', title: canary, text: canary, path: canary },
      by: canary,
    },
    {
      type: 'command-approval',
      command: ['ssh', canary],
      purpose: canary,
      answer: 'yes',
      by: canary,
      how: canary,
    },
    stepEnded('a', {
      summary: canary,
      values: { kind: canary, step: canary, secret: canary },
      problem: {
        code: 'X',
        kind: 'failed',
        what: canary,
        where: canary,
        theirs: [{ source: canary, text: canary, number: canary }],
        changed: canary,
        next: [canary],
      },
    }),
  ];
  for (const event of everywhere) {
    it(`leaves no secret in any text of ${event.type}`, () => {
      const text = canonicalText(redactEvent(event, knows()));
      assert.ok(text.includes('(secret)'));
      for (const form of [canary, JSON.stringify(canary).slice(1, -1)]) {
        assert.ok(!text.includes(form), text);
      }
    });
  }

  it('keeps the words of the format readable when a secret is one of them', () => {
    const redactor = knows('succeeded');
    assert.deepEqual(redactEvent(stepEnded('a'), redactor), stepEnded('a'));
    const said = redactEvent(stepEnded('a', { summary: 'succeeded' }), redactor);
    assert.deepEqual(said, stepEnded('a', { summary: '(secret)' }));
  });

  it('keeps ids of steps and names of secrets, by which a run is resumed', () => {
    const redactor = knows('restore');
    const event = stepEnded('restore', { values: { P: { secret: 'restore' } } });
    assert.deepEqual(redactEvent(event, redactor), event);
  });

  it('never changes the event that it was given', () => {
    const event = output('a', canary);
    redactEvent(event, knows());
    assert.deepEqual(event, output('a', canary));
  });

  it('mends text with half a surrogate pair', () => {
    assert.deepEqual(redactEvent(output('a', 'x\ud800y'), knows()), output('a', 'x\ufffdy'));
  });
});

describe('a secret cut in two', () => {
  type Output = Extract<RunEvent, { type: 'output' }>;
  const piece = (text: string, stream: Output['stream'] = 'output', step = 'a'): Output => ({
    type: 'output',
    step,
    attempt: 1,
    stream,
    text,
  });
  const shown = (pieces: readonly Output[], value = canary): string => {
    const redactor = knows(value);
    const carry = new OutputCarry(redactor);
    const now = pieces.map(each => carry.take(each).text);
    const late = carry.release().map(each => redactor.redact(each.text));
    return [...now, ...late].join('');
  };

  it('is found wherever it is cut, in any form', () => {
    const base64 = bytes(canary).toString('base64');
    for (const form of [canary, base64, encodeURIComponent(canary)]) {
      for (let at = 1; at < form.length; at += 1) {
        const text = shown([piece(`go ${form.slice(0, at)}`), piece(`${form.slice(at)} on`)]);
        assert.equal(text, 'go (secret) on', `cut at ${at}`);
      }
    }
  });

  it('is found when every sign comes alone', () => {
    const pieces = `go ${canary} on`.split('').map(sign => piece(sign));
    assert.equal(shown(pieces), 'go (secret) on');
  });

  it('is found when another stream writes in between', () => {
    const pieces = [piece('K4n"ar'), piece('oops\n', 'error'), piece(canary.slice(6))];
    assert.equal(shown(pieces), 'oops\n(secret)');
  });

  it('is found where each line of it comes alone', () => {
    const lines =
      bytes(`${canary}${canary}`)
        .toString('base64')
        .match(/.{1,16}/g) ?? [];
    const pieces = ['go\n', ...lines.map(line => `${line}\r\n`), 'on'].map(text => piece(text));
    assert.equal(shown(pieces, `${canary}${canary}`), 'go\n(secret)\r\non');
  });

  it('does not join what different steps wrote', () => {
    const carry = new OutputCarry(knows('abcdef'));
    assert.equal(carry.take(piece('abc', 'output', 'a')).text, '');
    assert.equal(carry.take(piece('def', 'output', 'b')).text, 'def');
    assert.deepEqual(carry.release('a'), [piece('abc', 'output', 'a')]);
    assert.deepEqual(carry.release(), []);
  });

  it('gives back what turns out to be no secret', () => {
    assert.equal(shown([piece('K4n"'), piece('x')]), 'K4n"x');
    assert.equal(shown([piece('abab'), piece('c')], 'ababd'), 'ababc');
  });

  it('finds the longer secret where a shorter one ends a piece', () => {
    const redactor = new Redactor([new Secret('A', 'pass'), new Secret('B', 'password9')]);
    const carry = new OutputCarry(redactor);
    assert.equal(carry.take(piece('my pass')).text, 'my ');
    assert.equal(carry.take(piece('word9 is')).text, '(secret) is');
  });

  it('waits for just what may be the beginning of a secret', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c') });
    const few = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1 }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(few, text, (forms, shownText) => {
        const begins = (end: string): boolean =>
          forms.some(form => form.length > end.length && form.startsWith(end));
        const ends = Array.from({ length: shownText.length + 1 }, (_, at) => at);
        const wanted = ends.find(at => begins(shownText.slice(at)));
        const set = new FormSet();
        for (const form of forms) set.add(form);
        assert.equal(set.openFrom(shownText), wanted);
      }),
    );
  });

  it('never loses or adds a sign where there is no secret', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), parts => {
        fc.pre(!parts.join('').includes('abcd'));
        assert.equal(
          shown(
            parts.map(text => piece(text)),
            'abcd',
          ),
          parts.join(''),
        );
      }),
    );
  });
});
