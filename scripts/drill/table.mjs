/** The result of the drill as a table that stays readable in a terminal. */

function duration(ms) {
  return `${(ms / 1000).toFixed(0)} s`;
}

function cells({ row, steps, ms, identical, verified, failure }) {
  return [
    row.kind,
    row.title,
    String(steps),
    duration(ms),
    identical ? 'yes' : 'NO',
    verified ? 'yes' : 'NO',
    failure === undefined ? 'ok' : 'FAILED',
  ];
}

/** Lines of the table, its head first. */
export function tableLines(results) {
  const head = ['lost', 'servers', 'steps', 'duration', 'data identical', 'log verified', ''];
  const body = results.map(cells);
  const widths = head.map((text, i) => Math.max(text.length, ...body.map(line => line[i].length)));
  const line = texts => `| ${texts.map((text, i) => text.padEnd(widths[i])).join(' | ')} |`;
  return [
    line(head),
    `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`,
    ...body.map(line),
  ];
}
