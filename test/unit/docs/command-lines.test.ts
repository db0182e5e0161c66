import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandUsages } from '../../../src/cli/usages.ts';

/** One use of the command line, as its usage text says it. */
interface Use {
  /** Words that are written as they are: `log verify`. */
  readonly words: readonly string[];
  readonly options: ReadonlySet<string>;
  /** Options that stand in no bracket. */
  readonly required: readonly string[];
}

const program = /^(?:recovery-runbooks|npm run (?:-s )?cli --) /u;
const option = /(?<![\w-])--[a-z]+(?:-[a-z]+)*/gu;

function fixedWords(text: string): string[] {
  const words = text.split(/\s+/u);
  const end = words.findIndex(word => !/^[a-z]+(?:-[a-z]+)*$/u.test(word));
  return end < 0 ? words : words.slice(0, end);
}

function withoutBrackets(text: string): string {
  const inner = /\[[^[\]]*\]|\([^()]*\)/gu;
  const next = text.replaceAll(inner, ' ');
  return next === text ? text : withoutBrackets(next);
}

function usesOf(usage: readonly string[]): Use[] {
  const whole = usage.join('\n').replaceAll(/\n +/gu, ' ').split('\n');
  return whole.map(line => {
    const text = line.replace(program, '');
    return {
      words: fixedWords(text),
      options: new Set(text.match(option)),
      required: withoutBrackets(text).match(option) ?? [],
    };
  });
}

const uses = commandUsages.flatMap(({ usage }) => usesOf(usage));

interface Line {
  readonly text: string;
  /** An example that can be typed as it stands, with every option that it needs. */
  readonly whole: boolean;
}

/** Command lines of a page: in its blocks of code, and in its running text. */
function linesOf(page: string): Line[] {
  const found: Line[] = [];
  const blocks = /^(`{3,})[^\n]*\n([^]*?)^\1|^(?: {4}[^\n]*\n)+/gmu;
  for (const [block, , fenced] of page.matchAll(blocks)) {
    const joined = (fenced ?? block).replaceAll(/[\\`]\n\s*|\n {4,}(?=\[|--)/gu, ' ');
    for (const line of joined.split(/\n|&&/u)) {
      const [text = ''] = line.trim().split(/ {2,}| #|;/u);
      if (program.test(text)) found.push({ text, whole: !/[[…|]/u.test(text) });
    }
  }
  for (const [, text = ''] of page.replaceAll(blocks, '').matchAll(/`([^`\n]+)`/gu)) {
    if (program.test(text)) found.push({ text, whole: false });
  }
  return found;
}

/** What is wrong with a line; empty where nothing is. */
function faultOf({ text, whole }: Line): string {
  const line = text.replace(program, '');
  const fixed = fixedWords(line).join(' ');
  const fitting = uses.filter(({ words }) => `${fixed} `.startsWith(`${words.join(' ')} `));
  const begun = uses.filter(({ words }) => words.join(' ').startsWith(fixed));
  const meant = fitting.length > 0 ? fitting : begun;
  if (meant.length === 0) return `no such command: ${text}`;
  // what follows the server of `practice shell` belongs to PowerShell
  const given: readonly string[] = line.startsWith("practice shell") ? [] : (line.match(option) ?? []);
  const unknown = given.filter(name => !meant.some(({ options }) => options.has(name)));
  if (unknown.length > 0) return `no option ${unknown.join(', ')}: ${text}`;
  const isComplete = meant.some(({ required }) => required.every(name => given.includes(name)));
  return whole && !isComplete ? `incomplete: ${text}` : '';
}

function pages(): string[] {
  const markdown = (folder: string): string[] =>
    readdirSync(folder)
      .filter(name => name.endsWith('.md') && !name.startsWith('drill-report'))
      .map(name => join(folder, name));
  return ['README.md', 'CHANGELOG.md', ...['docs', 'media/walkthrough', 'notebooks', 'notebooks/fr'].flatMap(markdown)];
}

describe('Command lines in the documentation', () => {
  it('are known to the program, with their options, and are complete', () => {
    const lines = pages().flatMap(page =>
      linesOf(readFileSync(page, 'utf8')).map(line => ({ page, line })),
    );
    assert.ok(lines.length > 60, `${lines.length} lines are found`);
    const faults = lines.flatMap(({ page, line }) => {
      const fault = faultOf(line);
      return fault === '' ? [] : [`${page}: ${fault}`];
    });
    assert.deepEqual(faults, []);
  });

  it('with a wrong word, a wrong or a missing option are told', () => {
    const told = (text: string): string => faultOf({ text, whole: true });
    assert.match(told('recovery-runbooks logs verify x'), /no such command/);
    assert.match(told('npm run -s cli -- log verify x --jsn'), /no option --jsn/);
    assert.match(told('recovery-runbooks log sign-off x --as reviewer'), /incomplete/);
    assert.equal(told('recovery-runbooks log sign-off x --as reviewer --decision passed'), '');
  });
});
