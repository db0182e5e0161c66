import { LanguageService, type Subject } from '../src/authoring/language/language-service.ts';
import type { World } from '../src/authoring/language/model.ts';
import { runbookLinter } from '../src/compose/linting.ts';
import { stepActions } from '../src/executors/steps/registry.ts';
import { readRunbook } from '../src/runbook/read.ts';

const count = 5000;

const cells = [
  ['powershell', 'Export-CsUserData -PoolFqdn $Pool -FileName "$Backup\\users.zip"\nGet-CsPool'],
  ['sql', "SELECT name, state_desc\nFROM sys.databases\nWHERE name = N'${Pool}'"],
  ['step', 'copy-files:\n  from: $Backup/filestore\n  to: //fs01/LyncShare'],
] as const;

function runbookText(): string {
  const parts = [
    '---\ntitle: Many steps\nvariables:\n  Pool: pool01.contoso.com\n  Backup: /backup\n---\n\n# Many steps\n\n',
  ];
  for (let at = 0; at < count; at++) {
    const [language, text] = cells[at % cells.length] ?? cells[0];
    const more = language === 'powershell' ? `\n# step ${at}` : '';
    parts.push(
      `## ${at}. Restore\n\nThe records come back from the *last* full backup.\n\n`,
      `\`\`\`${language} {#step${at} timeout=5m}\n${text}${more}\n\`\`\`\n\n`,
    );
  }
  return parts.join('');
}

const text = runbookText();
const bytes = new TextEncoder().encode(text);

/** Median and slowest (ms) of work that is done again and again, the first time left out. */
function times(
  rounds: number,
  work: (round: number) => unknown,
): { readonly median: number; readonly slowest: number } {
  const all: number[] = [];
  work(0);
  for (let round = 1; round <= rounds; round++) {
    const start = performance.now();
    work(round);
    all.push(performance.now() - start);
  }
  all.sort((a, b) => a - b);
  return { median: all[all.length >> 1] ?? NaN, slowest: all.at(-1) ?? NaN };
}

function shown({ median, slowest }: ReturnType<typeof times>): string {
  return `${median.toFixed(1)} (slowest ${slowest.toFixed(1)})`;
}

function worldOf(): World {
  const runbook = readRunbook(bytes, 'bench.runbook.md');
  return {
    variables: runbook.variables,
    steps: runbook.steps.map(({ id, title }) => ({ id, title })),
    sets: [],
    version: '2013',
    functions: [],
  };
}

const typed: readonly (readonly [Subject, string])[] = [
  ['powershell', 'Export-CsUserData -PoolFqdn $Pool -'],
  ['powershell', 'Exp'],
  ['step', 'copy-files:\n  from: $Backup/filestore\n  '],
  ['sql', 'SELECT @'],
  ['attributes', 'step {#a requires='],
  ['file', text.slice(0, text.lastIndexOf('Get-CsPool') + 6)],
];

/** What a person who types waits for, in a runbook of 5,000 steps; 50 ms are not felt. */
export const rows = [
  {
    name: 'language: completion and hover where the cursor is, 5,000 steps',
    limit: '<= 50',
    unit: 'ms',
    run: (): Promise<{ value: number; detail: string }> => {
      const service = new LanguageService(stepActions());
      const world = worldOf();
      const all = typed.map(([subject, before]) =>
        times(30, () => {
          service.completions(subject, before, before.length, world);
          service.hover(subject, before, Math.max(0, before.length - 8), world);
        }),
      );
      const detail = all.map((each, at) => `${typed[at]?.[0] ?? ''} ${shown(each)}`).join(', ');
      return Promise.resolve({ value: Math.max(...all.map(({ median }) => median)), detail });
    },
  },
  {
    name: 'language: diagnostics of the cell that is typed in, 5,000 steps',
    limit: '<= 50',
    unit: 'ms',
    run: (): Promise<{ value: number; detail: string }> => {
      const linter = runbookLinter();
      linter.lint(readRunbook(bytes, 'bench.runbook.md'));
      const context = { version: '2013', functions: [] };
      const all = cells.map(([language, body]) =>
        times(30, round => linter.cell(language, `${body}${' '.repeat(round)}x`, context)),
      );
      const detail = all.map(shown).join(', ');
      return Promise.resolve({ value: Math.max(...all.map(({ median }) => median)), detail });
    },
  },
  {
    name: 'language: rules and caches for the whole runbook after one edit, against reading it',
    limit: '<= 1',
    unit: 'of its time',
    run: (): Promise<{ value: number; detail: string }> => {
      const linter = runbookLinter();
      const edited = [1, 2, 3, 4, 5, 6].map(round =>
        new TextEncoder().encode(text.replace('# step 0\n', `# edit ${round}\nGet-CsPool\n`)),
      );
      linter.lint(readRunbook(bytes, 'bench.runbook.md'));
      const [reading, linting]: [number[], number[]] = [[], []];
      for (const each of edited) {
        const start = performance.now();
        const runbook = readRunbook(each, 'bench.runbook.md');
        const middle = performance.now();
        linter.lint(runbook);
        reading.push(middle - start);
        linting.push(performance.now() - middle);
      }
      const median = (all: number[]): number => [...all].sort((a, b) => a - b)[3] ?? NaN;
      const detail = `${median(linting).toFixed(0)} ms against ${median(reading).toFixed(0)} ms`;
      return Promise.resolve({ value: median(linting) / median(reading), detail });
    },
  },
];
