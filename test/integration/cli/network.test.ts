import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Ways to the network that no bundle needs: SQL Server and checks of ports go by `net` and `tls`. */
const ways = [
  /(?:require\(|from\s*|import\()["'](?:node:)?(?:https?|http2|undici)["']/u,
  /(?<![\w.$])fetch\(\s*["'`]/u,
  /new (?:WebSocket|XMLHttpRequest|EventSource)\b/u,
  /\bsendBeacon\(/u,
  /createTelemetryLogger|applicationinsights/u,
];

/**
 * Addresses that stand in the packed extension: names of XML and JSON vocabularies, what licences and words
 * of libraries name, and the names of simple URLs of Lync Server. None of them is ever asked.
 */
const namedOnly = [
  /^https?:\/\/json-schema\.org\//u,
  /^https:\/\/json\.schemastore\.org\/sarif-/u,
  /^http:\/\/www\.w3\.org\//u,
  /^http:\/\/schemas\.(?:microsoft|openxmlformats)\.(?:com|org)\//u,
  /^https:\/\/github\.com\/(?:tediousjs|bretcope|rossipedia|markedjs|ashtuchkin)\b/u,
  /^https:\/\/aka\.ms\/powershell$/u,
  /^https:\/\/(?:meet|dialin|lyncadmin)\.\$\{/u,
];

/** Text files of the packed extension that a program or the editor reads. */
async function shippedTexts(): Promise<string[]> {
  const all = await Promise.all(
    ['dist', 'schemas', 'syntaxes', 'media', 'l10n'].map(async folder =>
      (await readdir(folder, { recursive: true })).map(name => join(folder, name)),
    ),
  );
  return [
    ...all.flat().filter(name => /\.(?:mjs|cjs|js|css|json|svg|md|ps1|psm1|psd1)$/u.test(name)),
    'package.json',
  ];
}

describe('What is shipped', () => {
  it('names no address but those that are only names', async () => {
    const found = new Set<string>();
    for (const name of await shippedTexts()) {
      const text = await readFile(name, 'utf8');
      for (const [url] of text.matchAll(/\b(?:https?|wss?|ftp):\/\/[a-z\d][^\s"'`<>)\\]*/giu)) {
        if (!namedOnly.some(form => form.test(url))) found.add(`${name}: ${url}`);
      }
    }
    assert.deepEqual([...found], []);
  });

  it('has no way to the web, and no telemetry, in any bundle', async () => {
    const names = (await readdir('dist')).filter(name => /\.(?:mjs|cjs|js)$/u.test(name));
    assert.ok(names.includes('extension.cjs') && names.includes('cli.mjs'));
    const found: string[] = [];
    for (const name of names) {
      const text = await readFile(join('dist', name), 'utf8');
      found.push(...ways.filter(way => way.test(text)).map(way => `${name}: ${way.source}`));
    }
    assert.deepEqual(found, []);
  });

  it('shows pages whose policy loads nothing but their own script and style', async () => {
    const text = await readFile('src/ui/webview-html.ts', 'utf8');
    assert.match(text, /default-src 'none'/u);
    const page = await readFile('dist/map.js', 'utf8');
    assert.doesNotMatch(page, /\.innerHTML\s*=|insertAdjacentHTML|document\.write/u);
  });
});
