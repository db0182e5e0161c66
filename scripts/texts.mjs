/**
 * Holds the translations against the texts of the code: `node scripts/texts.mjs` lists what is missing
 * or too much in each language (exit 1), `--missing LANGUAGE` prints the missing texts as JSON.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = path => readFileSync(join(root, path), 'utf8');

/** Every literal that `l10n.t` is called with. */
function textsIn(path) {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = node => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === 't' &&
      node.expression.expression.getText(source) === 'l10n'
    ) {
      const [first] = node.arguments;
      if (first !== undefined && ts.isStringLiteralLike(first)) found.push(first.text);
      else found.push(`not a literal: ${path}: ${node.getText(source).slice(0, 60)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const holes = text => [...text.matchAll(/\{\d+\}/g)].map(([hole]) => hole).sort();

function differences(kind, english, translated) {
  const found = [];
  for (const [key, text] of Object.entries(english)) {
    const other = translated[key];
    if (other === undefined) found.push(`${kind}: missing: ${key}`);
    else if ([...new Set(holes(text))].join() !== [...new Set(holes(other))].join()) {
      found.push(`${kind}: other placeholders: ${key}`);
    } else if (other.trim() === '') found.push(`${kind}: empty: ${key}`);
  }
  for (const key of Object.keys(translated)) {
    if (english[key] === undefined) found.push(`${kind}: no longer used: ${key}`);
  }
  return found;
}

/**
 * Steps of a runbook: what stands in its fences, which no translation changes but for comments, and
 * the instructions and evidence of what people do.
 */
function fences(text) {
  const found = text
    .replaceAll('\r\n', '\n')
    .matchAll(/^(```+)(?:powershell|sql|step)[^\n]*\n[^]*?^\1$/gm);
  return [...found].map(([fence]) => {
    if (/^manual:/m.test(fence)) return fence.slice(0, fence.indexOf('\n'));
    // texts that a script or step shows may be translated, its commands may not
    return fence
      .replaceAll(/^\s*(?:#|--).*\n/gm, '')
      .replaceAll(/^ {2}(?:reason|why): .*\n/gm, '')
      .replaceAll(/'[^'\n]* [^'\n]*'/g, "''");
  });
}

function runbookDifferences(language) {
  const folder = join('notebooks', language);
  return readdirSync(join(root, 'notebooks'))
    .filter(name => name.endsWith('.runbook.md'))
    .flatMap(name => {
      const there = join(folder, name);
      if (!existsSync(join(root, there))) return [`${there}: missing`];
      const [own, other] = [fences(read(join('notebooks', name))), fences(read(there))];
      const at = own.findIndex((fence, step) => fence !== other[step]);
      if (at < 0 && own.length === other.length) return [];
      return [`${there}: other steps: ${(own[at] ?? other[own.length] ?? '').split('\n')[0]}`];
    });
}

const sources = readdirSync(join(root, 'src'), { recursive: true })
  .filter(path => path.endsWith('.ts'))
  .map(path => join('src', path));
const english = Object.fromEntries(sources.flatMap(textsIn).map(text => [text, text]));
const languages = readdirSync(join(root, 'l10n')).flatMap(
  name => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1] ?? [],
);

const wanted = process.argv.indexOf('--missing');
if (wanted > 0) {
  const translated = JSON.parse(read(`l10n/bundle.l10n.${process.argv[wanted + 1]}.json`));
  const missing = Object.keys(english).filter(key => translated[key] === undefined);
  console.log(JSON.stringify(missing, undefined, 1));
} else {
  const found = languages.flatMap(language => {
    const bundle = `bundle.l10n.${language}.json`;
    const manifest = `package.nls.${language}.json`;
    return [
      ...differences(bundle, english, JSON.parse(read(join('l10n', bundle)))),
      ...(existsSync(join(root, manifest))
        ? differences(manifest, JSON.parse(read('package.nls.json')), JSON.parse(read(manifest)))
        : [`${manifest}: missing`]),
      ...runbookDifferences(language),
      ...readdirSync(join(root, 'media', 'walkthrough'))
        .filter(name => name.endsWith('.md') && !name.includes('.nls.'))
        .map(name => `media/walkthrough/${name.replace(/\.md$/, `.nls.${language}.md`)}`)
        .filter(path => !existsSync(join(root, path)))
        .map(path => `${path}: missing`),
    ];
  });
  for (const line of found) console.log(line);
  console.log(
    `${Object.keys(english).length} texts, ${languages.join(', ')}: ${found.length} findings`,
  );
  process.exitCode = found.length > 0 ? 1 : 0;
}
