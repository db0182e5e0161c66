import { cellPiece, type Piece } from './cell-piece.ts';
import type { Cell } from './document.ts';
import { findFrontMatter } from './front-matter-block.ts';
import { isBlank, lineEndAfter, linesOf, textLines, type LineEnd } from './lines.ts';
import { joinToStep } from './seam.ts';

/** Enough of a text's end or beginning to see its last or first lines. */
const glance = 400;

function endsWithLineEnd(text: string): boolean {
  return text.endsWith('\n') || text.endsWith('\r');
}

function endsWithBlankLine(text: string): boolean {
  const last = linesOf(text.slice(-glance)).at(-1);
  return last !== undefined && last.end !== '' && isBlank(last.text);
}

function beginsWithBlankLine(text: string): boolean {
  const [first] = linesOf(text.slice(0, glance));
  return first !== undefined && first.end !== '' && isBlank(first.text);
}

/** Whether the second followed the first in the file that was read. */
function wereNeighbours(first: Piece, second: Piece): boolean {
  const [a, b] = [first.source, second.source];
  if (a === undefined || b === undefined) return false;
  return a.document === b.document && a.index + 1 === b.index;
}

function withoutTrailingBlankLines(text: string): string {
  const lines = linesOf(text);
  while (lines.length > 1 && isBlank(lines.at(-1)?.text ?? '')) lines.pop();
  return lines.map(line => line.text + line.end).join('');
}

/** What has to stand between two cells so that each is read again as it is. */
function glueBetween(first: Piece, second: Piece, lineEnd: LineEnd): string {
  const glue = endsWithLineEnd(first.text) ? '' : lineEnd;
  if (wereNeighbours(first, second)) return glue;
  const merges = first.text.endsWith('\r') && second.text.startsWith('\n');
  const apart = endsWithBlankLine(first.text) || beginsWithBlankLine(second.text);
  return apart && !merges ? glue : glue + lineEndAfter(first.text + glue, lineEnd);
}

function joinPieces(pieces: readonly Piece[], lineEnd: LineEnd): string[] {
  const out: string[] = [];
  /** Prose since the last step, and whether it stands otherwise than in the file that was read. */
  let prose: string[] = [];
  let changed = false;
  let before: Piece | undefined;
  for (const piece of pieces) {
    const glue = before === undefined ? '' : glueBetween(before, piece, lineEnd);
    const moved = before !== undefined && !wereNeighbours(before, piece);
    if (piece.kind === 'prose') {
      prose.push(glue, piece.text);
      out.push(glue, piece.text);
      changed ||= moved || !piece.intact;
    } else {
      const checked = prose.length > 0 && (changed || moved);
      const free = moved || !piece.intact;
      const joined = checked
        ? joinToStep(prose.join(''), glue, { text: piece.text, free }, lineEnd)
        : undefined;
      out.push(joined?.glue ?? glue, joined?.step ?? piece.text);
      prose = [];
      changed = false;
    }
    before = piece;
  }
  return out;
}

/**
 * Prose at the file's beginning that was not typed there must not be taken for front matter, whether it
 * came up to the beginning or what follows it was changed.
 */
function isTakenForFrontMatter(first: Piece | undefined, whole: string): boolean {
  if (first?.kind !== 'prose' || !first.intact || !whole.startsWith('---')) return false;
  return findFrontMatter(textLines(whole)).block !== undefined;
}

/** The text of a file with these cells, in this order. */
export function writeCells(cells: readonly Cell[], lineEnd: LineEnd): string {
  const all = cells.map((cell, at) =>
    cellPiece(cell, { first: at === 0, last: at === cells.length - 1 }, lineEnd),
  );
  const pieces = all.filter(({ text }) => text !== '');
  const last = pieces.pop();
  if (last === undefined) return '';
  const emptied = all.some(({ text, source }) => text === '' && source?.last);
  const cutOff = last.source?.last === false && !emptied;
  pieces.push(cutOff ? { ...last, text: withoutTrailingBlankLines(last.text) } : last);
  const whole = joinPieces(pieces, lineEnd).join('');
  return (isTakenForFrontMatter(pieces[0], whole) ? lineEnd : '') + whole;
}
