import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { hashOf, sealRecord, sha256, zeroHash } from '../../../src/log/chain/chain.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { recordSchema } from '../../../src/log/event-schema.ts';
import { signingKey } from '../../../src/log/keys/signing.ts';
import { verifyLog as verifyAlone } from '../../../src/log/standalone/verify.mjs';
import { openLog } from '../../../src/log/writing/open.ts';
import { MemoryFiles } from './memory-files.ts';
import {
  alone,
  eventsOf,
  finished,
  output,
  recordsOf,
  scratch,
  smallRun,
  started,
  stepEnded,
  stepStarted,
  TestClock,
  written,
} from './surroundings.ts';

const docs = new URL('../../../docs/', import.meta.url);
const specification = readFileSync(new URL('recovery-log-format.md', docs), 'utf8');
const schemaFile = new URL('recovery-log.schema.json', docs);

/** The secret key of RFC 8032, section 7.1, test 1. */
const vectorKey = signingKey(
  Buffer.from(
    '302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'hex',
  ),
);

/** Lines of the fenced block that follows a heading. */
function block(heading: string): string[] {
  const from = specification.indexOf(heading);
  assert.ok(from >= 0, heading);
  const [, text = ''] = /```\w*\n([\s\S]*?)```/.exec(specification.slice(from)) ?? [];
  return text.trimEnd().split('\n');
}

describe('the specification of the format', () => {
  const folder = scratch();

  it('has a log that its own words verify', async () => {
    const file = join(folder(), '20261122T034100Z-3f9c1a.recovery-log.jsonl');
    writeFileSync(file, `${block('### A whole log').join('\n')}\n`);
    const trustedKeys = [{ name: 'RFC 8032', publicKey: vectorKey.publicKey }];
    const found = await verifyLog(file, { trustedKeys });
    assert.deepEqual(found.integrity, { state: 'intact' });
    assert.equal(found.finished, true);
    assert.equal(found.signer.state, 'trusted');
    assert.equal((await verifyAlone(file)).finished, true);
  });

  it('has the log that the product writes', async () => {
    const files = new MemoryFiles();
    const clock = new TestClock();
    const run = '20261122T034100Z-3f9c1a';
    const log = await openLog({
      folder: '/logs',
      run,
      key: vectorKey,
      clock,
      files,
      processes: alone,
    });
    clock.pass(15);
    await log.append({ type: 'note', text: 'Vérifié: “ok”\n', by: 'ann' });
    clock.pass(1);
    await log.append(finished);
    await log[Symbol.asyncDispose]();
    const lines = files.files.get(log.file)?.toString('utf8').trimEnd().split('\n');
    assert.deepEqual(lines, block('### A whole log'));
    const head = files.files.get(log.file.replace('.recovery-log.jsonl', '.head'));
    assert.deepEqual(head?.toString('utf8').trimEnd().split('\n'), block('### Its head file'));
  });

  it('has answers for changes of its log that both verifiers give', async () => {
    const lines = block('### A whole log');
    const [first = '', second = '', third = '', fourth = ''] = lines;
    const text = (...some: readonly string[]): string => some.map(line => `${line}\n`).join('');
    const changes: readonly (readonly [string, boolean, string])[] = [
      [text(first, third, fourth), true, 'changed 2'],
      [text(first, second, second, third, fourth), true, 'changed 3'],
      [text(first, third, second, fourth), true, 'changed 2'],
      [text(first, second, third), true, 'cut 3'],
      [text(first, second, third), false, 'intact undefined'],
      [text(...lines).slice(0, -1), true, 'torn 3'],
      [text(first, second, third) + fourth.slice(0, 1), true, 'torn 3'],
      [text(...lines).replaceAll('\n', '\r\n'), true, 'changed 1'],
      [`${text(...lines)} `, true, 'changed 5'],
    ];
    for (const [content, withHead, expected] of changes) {
      const stem = join(folder(), '20261122T034100Z-3f9c1a');
      const file = `${stem}.recovery-log.jsonl`;
      writeFileSync(file, content);
      if (withHead) writeFileSync(`${stem}.head`, `${block('### Its head file').join('')}\n`);
      const alone = await verifyAlone(file);
      assert.equal(`${alone.state} ${String(alone.line)}`, expected);
      const { integrity, finished: done } = await verifyLog(file);
      assert.equal(integrity.state, alone.state);
      assert.equal(done, false);
    }
  });

  it('has events of which both verifiers say what it says', async () => {
    const stem = join(folder(), '20261122T034100Z-3f9c1a');
    const file = `${stem}.recovery-log.jsonl`;
    const [first = '', second = ''] = block('### A whole log');
    const nested = (deep: number): string =>
      `{"type":"x","v":${'['.repeat(deep)}${']'.repeat(deep)}}`;
    const forms = [
      ...block('### Which events are canonical'),
      `yes ${nested(63)}`,
      `no ${nested(64)}`,
      `no ${nested(4000)}`,
    ];
    assert.ok(forms.length > 30);
    for (const form of forms) {
      const [, right, event = ''] = /^(yes|no) (.*)$/.exec(form) ?? [];
      const open = `{"event":${event},`;
      const prev = /"hash":"(\w+)"/.exec(second)?.[1] ?? '';
      const end = `"mono":20,"prev":"${prev}","run":"20261122T034100Z-3f9c1a","seq":2,"time":"2026-11-22T03:41:00.020Z"}`;
      const line = `${open}"hash":"${hashOf(prev, open + end)}",${end}`;
      writeFileSync(file, `${[first, second, line].join('\n')}\n`);
      const { integrity } = await verifyLog(file);
      const expected = right === 'yes' ? 'intact' : 'changed';
      assert.equal(integrity.state, expected, form.slice(0, 80));
      assert.equal((await verifyAlone(file)).state, expected, form.slice(0, 80));
    }
  });

  it('has the text that is hashed, and its hash', () => {
    const [first = ''] = block('### A whole log');
    const hashed = block('### What is hashed').join('\n');
    assert.ok(first.includes(`"hash":"${sha256(hashed)}"`));
    assert.ok(specification.includes(`\`${sha256(hashed)}\``));
  });

  it('names every event', () => {
    for (const option of recordSchema.shape.event.options) {
      const [type] = option.shape.type.values;
      assert.ok(specification.includes(`\`${String(type)}\``), String(type));
    }
  });
});

