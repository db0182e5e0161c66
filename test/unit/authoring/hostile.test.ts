import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { LanguageService, type Subject } from '../../../src/authoring/language/language-service.ts';
import { runbookLinter } from '../../../src/compose/linting.ts';
import { stepActions } from '../../../src/executors/steps/registry.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { world } from './world.ts';

const service = new LanguageService(stepActions());

const shipped = readdirSync('notebooks')
  .filter(name => name.endsWith('.md'))
  .map(name => readFileSync(`notebooks/${name}`, 'utf8'));

/** The same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Places of the cursor: every `step`th, from `first` on. */
function cuts(text: string, first: number, step: number): number[] {
  return Array.from(
    { length: Math.floor((text.length - first) / step) },
    (_, at) => first + at * step,
  );
}

/** Completion and hover where the text ends, and in its middle; places stay inside the text. */
function ask(subject: Subject, text: string, offset: number): void {
  for (const { span } of service.completions(subject, text, offset, world)) {
    assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
  }
  const hover = service.hover(subject, text, offset, world);
  if (hover !== undefined) {
    assert.ok(hover.span.start >= 0 && hover.span.end <= text.length);
  }
}

const marks = [
  '`',
  '"',
  "'",
  '$',
  '${',
  '$(',
  '@{',
  '@"\n',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '|',
  ';',
  ':',
  '- ',
  '#',
  '\n',
  '\r\n',
  '\t',
  '---\n',
  '```',
  '~~~\n',
  '<#',
  '#>',
  '/*',
  '--',
  '\u0000',
  '\uD83D',
  '😀',
  '–',
  '“',
  '&a',
  '*a',
  '!!js/function',
  '<<: *a',
  '? ',
  '%YAML 1.2\n',
  '<script>',
  '\u202E',
  '\uFEFF',
];

/** A text in which marks of all the languages were put in at random. */
function damaged(text: string, next: (below: number) => number): string {
  let result = text;
  for (let count = 1 + next(6); count > 0; count -= 1) {
    const at = next(result.length);
    const by = (marks[next(marks.length)] ?? '').repeat(next(20) === 0 ? 500 : 1);
    result = result.slice(0, at) + by + result.slice(at + next(3));
  }
  return result;
}

describe('Completion, hover and diagnostics', function () {
  this.timeout(60_000);

  it('answer in every half-typed file', () => {
    shipped.forEach((text, index) => {
      for (const at of cuts(text, index % 97, 97)) {
        ask('file', text.slice(0, at), at);
        ask('file', text, at);
      }
    });
  });

  it('answer in half-typed cells of every language, whatever they hold', () => {
    const subjects: readonly Subject[] = [
      'powershell',
      'sql',
      'step',
      'front-matter',
      'attributes',
    ];
    const next = numbers(7);
    for (const text of shipped) {
      const { steps } = readRunbook(new TextEncoder().encode(text), 'a.runbook.md');
      for (const step of steps) {
        const broken = damaged(step.text, next);
        const at = next(broken.length + 1);
        for (const subject of subjects) ask(subject, broken.slice(0, at), at);
      }
    }
  });

  it('find places inside the file in damaged runbooks', () => {
    const next = numbers(11);
    const linter = runbookLinter();
    for (const text of shipped) {
      for (let round = 0; round < 3; round += 1) {
        const broken = damaged(text, next);
        const lines = broken.split(/\r\n|\r|\n/u);
        const bytes = new TextEncoder().encode(broken);
        if (broken.includes('\u0000')) continue;
        for (const found of linter.lint(readRunbook(bytes, 'a.runbook.md'))) {
          assert.ok(found.line >= 1 && found.line <= lines.length + 1, found.code);
          assert.ok(found.column >= 1, found.code);
        }
      }
    }
  });

  it('answer in texts that go very deep or are very long', () => {
    const deep = [
      '('.repeat(20_000),
      '$('.repeat(20_000),
      '@{a='.repeat(10_000),
      '"$('.repeat(10_000),
      '['.repeat(20_000),
      'if(1){'.repeat(10_000),
      'a:\n '.repeat(3_000),
      '- '.repeat(3_000),
      '{a: '.repeat(1_000),
      '/*'.repeat(20_000),
      'Get-CsPool '.repeat(5_000),
      `Get-CsPool ${'-a '.repeat(5_000)}`,
      'x'.repeat(500_000),
    ];
    const linter = runbookLinter();
    for (const text of deep) {
      for (const subject of ['powershell', 'sql', 'step', 'attributes', 'file'] as const) {
        ask(subject, text, text.length);
      }
      for (const language of ['powershell', 'sql', 'step'] as const) {
        linter.cell(language, text, { version: '2013', functions: [] });
      }
    }
  });

  it('answer in whole runbooks with very long lines of a word processor', () => {
    const long = 100_000;
    const lines = [
      `k:${' '.repeat(long)}“x`,
      `x: ${'-'.repeat(long)}: “x”`,
      `${'-'.repeat(long)}:\u00a0`,
      `k: “${'/'.repeat(long)}`,
      `k: “${'/ '.repeat(long)}”x`,
      `k:${'\u00a0'.repeat(long)}x`,
      `${'\u00a0 '.repeat(long)}x`,
      'k: “a” '.repeat(long / 10),
    ];
    const linter = runbookLinter();
    for (const line of lines) {
      for (const language of ['powershell', 'sql', 'step']) {
        const text = `---\ntitle: t\nnote: >\n  ${line}\n---\n\n\`\`\`${language} {#one}\n${line}\n\`\`\`\n`;
        linter.lint(readRunbook(Buffer.from(text), 'a.runbook.md'));
      }
    }
  });
});
