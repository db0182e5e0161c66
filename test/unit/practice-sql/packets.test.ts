import fc from 'fast-check';
import assert from 'node:assert/strict';
import { WireError } from '../../../src/practice/sql/wire/bytes.ts';
import {
  MessageAssembler,
  messagePackets,
  packetHeader,
  type TdsMessage,
} from '../../../src/practice/sql/wire/packet.ts';

describe('TDS packets', () => {
  it('become the same messages however the bytes are split', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 9, max: 100 }),
        fc.integer({ min: 1, max: 50 }),
        (payloads, packetSize, piece) => {
          const bytes = Buffer.concat(
            payloads.map(payload => messagePackets(1, Buffer.from(payload), packetSize, 7)),
          );
          const assembler = new MessageAssembler();
          const messages: TdsMessage[] = [];
          for (let at = 0; at < bytes.length; at += piece)
            messages.push(...assembler.push(bytes.subarray(at, at + piece)));
          assert.deepEqual(
            messages.map(message => message.payload.toString('hex')),
            payloads.map(payload => Buffer.from(payload).toString('hex')),
          );
          assert.equal(assembler.rest.length, 0);
        },
      ),
    );
  });

  it('with an attention in mid-message give the attention alone', () => {
    const assembler = new MessageAssembler();
    const begun = packetHeader(1, 0, 9, 0, 1);
    const messages = assembler.push(
      Buffer.concat([begun, Buffer.from('x'), packetHeader(6, 1, 8, 0, 1)]),
    );
    assert.deepEqual(
      messages.map(message => message.type),
      [6],
    );
  });

  it('that the sender wants ignored are marked', () => {
    const assembler = new MessageAssembler();
    const [message] = assembler.push(packetHeader(1, 3, 8, 0, 1));
    assert.equal(message?.ignored, true);
  });

  it('that are shorter than their header, or change their type, are refused', () => {
    assert.throws(() => new MessageAssembler().push(packetHeader(1, 1, 7, 0, 1)), WireError);
    const assembler = new MessageAssembler();
    assembler.push(packetHeader(1, 0, 8, 0, 1));
    assert.throws(() => assembler.push(packetHeader(3, 1, 8, 0, 2)), WireError);
  });
});
