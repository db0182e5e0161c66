import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { attributesPage } from '../../../scripts/reference/attributes-page.mjs';
import { commandLinePage, optionsOf } from '../../../scripts/reference/command-line-page.mjs';
import { commandWords } from '../../../scripts/reference/command-words.mjs';
import { settingsPage } from '../../../scripts/reference/settings-page.mjs';
import { commandUsages } from '../../../src/cli/usages.ts';
import { readEstate } from '../../../src/estate/read.ts';
import { readRunbook } from '../../../src/runbook/read.ts';

function text(file: string): string {
  return readFileSync(file, 'utf8');
}

function json(file: string): unknown {
  return JSON.parse(text(file));
}

/** Anchors of a page as Git hosts make them of its headings. */
function anchors(page: string): Set<string> {
  const headings = [...page.matchAll(/^#+ (.+)$/gmu)].map(([, heading = '']) => heading);
  return new Set(
    headings.map(heading =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{Nd}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Links to files and headings that are not there. */
function brokenLinks(file: string): string[] {
  const prose = text(file).replaceAll(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1/gmu, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/gu)].map(([, link = '']) => link);
  return links.filter(link => {
    if (/^[a-z]+:/u.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    if (!existsSync(target)) return true;
    return anchor !== undefined && !anchors(text(target)).has(anchor);
  });
}

describe('the generated references (node scripts/reference.mjs writes them)', () => {
  it('docs/settings.md is current', () => {
    const made = settingsPage(json('package.json'), json('package.nls.json'));
    assert.equal(text('docs/settings.md'), made);
  });

  it('docs/command-line.md is current', () => {
    assert.equal(text('docs/command-line.md'), commandLinePage());
  });

  it('docs/attributes.md is current', () => {
    assert.equal(text('docs/attributes.md'), attributesPage());
  });

  it('have every command that the program has', () => {
    const made = [...text('src/cli.ts').matchAll(/^ {4}(\w+)Command\(/gmu)].map(([, name]) => name);
    assert.deepEqual(
      commandUsages.map(({ name }) => name),
      made,
    );
  });

  it('explain every option that a use names, and no other', () => {
    for (const { name, usage } of commandUsages) {
      const explained = Object.keys(commandWords[name]?.options ?? {});
      assert.deepEqual(explained.sort(), [...optionsOf(usage)].sort(), name);
    }
  });

  it('have no row that a bar could break', () => {
    for (const page of ['settings', 'command-line', 'attributes']) {
      const tables = text(`docs/${page}.md`).split(/\n(?!\|)/u);
      for (const table of tables.filter(part => part.includes('\n|'))) {
        const rows = table.split('\n').filter(line => line.startsWith('|'));
        const bars = rows.map(row => row.match(/(?<!\\)\|/gu)?.length);
        assert.equal(new Set(bars).size, 1, table);
      }
    }
  });
});

describe('the pages', () => {
  it('have no link that leads nowhere', () => {
    const pages = readdirSync('docs').filter(name => name.endsWith('.md'));
    const all = ['README.md', 'CHANGELOG.md', ...pages.map(name => `docs/${name}`)];
    const broken = all.flatMap(file => brokenLinks(file).map(link => `${file}: ${link}`));
    assert.deepEqual(broken, []);
  });

  it('are all named by the guide', () => {
    const guide = text('docs/README.md');
    const pages = readdirSync('docs').filter(name => name.endsWith('.md') && name !== 'README.md');
    assert.deepEqual(
      pages.filter(name => !guide.includes(`(${name}`)),
      [],
    );
  });

  it('show estate files that can be read', () => {
    const shown = ['media/walkthrough/own.md', 'media/walkthrough/own.nls.fr.md', 'docs/estate-file.md'];
    for (const file of shown) {
      const [, example = ''] = /```yaml\n([\s\S]*?)```/u.exec(text(file)) ?? [];
      assert.notEqual(readEstate(Buffer.from(example), file).servers.length, 0, file);
    }
  });

  it('show runbooks that can be run', () => {
    for (const file of ['README.md', 'docs/runbook-format.md']) {
      const [, example = ''] = /````markdown\n([\s\S]*?)````\n/u.exec(text(file)) ?? [];
      const { steps, diagnostics } = readRunbook(Buffer.from(example), file);
      assert.notEqual(steps.length, 0, file);
      assert.deepEqual(diagnostics, [], file);
    }
  });
});
