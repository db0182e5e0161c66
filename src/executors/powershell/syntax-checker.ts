import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { encodedArguments } from './command-line.ts';
import type { SpawnProcess } from './driver-process.ts';
import type { EndTree } from './process-tree.ts';
import type { Program } from './transport.ts';

/** What PowerShell's own parser finds wrong; offsets are UTF-16 units of the text. */
export interface SyntaxFault {
  readonly start: number;
  readonly end: number;
  /** In PowerShell's words, and in its language. */
  readonly message: string;
}

/**
 * Reads texts, one Base64 line each, and answers with the faults of each, a point on a line of its own
 * behind them. It parses and never runs a text. A workflow is right in the Windows PowerShell of the
 * servers, though newer parsers refuse it. PowerShell 3.0 syntax.
 */
const service = `
$ErrorActionPreference = 'Stop'
while ($null -ne ($line = [Console]::In.ReadLine())) {
  $text = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($line))
  $tokens = $null
  $faults = $null
  [void] [System.Management.Automation.Language.Parser]::ParseInput($text, [ref] $tokens, [ref] $faults)
  foreach ($fault in $faults) {
    if ($fault.ErrorId -eq 'WorkflowNotSupportedInPowerShellCore') { continue }
    $said = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($fault.Message))
    [Console]::Out.WriteLine('fault ' + $fault.Extent.StartOffset + ' ' + $fault.Extent.EndOffset + ' ' + $said)
  }
  [Console]::Out.WriteLine('.')
}
`;

/** Statements that make the parser itself load what they name: they are left to the scanner. */
const loading = /^\s*(?:using\s+(?:module|assembly)|configuration)\b/imu;

export interface SyntaxCheckerParts {
  /** The PowerShell that is there; `undefined` where none is. */
  powerShell(): Promise<Program | undefined>;
  readonly spawn: SpawnProcess;
  readonly endTree: EndTree;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Longest wait for an answer, ms; the first one takes in the start of PowerShell. */
  readonly patienceMs?: number;
  /** The process ends when nothing was asked for so long, ms. */
  readonly idleMs?: number;
}

interface Process {
  readonly child: ChildProcessWithoutNullStreams;
  readonly lines: Interface;
}

function faultOf(line: string): SyntaxFault | undefined {
  const [word, start, end, said = ''] = line.split(' ');
  if (word !== 'fault') return undefined;
  const message = Buffer.from(said, 'base64').toString('utf8');
  return { start: Number(start), end: Number(end), message };
}

/**
 * Asks the parser of the PowerShell that is there what is wrong with texts. One process serves many
 * questions, one after the other, and ends when it is idle.
 */
export class SyntaxChecker {
  readonly #parts: SyntaxCheckerParts;
  #process: Promise<Process | undefined> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(parts: SyntaxCheckerParts) {
    this.#parts = parts;
  }

  /**
   * Faults of a text with LF or CRLF line ends. `undefined` where no PowerShell is there or it did not
   * answer: what is wrong with the text is then not known.
   */
  check(text: string): Promise<readonly SyntaxFault[] | undefined> {
    if (text.trim() === '' || loading.test(text)) return Promise.resolve([]);
    const answer = this.#last.then(() => this.#ask(text));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  dispose(): void {
    this.#disposed = true;
    this.#end();
  }

  async #ask(text: string): Promise<readonly SyntaxFault[] | undefined> {
    clearTimeout(this.#idle);
    if (this.#disposed) return undefined;
    this.#process ??= this.#start();
    const running = await this.#process;
    if (running === undefined) return undefined;
    const answer = await this.#answer(running, text);
    if (answer === undefined) this.#end();
    else {
      this.#idle = setTimeout(() => {
        this.#end();
      }, this.#parts.idleMs ?? 60_000);
      this.#idle.unref();
    }
    return answer;
  }

  async #start(): Promise<Process | undefined> {
    const program = await this.#parts.powerShell();
    if (program === undefined) return undefined;
    const child = this.#parts.spawn(program.file, [...program.args, ...encodedArguments(service)], {
      shell: false,
      windowsHide: true,
      detached: process.platform !== 'win32',
      env: {
        ...this.#parts.env,
        ...program.env,
        POWERSHELL_TELEMETRY_OPTOUT: '1',
        POWERSHELL_UPDATECHECK: 'Off',
      },
    });
    // that it could not be started, or has ended, shows when its answer does not come
    child.on('error', () => undefined);
    child.stdin.on('error', () => undefined);
    child.stderr.resume();
    return { child, lines: createInterface({ input: child.stdout }) };
  }

  #answer({ child, lines }: Process, text: string): Promise<readonly SyntaxFault[] | undefined> {
    return new Promise(resolve => {
      const faults: SyntaxFault[] = [];
      const finish = (answer: readonly SyntaxFault[] | undefined): void => {
        clearTimeout(patience);
        lines.off('line', onLine).off('close', onClose);
        child.off('error', onClose);
        resolve(answer);
      };
      const onLine = (line: string): void => {
        const fault = faultOf(line);
        if (fault !== undefined) faults.push(fault);
        else if (line.trim() === '.') finish(faults);
      };
      const onClose = (): void => {
        finish(undefined);
      };
      const patience = setTimeout(onClose, this.#parts.patienceMs ?? 20_000);
      lines.on('line', onLine).on('close', onClose);
      child.on('error', onClose);
      child.stdin.write(`${Buffer.from(text, 'utf8').toString('base64')}\n`);
    });
  }

  #end(): void {
    clearTimeout(this.#idle);
    const running = this.#process;
    this.#process = undefined;
    void running?.then(found => {
      if (found === undefined) return;
      found.child.stdin.end();
      found.lines.close();
      this.#parts.endTree(found.child);
    });
  }
}
