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

describe('What is shipped', () => {
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
