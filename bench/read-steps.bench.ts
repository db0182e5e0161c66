import { marked } from 'marked';
import { readDocument, writeDocument } from '../src/runbook/markdown/document.ts';

const count = 5000;
const rounds = 11;

const cells = [
  ['powershell', 'Get-CsPool -Identity $Pool |\n  Where-Object { $_.Services -match "Registrar" }'],
  ['sql', "SELECT name, state_desc\nFROM sys.databases\nWHERE name = N'${Database}'"],
  [
    'step',
    'restore-database:\n  server: $Server\n  database: LcsCDR\n  from: $Backup/sql/LcsCDR.bak',
  ],
] as const;

/** A runbook as people write them: a heading, a paragraph or two, now and then a list, a step. */
function runbookText(): string {
  const parts = ['---\ntitle: Many steps\nvariables:\n  Pool:\n---\n\n# Many steps\n\n'];
  for (let at = 0; at < count; at++) {
    const [language, text] = cells[at % cells.length] ?? cells[0];
    parts.push(
      `## ${at}. Restore \`LcsCDR\` on **be01.contoso.com**\n\n`,
      'The call detail records come back from the *last* full backup, see [the table](tables.md). ',
      'It takes a few minutes; the progress is shown below.\nNothing else may write meanwhile.\n\n',
      at % 4 === 0 ? '- `LcsCDR` is ONLINE\n- the **monitoring** service is stopped\n\n' : '',
      `\`\`\`${language} {#step${at} timeout=5m}\n${text}\n\`\`\`\n\n`,
    );
  }
  return parts.join('');
}

/** Neither pays for the other's garbage where the runner exposes the collector. */
function timed(work: () => unknown): number {
  globalThis.gc?.({ type: 'minor' });
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Medians (ms) of two pieces of work that take turns, so that the machine's load meets both. */
function compare(ours: () => unknown, bare: () => unknown): { ours: number; bare: number } {
  const times = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.bare.push(timed(bare));
    times.ours.push(timed(ours));
  }
  return { ours: median(times.ours.slice(1)), bare: median(times.bare.slice(1)) };
}

function ratio(ours: () => unknown, bare: () => unknown): { value: number; detail: string } {
  const times = compare(ours, bare);
  const detail = `${times.ours.toFixed(1)} ms against ${times.bare.toFixed(1)} ms`;
  return { value: times.ours / times.bare, detail };
}

const text = runbookText();
const bytes = new TextEncoder().encode(text);

/** Reading and writing 5,000 steps against marked's lexer over the same text, in the same process. */
export const rows = [
  {
    name: 'read 5,000 steps against bare marked.lexer',
    limit: '<= 0.5',
    unit: 'of its time',
    run: (): Promise<{ value: number; detail: string }> =>
      Promise.resolve(
        ratio(
          () => readDocument(bytes, 'bench.runbook.md'),
          () => marked.lexer(text),
        ),
      ),
  },
  {
    name: 'write 5,000 steps after one edit against bare marked.lexer',
    limit: '<= 0.5',
    unit: 'of its time',
    run: (): Promise<{ value: number; detail: string }> => {
      const document = readDocument(bytes, 'bench.runbook.md');
      const edited = {
        ...document,
        cells: document.cells.map((cell, at) => (at === 5000 ? { ...cell, text: 'edited' } : cell)),
      };
      return Promise.resolve(
        ratio(
          () => writeDocument(edited),
          () => marked.lexer(text),
        ),
      );
    },
  },
];
