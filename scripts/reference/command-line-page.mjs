/** The page of the command line, from the usage texts of the commands. */
import { commandUsages } from '../../src/cli/usages.ts';
import { commandWords } from './command-words.mjs';
import { page, table } from './table.mjs';

function section({ name, usage }) {
  const words = commandWords[name];
  if (words === undefined) throw new Error(`the command ${name} has no words`);
  const { about, pages, options } = words;
  return [
    `## \`${name}\``,
    '',
    about,
    '',
    '```text',
    ...usage,
    '```',
    '',
    ...table(
      ['Option', 'Meaning'],
      Object.entries(options).map(([option, meaning]) => [`\`${option}\``, meaning]),
    ),
    '',
    `More: ${pages.map(file => `[${file}](${file})`).join(', ')}.`,
    '',
  ];
}

/** Options that a command's usage names. */
export function optionsOf(usage) {
  return new Set(usage.join('\n').match(/(?<![\w-])--[a-z]+(?:-[a-z]+)*/gu));
}

/** Markdown of `docs/command-line.md`. */
export function commandLinePage() {
  return page([
    '# Command line',
    '',
    '`recovery-runbooks` is put on the path by *Install Command Line* in the editor; in a checkout it is `npm run -s cli --`. `--help` after a command shows its use, `--version` the version. This page is made from the usage texts by `scripts/reference.mjs`.',
    '',
    ...table(
      ['Exit status', 'Meaning'],
      [
        ['0', 'done'],
        ['1', 'a step failed, or something was found'],
        ['2', 'wrong use, or a runbook that cannot be read'],
        ['3', 'refused by a safety check'],
        ['4', 'cancelled or interrupted'],
      ],
    ),
    '',
    ...commandUsages.flatMap(section),
  ]);
}
