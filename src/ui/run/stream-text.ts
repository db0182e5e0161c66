import * as l10n from '@vscode/l10n';
import type { OutputStream } from '../../runbook/execution.ts';

const escape = '\u001b';

/** Colour of a stream in a cell; the word before the text says the same without colour. */
const colours: Readonly<Record<OutputStream, string | undefined>> = {
  output: undefined,
  error: '31',
  warning: '33',
  verbose: '90',
  debug: '90',
  information: undefined,
  stray: '90',
};

function label(stream: OutputStream): string {
  switch (stream) {
    case 'error':
      return l10n.t('ERROR: ');
    case 'warning':
      return l10n.t('WARNING: ');
    case 'verbose':
      return l10n.t('VERBOSE: ');
    case 'debug':
      return l10n.t('DEBUG: ');
    case 'stray':
      return l10n.t('stray output: ');
    case 'output':
    case 'information':
      return '';
  }
}

/** Symbol of a control character, so that it shows and draws nothing. */
function visible(unit: string): string {
  if (unit === '\n' || unit === '\t') return unit;
  const code = unit.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\u2421';
}

/**
 * Text of a server as a cell may show it: colours are taken out and every other control character
 * becomes visible, because an escape sequence from a server must not draw anything.
 */
export function harmless(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/\p{Cc}\[[0-9;]*m/gu, '')
    .replaceAll(/\p{Cc}/gu, visible);
}

/** Turns the streams of one step into the text of one stdout output. */
export class StreamPainter {
  readonly #coloured: boolean;
  #last: OutputStream = 'output';
  #midLine = false;

  constructor(coloured = true) {
    this.#coloured = coloured;
  }

  /** The text with its stream's word at each line's start, coloured. */
  paint(stream: OutputStream, text: string): string {
    const clean = harmless(text);
    if (clean === '') return '';
    const goesOn = this.#midLine && stream === this.#last;
    const before = this.#midLine && !goesOn ? '\n' : '';
    this.#last = stream;
    this.#midLine = !clean.endsWith('\n');
    const word = label(stream);
    const colour = this.#coloured ? colours[stream] : undefined;
    if (word === '' && colour === undefined) return before + clean;
    const lines = (this.#midLine ? clean : clean.slice(0, -1)).split('\n');
    const painted = lines.map((line, i) => {
      const whole = i === 0 && goesOn ? line : word + line;
      return colour === undefined ? whole : `${escape}[${colour}m${whole}${escape}[39m`;
    });
    return `${before}${painted.join('\n')}${this.#midLine ? '' : '\n'}`;
  }
}
