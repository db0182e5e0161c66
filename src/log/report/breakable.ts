/** Signs of a word, or of a piece of one, that stands whole in its line. */
const longest = 12;

const entity = /&#?\w+;/g;
const wordOrTag = /<[^>]*>|(?:&#?\w+;|[^\s<&])+/g;
const signs = /(?:&#?\w+;|[./,;:\\_=])+/g;

/**
 * HTML in which short words stand whole, dates with their dashes too, so that a table gives every
 * column room for them. Names, paths and hashes may go on in the next line: after their signs, and
 * anywhere where they have none. The text stays as it is.
 */
export function breakable(html: string): string {
  return html.replaceAll(wordOrTag, word => {
    if (word.startsWith('<')) return word;
    if (lengthOf(word) > longest) return brokenWord(word);
    return word.includes('-') ? `<span class="whole">${word}</span>` : word;
  });
}

function brokenWord(word: string): string {
  const pieces: string[] = [];
  let begin = 0;
  for (const { 0: run, index } of word.matchAll(signs)) {
    // signs in front belong to the name behind them, as in \\server
    if (index === 0) continue;
    pieces.push(word.slice(begin, index + run.length));
    begin = index + run.length;
  }
  if (begin < word.length) pieces.push(word.slice(begin));
  return pieces
    .map(piece => (lengthOf(piece) > longest ? `<span class="long">${piece}</span>` : piece))
    .join('<wbr>');
}

/** Signs as they are seen. */
function lengthOf(html: string): number {
  return html.replaceAll(entity, '.').length;
}
