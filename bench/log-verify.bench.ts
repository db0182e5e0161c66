import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkpointText, sealRecord, zeroHash } from '../src/log/chain/chain.ts';
import { verifyLog } from '../src/log/chain/verify.ts';
import { newPrivateKey, signingKey } from '../src/log/keys/signing.ts';
import type { LoggedEvent } from '../src/log/record.ts';
import { checkpointInterval } from '../src/log/writing/log-writer.ts';

const records = 100_000;
const run = '20261122T034100Z-3f9c1a';
const key = signingKey(newPrivateKey());

/** A long run: mostly output of a few steps, with the checkpoints that the writer would set. */
function* events(): Generator<LoggedEvent> {
  yield { type: 'log-opened', format: 'recovery-log/1', publicKey: key.publicKey, previous: null };
  for (let at = 0; at < records; at += 1) {
    const progress = { activity: 'LcsCDR', percent: at % 100, bytesDone: at * 4096 };
    const text = `${at} \\\\bk01\\LyncBackup\\2026-11-22_0200\\LcsCDR.bak: 3.1 GB of 7.8 copied\r\n`;
    if (at % 10 === 9) yield { type: 'progress', step: 'restore-cdr', attempt: 1, progress };
    else yield { type: 'output', step: 'restore-cdr', attempt: 1, stream: 'output', text };
  }
}

/** Writes the log straight away, without the disk's waiting. */
async function writeLog(file: string, interval: number): Promise<void> {
  const lines: string[] = [];
  let prev = zeroHash;
  const add = (event: LoggedEvent): void => {
    const time = new Date(1_795_000_000_000 + lines.length).toISOString();
    const sealed = sealRecord({ run, seq: lines.length, time, mono: lines.length, event, prev });
    prev = sealed.record.hash;
    lines.push(sealed.line);
  };
  const checkpoint = (): void => {
    const signature = key.sign(checkpointText(run, lines.length, prev));
    add({ type: 'checkpoint', signature });
  };
  for (const event of events()) {
    add(event);
    if (lines.length % interval === 0) checkpoint();
  }
  const summary = { durationMs: 0, waitingMs: 0, overrides: 0, confirmations: 0, evidence: 0 };
  add({ type: 'run-finished', outcome: 'succeeded', summary: { steps: [], ...summary } });
  checkpoint();
  await writeFile(file, lines.join(''));
}

/** The least that any verifier has to do: hash every line's bytes and parse it. */
async function bare(file: string): Promise<number> {
  const from = performance.now();
  const handle = await open(file);
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of handle.createReadStream({ highWaterMark: 512 * 1024 })) {
    const bytes: Buffer = Buffer.concat([rest, chunk as Buffer]);
    let at = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
      const line = bytes.subarray(at, end);
      hash('sha256', line, 'hex');
      JSON.parse(line.toString('utf8'));
      at = end + 1;
    }
    rest = bytes.subarray(at);
  }
  return performance.now() - from;
}

async function ours(file: string): Promise<number> {
  const from = performance.now();
  const found = await verifyLog(file);
  if (!found.finished) throw new Error(`the log of the bench is ${found.integrity.state}`);
  return performance.now() - from;
}

async function verification(): Promise<{ value: number; detail: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'log-verify-'));
  try {
    const file = join(folder, `${run}.recovery-log.jsonl`);
    await writeLog(file, checkpointInterval);
    const bareMs: number[] = [];
    const ourMs: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      bareMs.push(await bare(file));
      ourMs.push(await ours(file));
    }
    const value = Math.min(...bareMs) / Math.min(...ourMs);
    const detail = `best of 5: bare ${Math.min(...bareMs).toFixed(0)} ms, ours ${Math.min(...ourMs).toFixed(0)} ms`;
    return { value, detail };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A log of 500 MB, mostly output of 4 KB a record. */
async function writeLarge(file: string): Promise<void> {
  const out = createWriteStream(file);
  let prev = zeroHash;
  let seq = 0;
  const line = (event: LoggedEvent): string => {
    const time = new Date(1_795_000_000_000 + seq).toISOString();
    const sealed = sealRecord({ run, seq, time, mono: seq, event, prev });
    prev = sealed.record.hash;
    seq += 1;
    return sealed.line;
  };
  const { publicKey } = key;
  out.write(line({ type: 'log-opened', format: 'recovery-log/1', publicKey, previous: null }));
  const begun = { step: 'copy', attempt: 1, title: 'Copy', language: 'powershell' } as const;
  const effect = { kind: 'reads', servers: ['se01.contoso.com'] } as const;
  const plan = { hash: '', lines: [], losses: [], effect };
  const ran = { text: 'Copy', textHash: '', values: {}, plan };
  out.write(line({ type: 'step-started', ...begun, ...ran }));
  const text = '\\\\bk01\\LyncBackup\\2026-11-22_0200: copied é\r\n'.repeat(80);
  const output = { type: 'output', step: 'copy', attempt: 1, stream: 'output' } as const;
  for (let bytes = 0; bytes < 500e6;) {
    let part = '';
    for (let at = 0; at < 200; at += 1) part += line({ ...output, text: `${seq} ${text}` });
    bytes += Buffer.byteLength(part);
    if (!out.write(part)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

/** What that process found. */
interface Found {
  readonly maxRSS: number;
  readonly state: string;
  readonly run: string;
  readonly records: number;
  readonly hits: number;
}

/** Most memory that a process of its own needs to verify, replay, fold for a report and search the log. */
async function memory(): Promise<{ value: number; detail: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'log-memory-'));
  try {
    const file = join(folder, `${run}.recovery-log.jsonl`);
    await writeLarge(file);
    const source = (name: string): string => new URL(`../src/log/${name}.ts`, import.meta.url).href;
    const script = `
      import { dirname } from 'node:path';
      import { readRun } from '${source('account/read-run')}';
      import { ReportTexts } from '${source('account/text-keepers')}';
      import { verifyLog } from '${source('chain/verify')}';
      import { searchLogs } from '${source('folder/search-logs')}';
      import { readLog } from '${source('reader')}';
      import { applyRecord, emptyState } from '${source('state')}';
      const found = await verifyLog(process.argv[1]);
      let state = emptyState();
      for await (const line of readLog(process.argv[1])) {
        if ('record' in line) state = applyRecord(state, line.record);
      }
      const { records } = await readRun(process.argv[1], new ReportTexts());
      const query = { text: 'copied', server: 'se01' };
      let hits = 0;
      const { signal } = new AbortController();
      for await (const hit of searchLogs([dirname(process.argv[1])], query, signal)) hits += hit.matches;
      const { maxRSS } = process.resourceUsage();
      const { integrity } = found;
      console.log(JSON.stringify({ maxRSS, state: integrity.state, run: state.run, records, hits }));`;
    const words = ['--input-type=module-typescript', '--eval', script, file];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    const found = JSON.parse(stdout) as Found;
    const whole =
      found.state === 'intact' &&
      found.run === run &&
      found.records > 100_000 &&
      found.hits > 90_000;
    if (!whole) throw new Error(stdout);
    const value = found.maxRSS / 1024;
    return { value, detail: `the whole process, Node itself included, at its highest` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const rows = [
  {
    name: 'log: memory to verify, replay, report and search a log of 500 MB',
    limit: '< 200',
    unit: 'MiB',
    run: memory,
  },
  {
    name: 'log: verification of 100,000 records against bare SHA-256 and JSON.parse of each line',
    limit: '>= 0.7',
    unit: '',
    run: verification,
  },
];
