import assert from 'node:assert/strict';
import {
  FrameReader,
  requestLine,
  type Frame,
} from '../../../../src/executors/powershell/frames.ts';

const nonce = '0123456789abcdef';

function line(frame: unknown): string {
  return `${nonce} ${Buffer.from(JSON.stringify(frame), 'utf8').toString('base64')}\n`;
}

function read(chunks: readonly Uint8Array[]): { frames: Frame[]; stray: string } {
  const frames: Frame[] = [];
  let stray = '';
  const reader = new FrameReader(
    nonce,
    frame => frames.push(frame),
    text => {
      stray += text;
    },
  );
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return { frames, stray };
}

const text = { t: 'text', s: 'output', x: 'é 😀 "quoted"\n' };

describe('The reader of a driver’s lines', () => {
  it('finds frames and stray text wherever the chunks are cut', () => {
    const all = Buffer.from(`before é\n${line(text)}mid${line(text)}😀 after`, 'utf8');
    for (let cut = 0; cut <= all.length; cut++) {
      const { frames, stray } = read([all.subarray(0, cut), all.subarray(cut)]);
      assert.deepEqual(frames, [text, text], `cut at ${cut}`);
      assert.equal(stray, 'before é\nmid😀 after', `cut at ${cut}`);
    }
  });

  it('takes bytes one by one', () => {
    const all = Buffer.from(`x\r\n${line(text)}`, 'utf8');
    assert.deepEqual(read([...all].map(byte => Uint8Array.of(byte))), {
      frames: [text],
      stray: 'x\r\n',
    });
  });

  it('drops a byte order mark at the begin', () => {
    const all = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(line(text))]);
    assert.deepEqual(read([all]), { frames: [text], stray: '' });
  });

  it('takes a line with carriage return', () => {
    const all = Buffer.from(line(text).replace('\n', '\r\n'));
    assert.deepEqual(read([all]).frames, [text]);
  });

  it('hands on what only looks like a frame', () => {
    for (const forged of [
      `${nonce} not base64!\n`,
      `${nonce} ${Buffer.from('{"t":"nothing"}').toString('base64')}\n`,
      `${nonce} ${Buffer.from('{"t":"end","e":"fine"}').toString('base64')}\n`,
    ]) {
      const { frames, stray } = read([Buffer.from(forged)]);
      assert.deepEqual(frames, []);
      assert.equal(stray, forged);
    }
  });

  it('hands on an endless line piece by piece', () => {
    let most = 0;
    let total = 0;
    const reader = new FrameReader(
      nonce,
      () => undefined,
      piece => {
        most = Math.max(most, piece.length);
        total += piece.length;
      },
    );
    const chunk = Buffer.alloc(50_000, 'y');
    for (let i = 0; i < 100; i++) reader.push(chunk);
    reader.end();
    assert.equal(total, 5_000_000);
    assert.ok(most < 200_000);
  });

  it('finds a frame behind an endless line', () => {
    const chunk = Buffer.alloc(100_000, 'y');
    const { frames, stray } = read([
      chunk,
      Buffer.from(line(text).slice(0, 9)),
      Buffer.from(line(text).slice(9)),
    ]);
    assert.deepEqual(frames, [text]);
    assert.equal(stray.length, 100_000);
  });

  it('takes a frame of many chunks', () => {
    const big = { t: 'text', s: 'output', x: 'z'.repeat(1_000_000) };
    const all = Buffer.from(line(big));
    const chunks: Buffer[] = [];
    for (let at = 0; at < all.length; at += 65_536) chunks.push(all.subarray(at, at + 65_536));
    assert.deepEqual(read(chunks), { frames: [big], stray: '' });
  });

  it('reads that an engine is unfit', () => {
    const all = Buffer.from(`${nonce} !language ConstrainedLanguage\r\n`);
    assert.deepEqual(read([all]).frames, [
      { t: 'unfit', what: 'language', value: 'ConstrainedLanguage' },
    ]);
  });
});

describe('A request', () => {
  it('is one ASCII line whatever it holds', () => {
    const sent = requestLine({ script: 'é\n"’😀\u2028', lone: '\ud83d' });
    assert.match(sent, /^[A-Za-z0-9+/=]+\n$/u);
    const back: unknown = JSON.parse(Buffer.from(sent, 'base64').toString('utf8'));
    assert.deepEqual(back, { script: 'é\n"’😀\u2028', lone: '\ud83d' });
  });
});
