import * as l10n from '@vscode/l10n';
import type { ChildProcessWithoutNullStreams, SpawnOptionsWithoutStdio } from 'node:child_process';
import { readableError } from './clixml.ts';
import { FrameReader, requestLine, type Frame } from './frames.ts';
import type { EndTree } from './process-tree.ts';
import type { Launch } from './transport.ts';

/** Starts a process without a shell, as `spawn` of `node:child_process` does. */
export type SpawnProcess = (
  file: string,
  args: readonly string[],
  options: SpawnOptionsWithoutStdio,
) => ChildProcessWithoutNullStreams;

/** The process ended, or was never there. */
export interface DriverEnd {
  /** Error of the start itself. */
  readonly notStarted?: NodeJS.ErrnoException;
  /** How it ended, in words. */
  readonly how: string;
}

/** Who takes what the process writes. */
export interface DriverListener {
  onFrame(frame: Frame): void;
  /** Text past the frames, from standard output or standard error. */
  onStray(text: string): void;
}

/** No network but to the estate: PowerShell reports its use and looks for updates unless told not to. */
const quietEngine = { POWERSHELL_TELEMETRY_OPTOUT: '1', POWERSHELL_UPDATECHECK: 'Off' } as const;

/** How long after its end what a process wrote may still arrive, ms. */
const drainMs = 2_000;

/** Characters of stray text that are kept to explain an end. */
const keptText = 4_000;

/** Standard error by lines, with CLIXML made readable. */
class ErrorLines {
  readonly #decoder = new TextDecoder();
  readonly #take: (text: string) => void;
  #line = '';

  constructor(take: (text: string) => void) {
    this.#take = take;
  }

  push(chunk: Uint8Array): void {
    const parts = (this.#line + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#line = parts.pop() ?? '';
    for (const part of parts) this.#hand(`${part}\n`);
    if (this.#line.length > 1_000_000) this.end();
  }

  end(): void {
    const rest = this.#line;
    this.#line = '';
    if (rest !== '') this.#hand(rest);
  }

  #hand(line: string): void {
    if (line.startsWith('#< CLIXML')) return;
    const text = line.startsWith('<Objs') ? readableError(`#< CLIXML\n${line}`) : line;
    if (text.trim() !== '') this.#take(text);
  }
}

function endText(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return l10n.t('ended by signal {0}', signal);
  return l10n.t('exit status {0}', code ?? '?');
}

/**
 * A process with the driver in it: requests in, frames and stray text out, to whoever listens. It ends
 * by itself when this process does, because its standard input then ends.
 */
export class DriverProcess {
  /** Resolves when the process is gone and what it wrote has been handed on. */
  readonly ended: Promise<DriverEnd>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #endTree: EndTree;
  #listener: DriverListener | undefined;
  #said = '';
  #gone = false;

  constructor(
    launch: Launch,
    nonce: string,
    spawn: SpawnProcess,
    endTree: EndTree,
    env: Readonly<Record<string, string | undefined>>,
  ) {
    this.#endTree = endTree;
    this.#child = spawn(launch.file, launch.args, {
      shell: false,
      windowsHide: true,
      detached: process.platform !== 'win32',
      env: { ...env, ...quietEngine, ...launch.env },
      ...(launch.cwd === undefined ? {} : { cwd: launch.cwd }),
    });
    const stray = (text: string): void => {
      this.#said = (this.#said + text).slice(-keptText);
      this.#listener?.onStray(text);
    };
    const frames = new FrameReader(nonce, frame => this.#listener?.onFrame(frame), stray);
    const errors = new ErrorLines(stray);
    this.#child.stdout.on('data', (chunk: Uint8Array) => {
      frames.push(chunk);
    });
    this.#child.stderr.on('data', (chunk: Uint8Array) => {
      errors.push(chunk);
    });
    // The process may be gone before it has read everything: `ended` says so.
    this.#child.stdin.on('error', () => undefined);
    this.ended = this.#end().then(end => {
      frames.end();
      errors.end();
      this.#gone = true;
      return end;
    });
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** The last of what was written past the frames. */
  get said(): string {
    return this.#said.trim();
  }

  listen(listener: DriverListener | undefined): void {
    this.#listener = listener;
  }

  writeLine(line: string): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(line);
  }

  send(request: Readonly<Record<string, unknown>>): void {
    this.writeLine(requestLine(request));
  }

  /** Ends the process and everything below it. */
  kill(): void {
    this.#endTree(this.#child);
  }

  /** Asks it to end, and ends it where it does not within `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.send({ op: 'exit' });
    this.#child.stdin.end();
    const timer = setTimeout(() => {
      this.kill();
    }, graceMs);
    await this.ended;
    clearTimeout(timer);
  }

  #end(): Promise<DriverEnd> {
    return new Promise(resolve => {
      let drain: NodeJS.Timeout | undefined;
      this.#child.once('error', (error: NodeJS.ErrnoException) => {
        if (this.#child.pid === undefined) resolve({ notStarted: error, how: error.message });
      });
      this.#child.once('close', (code, signal) => {
        clearTimeout(drain);
        resolve({ how: endText(code, signal) });
      });
      // Something that it left running may hold the pipes open for ever.
      this.#child.once('exit', (code, signal) => {
        drain = setTimeout(() => {
          this.#child.stdout.destroy();
          this.#child.stderr.destroy();
          resolve({ how: endText(code, signal) });
        }, drainMs);
      });
    });
  }
}
