import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');
const cli = join(root, 'dist', 'cli.mjs');

/** A shipped runbook. */
export function notebook(name: string): string {
  return join(root, 'notebooks', name);
}

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once standard output has the text. */
  seen(text: string): Promise<void>;
}

/** A folder of its own with the command line in it, as a user has it; nothing is shared with others. */
export class Workplace implements AsyncDisposable {
  readonly folder: string;
  readonly #children = new Set<ChildProcess>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<Workplace> {
    return new Workplace(await mkdtemp(join(tmpdir(), 'recovery-cli-')));
  }

  get estate(): string {
    return join(this.folder, 'estate', 'estate.yaml');
  }

  get logs(): string {
    return join(this.folder, 'logs');
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  async write(name: string, content: string | Uint8Array): Promise<string> {
    const file = this.path(name);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, content);
    return file;
  }

  start(words: readonly string[], env: Record<string, string> = {}): Started {
    const child = spawn(process.execPath, [cli, ...words], {
      cwd: this.folder,
      env: { ...process.env, RECOVERY_RUNBOOKS_DATA: this.path('data'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#children.add(child);
    let out = '';
    let err = '';
    const waiting = new Set<() => void>();
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      for (const look of waiting) look();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', status => {
        this.#children.delete(child);
        resolve({ status, out, err });
      });
    });
    const seen = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!out.includes(text)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void ended.then(end => {
          reject(new Error(`ended with ${String(end.status)} before "${text}":\n${out}\n${err}`));
        });
      });
    return { child, ended, seen };
  }

  run(...words: string[]): Promise<Ended> {
    return this.start(words).ended;
  }

  /** A run on the practice estate with its confirmations given. */
  practise(runbook: string, ...words: string[]): Promise<Ended> {
    return this.run('run', runbook, ...this.practiceWords(), ...words);
  }

  practiceWords(): string[] {
    return ['--estate', this.estate, '--mode', 'practice', '--yes', '--logs', this.logs];
  }

  async createEstate(): Promise<void> {
    const { status, err } = await this.run('practice', 'create', this.path('estate'));
    if (status !== 0) throw new Error(err);
  }

  async logFiles(): Promise<string[]> {
    const names = await readdir(this.logs, { recursive: true }).catch(() => []);
    const logs = names.filter(name => name.endsWith('.recovery-log.jsonl')).toSorted();
    return logs.map(name => join(this.logs, name));
  }

  async newestLog(): Promise<string> {
    const newest = (await this.logFiles()).at(-1);
    if (newest === undefined) throw new Error('there is no log');
    return newest;
  }

  /** Kills a started command and all that it started, as a power cut would. */
  async kill({ child, ended }: Started): Promise<void> {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What a server's own clockwork writes: replication moves on by itself, and a reader takes a lock. */
const ownClockwork = new Set(['computer.json', 'computer.json.lock']);

/** Every file below a folder with a hash of its content; links by what they name. */
export async function contentOf(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (ownClockwork.has(entry.name)) continue;
    if (entry.isDirectory()) found.set(path, 'folder');
    else if (entry.isSymbolicLink()) found.set(path, await readlink(path));
    else
      found.set(
        path,
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      );
  }
  return found;
}