describe('the JSON schema of the format', () => {
  const folder = scratch();

  it('is the one that the product reads by', () => {
    const schema = z.toJSONSchema(recordSchema, { io: 'input' });
    const titled = { title: 'A line of a recovery log (recovery-log/1)', ...schema };
    const text = `${JSON.stringify(titled, undefined, 2)}\n`;
    if (process.env.WRITE_GOLDEN !== undefined) writeFileSync(schemaFile, text);
    assert.equal(readFileSync(schemaFile, 'utf8'), text);
  });

  it('fits every line that the product writes', async () => {
    const run = [
      ...smallRun.slice(0, -1),
      stepStarted('c'),
      output('c', 'x'.repeat(20_000)),
      stepEnded('c', { checkPassed: true, restoredFrom: [{ set: 's', finished: 't' }] }),
      finished,
    ];
    const file = await written(folder(), run);
    for (const record of await recordsOf(file)) recordSchema.parse(record);
    assert.equal((await eventsOf(file)).length, readFileSync(file, 'utf8').split('\n').length - 1);
  });

  it('does not take an event with a part of another kind', () => {
    const event = { ...started, mode: 'dry' };
    const sealed = sealRecord({
      run: 'r',
      seq: 0,
      time: '2026-11-22T03:41:00.000Z',
      mono: 0,
      event: started,
      prev: zeroHash,
    });
    assert.ok(recordSchema.safeParse(sealed.record).success);
    assert.ok(!recordSchema.safeParse({ ...sealed.record, event }).success);
  });
});
