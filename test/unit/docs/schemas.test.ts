import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { appendToJournal } from '../../../src/backup/journal.ts';
import { recordVerification } from '../../../src/backup/verifications.ts';
import { KnownServers } from '../../../src/executors/sql/connection/known-servers.ts';
import { CertificatePins } from '../../../src/executors/sql/connection/pins.ts';
import { stepJsonSchema } from '../../../src/executors/steps/json-schema.ts';
import { stepActions } from '../../../src/executors/steps/registry.ts';
import { exportedKey } from '../../../src/log/keys/trusted-keys.ts';
import { noteSchema } from '../../../src/log/notes/note-schema.ts';
import { createPracticeLogins, loginsFileName } from '../../../src/practice/sql/estate/logins-file.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { TestWork } from '../backup/work-in-test.ts';

const fileOf = (name: string): string => join('schemas', `${name}.schema.json`);

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

const known = new Map<string, z.ZodType>();

function schema(name: string): z.ZodType {
  const found =
    known.get(name) ??
    z.fromJSONSchema(z.record(z.string(), z.json()).parse(read(fileOf(name))));
  known.set(name, found);
  return found;
}

function takes(name: string, value: unknown): void {
  const { success, error } = schema(name).safeParse(value);
  assert.ok(success, `${name}: ${error === undefined ? '' : z.prettifyError(error)}`);
}

function refuses(name: string, value: unknown): void {
  assert.equal(schema(name).safeParse(value).success, false, JSON.stringify(value));
}

/** Holds a schema file against what is made of the code; UPDATE_SCHEMAS=1 writes it anew. */
function isCurrent(name: string, made: Record<string, unknown>): void {
  const text = `${JSON.stringify(made, undefined, 2)}\n`;
  if (process.env.UPDATE_SCHEMAS === '1') writeFileSync(fileOf(name), text);
  assert.deepEqual(read(fileOf(name)), JSON.parse(text));
}

function frontMatterOf(file: string): unknown {
  const [, text = ''] = /^---\n([^]*?)\n---\n/u.exec(readFileSync(file, 'utf8')) ?? [];
  return parse(text);
}

describe('JSON schemas', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rr-schemas-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('of step cells and notes are made from what reads them', () => {
    isCurrent('step', stepJsonSchema(stepActions()));
    isCurrent('recovery-notes', {
      ...z.toJSONSchema(noteSchema, { io: 'input', unrepresentable: 'any' }),
      title: 'Line of the notes beside a recovery log',
      description: 'RUN.notes.jsonl: one canonical JSON object (RFC 8785) a line.',
    });
  });

  it('take every step cell and every front matter of the shipped runbooks', () => {
    for (const folderOf of ['notebooks', 'notebooks/fr']) {
      for (const name of readdirSync(folderOf).filter(each => each.endsWith('.runbook.md'))) {
        const file = join(folderOf, name);
        takes('runbook-front-matter', frontMatterOf(file));
        for (const step of readRunbook(readFileSync(file), file).steps) {
          if (step.language === 'step') takes('step', parse(step.text));
        }
      }
    }
    refuses('step', { 'copy-file': { from: 'a', to: 'b' } });
    refuses('step', { 'copy-files': { from: 1 } });
    refuses('step', {});
    refuses('runbook-front-matter', { variables: { A: { type: 'serfer' } } });
  });

  it('take the files that are written, and refuse others', async () => {
    const { files } = new TestWork();
    const time = '2026-11-22T02:00:00.000Z';
    await appendToJournal(folder, { created: time }, files);
    await appendToJournal(folder, { produced: { file: 'a', step: 's', source: 'x' } }, files);
    await recordVerification(
      folder,
      {
        at: time,
        level: 'full',
        manifest: 'a'.repeat(64),
        set: '\\\\bk01\\b\\s',
        files: 2,
        bytes: 10,
        findings: 0,
        lines: [],
        damaged: [],
      },
      files,
    );
    for (const name of ['backup-set.unfinished', 'backup-set.verifications']) {
      const lines = (await readFile(join(folder, `${name}.jsonl`), 'utf8')).trim().split('\n');
      for (const line of lines) takes(name, JSON.parse(line));
      refuses(name, { at: time });
    }
    takes('recovery-log-key', JSON.parse(exportedKey({ name: 'Ann', publicKey: `${'A'.repeat(43)}=` })));
    takes('recovery-log-key', { keys: [] });
    refuses('recovery-log-key', { name: 'Ann', publicKey: 'none' });
    await createPracticeLogins(folder, randomBytes);
    takes('practice-logins', parse(await readFile(join(folder, loginsFileName), 'utf8')));
    refuses('practice-logins', { logins: [{ user: 'sa' }] });
    const pins = new CertificatePins(folder, () => Date.parse(time));
    await pins.remember('be01\\rtc', Array(32).fill('AB').join(':'));
    takes('sql-certificates', read(pins.file));
    refuses('sql-certificates', { be01: { sha256: 'ab' } });
    const servers = new KnownServers(folder, () => Date.parse(time));
    await servers.remember('be01\\rtc', { ownName: 'BE01\\RTC', identity: 'G' });
    takes('sql-servers', read(servers.file));
    refuses('sql-servers', { be01: { ownName: 'BE01' } });
    const removed = { at: time, by: 'ann', removed: 's', files: 1, bytes: 2, sealed: time };
    takes('backup-retention', removed);
    takes('backup-retention', { at: time, by: 'ann', finished: 's' });
    refuses('backup-retention', { at: time, by: 'ann' });
  });

  it('are contributed to the editor, and named in the guide', () => {
    const manifest = z.object({
      contributes: z.object({
        jsonValidation: z.array(z.object({ url: z.string() })),
        yamlValidation: z.array(z.object({ url: z.string() })),
      }),
    });
    const { jsonValidation, yamlValidation } = manifest.parse(read('package.json')).contributes;
    for (const { url } of [...jsonValidation, ...yamlValidation]) assert.ok(existsSync(url), url);
    const guide = readFileSync('docs/README.md', 'utf8');
    for (const name of readdirSync('schemas')) {
      assert.ok(guide.includes(`../schemas/${name}`), `docs/README.md names ${name}`);
    }
  });
});
