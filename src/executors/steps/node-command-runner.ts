import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type {
  CommandNotStarted,
  CommandRequest,
  CommandResult,
  CommandRunner,
} from './command-runner.ts';

/** Most that is kept of each output stream, in bytes: evidence is text that a person reads. */
export const maxCapturedBytes = 1024 * 1024;

/** How long a command may take to end after it was asked to, ms. */
const graceMs = 5_000;

/** How long after its end what a command wrote may still arrive, ms. */
const drainMs = 2_000;

class Capture {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  dropped = 0;

  add(chunk: Buffer): void {
    const fits = chunk.subarray(0, Math.max(0, maxCapturedBytes - this.#bytes));
    this.#chunks.push(fits);
    this.#bytes += fits.length;
    this.dropped += chunk.length - fits.length;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

/** Ends the child and its own children: a process group on POSIX, `taskkill /T` on Windows. */
function endTree(child: ChildProcessWithoutNullStreams, how: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') {
    const words = ['/PID', String(child.pid), '/T', '/F'];
    spawn('taskkill.exe', words, { stdio: 'ignore', shell: false, windowsHide: true }).on(
      'error',
      () => child.kill(),
    );
    return;
  }
  try {
    process.kill(-child.pid, how);
  } catch {
    child.kill(how); // the group is gone already, or was never made
  }
}

/** Commands as processes of this computer. */
export class NodeCommandRunner implements CommandRunner {
  async run(request: CommandRequest): Promise<CommandResult | CommandNotStarted> {
    request.signal.throwIfAborted();
    const [executable, ...words] = request.command;
    if (executable === undefined) return { notStarted: 'EINVAL', text: 'EINVAL' };
    const child = spawn(executable, words, {
      cwd: request.cwd,
      env: { ...process.env, ...request.env },
      shell: false,
      windowsHide: true,
      detached: process.platform !== 'win32',
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let killTimer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      endTree(child, 'SIGTERM');
      killTimer = setTimeout(() => {
        endTree(child, 'SIGKILL');
      }, graceMs);
    };
    request.signal.addEventListener('abort', onAbort, { once: true });
    try {
      const result = await finish(child, request);
      request.signal.throwIfAborted();
      return result;
    } finally {
      clearTimeout(killTimer);
      request.signal.removeEventListener('abort', onAbort);
    }
  }
}

function finish(
  child: ChildProcessWithoutNullStreams,
  request: CommandRequest,
): Promise<CommandResult | CommandNotStarted> {
  const output = new Capture();
  const error = new Capture();
  const decoders = { output: new TextDecoder(), error: new TextDecoder() };
  child.stdout.on('data', (chunk: Buffer) => {
    output.add(chunk);
    request.onText?.('output', decoders.output.decode(chunk, { stream: true }));
  });
  child.stderr.on('data', (chunk: Buffer) => {
    error.add(chunk);
    request.onText?.('error', decoders.error.decode(chunk, { stream: true }));
  });
  // A command that does not read its input closes the pipe: that is its right.
  child.stdin.on('error', () => undefined);
  child.stdin.end(request.input);
  let drainTimer: NodeJS.Timeout | undefined;
  return new Promise(resolve => {
    child.once('error', (failure: NodeJS.ErrnoException) => {
      resolve({ notStarted: failure.code ?? failure.name, text: failure.message });
    });
    const ended = (exitCode: number | null, exitSignal: NodeJS.Signals | null): void => {
      resolve({
        exitCode: exitCode ?? undefined,
        ...(exitSignal === null ? {} : { exitSignal }),
        output: output.text(),
        error: error.text(),
        droppedBytes: output.dropped + error.dropped,
      });
    };
    child.once('close', (exitCode, exitSignal) => {
      clearTimeout(drainTimer);
      ended(exitCode, exitSignal);
    });
    // Something it left running may hold the pipes open for ever; the command itself has ended.
    child.once('exit', (exitCode, exitSignal) => {
      drainTimer = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        ended(exitCode, exitSignal);
      }, drainMs);
    });
  });
}
