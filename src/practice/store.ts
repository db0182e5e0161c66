import { mkdir, open, readFile, readdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { stateUnreadable } from '../errors/practice.ts';
import { layoutOf, type Layout } from './layout.ts';
import {
  authorityState,
  buildSheets,
  computerState,
  directoryState,
  dnsState,
  faultsState,
  type AuthorityState,
  type BuildSheet,
  type ComputerState,
  type DirectoryState,
  type DnsState,
  type FaultState,
} from './state.ts';

/** `2026-11-22 02:00:00Z` from ms since 1970; see `state.ts` for why it is not the ISO form. */
export function stateTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** ms since 1970 of a state time, or `undefined` for an empty or foreign one. */
export function stateTimeMs(text: string): number | undefined {
  const ms = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(ms) ? undefined : ms;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** The state files of one practice estate, read with their schema and replaced atomically. */
export class PracticeStore {
  readonly layout: Layout;

  constructor(root: string) {
    this.layout = layoutOf(root);
  }

  /** The file's content; `undefined` where there is no file. Throws a `Problem` on a broken one. */
  async read<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S> | undefined> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw stateUnreadable(path, error instanceof Error ? error.message : String(error));
    }
    let value: unknown;
    try {
      value = JSON.parse(text.replace(/^\uFEFF/, ''));
    } catch (error) {
      throw stateUnreadable(path, error instanceof Error ? error.message : String(error));
    }
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw stateUnreadable(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
    }
    return parsed.data;
  }

  /** Like `read`, for a file that every practice estate has. */
  async must<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
    const value = await this.read(path, schema);
    if (value === undefined) throw stateUnreadable(path, 'ENOENT');
    return value;
  }

  /** Replaces the file whole: a reader sees the old content or the new one. */
  async write(path: string, value: unknown): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    const part = `${path}.${String(process.pid)}.new`;
    const handle = await open(part, 'w');
    try {
      await handle.writeFile(`${JSON.stringify(value, undefined, 1)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
  }

  /** FQDNs of the servers, sorted. */
  async servers(): Promise<string[]> {
    const sheets = await this.must(this.layout.buildSheets, buildSheets);
    return sheets.servers.map(sheet => sheet.fqdn).sort();
  }

  async buildSheet(fqdn: string): Promise<BuildSheet | undefined> {
    const sheets = await this.must(this.layout.buildSheets, buildSheets);
    return sheets.servers.find(sheet => sheet.fqdn.toLowerCase() === fqdn.toLowerCase());
  }

  computer(fqdn: string): Promise<ComputerState> {
    return this.must(this.layout.computer(fqdn), computerState);
  }

  /** Reads the server's state, changes it and writes it back. */
  async changeComputer(
    fqdn: string,
    change: (computer: ComputerState) => ComputerState,
  ): Promise<ComputerState> {
    const changed = change(await this.computer(fqdn));
    await this.write(this.layout.computer(fqdn), changed);
    return changed;
  }

  directory(): Promise<DirectoryState> {
    return this.must(this.layout.directory, directoryState);
  }

  dns(): Promise<DnsState> {
    return this.must(this.layout.dns, dnsState);
  }

  authority(): Promise<AuthorityState> {
    return this.must(this.layout.authority, authorityState);
  }

  async faults(): Promise<readonly FaultState[]> {
    return (await this.must(this.layout.faults, faultsState)).faults;
  }

  /** `instance/database` pairs of a server, sorted, in lower case. */
  async databases(fqdn: string): Promise<{ instance: string; name: string }[]> {
    const found: { instance: string; name: string }[] = [];
    for (const instance of await namesIn(this.layout.databases(fqdn))) {
      for (const file of await namesIn(this.layout.instance(fqdn, instance))) {
        if (file.endsWith('.json')) found.push({ instance, name: file.slice(0, -'.json'.length) });
      }
    }
    return found;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
