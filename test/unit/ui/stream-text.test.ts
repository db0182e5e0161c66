import assert from 'node:assert/strict';
import { harmless, StreamPainter } from '../../../src/ui/run/stream-text.ts';

describe('Text of a server in a cell', () => {
  it('loses its colours and shows every other control character', () => {
    assert.equal(harmless('a\u001b[31mred\u001b[0m\r\nb\tc\u0007'), 'ared\nb\tc\u2407');
    assert.equal(harmless('\u001b]8;;http://evil\u0007click'), '\u241b]8;;http://evil\u2407click');
  });

  it('says in words which stream a line came from', () => {
    const painter = new StreamPainter(false);
    assert.equal(painter.paint('warning', 'disk\nfull\n'), 'WARNING: disk\nWARNING: full\n');
    assert.equal(painter.paint('output', 'ok\n'), 'ok\n');
  });

  it('begins a new line where another stream cuts in, and labels a line once', () => {
    const painter = new StreamPainter(false);
    assert.equal(painter.paint('output', 'half'), 'half');
    assert.equal(painter.paint('error', 'bro'), '\nERROR: bro');
    assert.equal(painter.paint('error', 'ken\n'), 'ken\n');
  });

  it('colours warnings and errors without leaving the colour on', () => {
    const painted = new StreamPainter().paint('error', 'x\n');
    assert.equal(painted, '\u001b[31mERROR: x\u001b[39m\n');
  });
});
