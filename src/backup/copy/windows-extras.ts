import * as l10n from '@vscode/l10n';
import { join } from 'node:path';
import { failuresInLog, readRobocopyExit, robocopyArguments } from './robocopy.ts';

/** Ends of a program that was run; `undefined` where it is not there. */
export interface ProgramEnd {
  readonly status: number;
  readonly output: string;
}

/** What this needs of Windows; tests say it themselves. */
export interface WindowsTools {
  run(file: string, args: readonly string[]): Promise<ProgramEnd | undefined>;
  /** Text of a UTF-16 file that a program wrote; it is removed. */
  takeLog(path: string): Promise<string>;
  /** Folder for logs that are gone soon. */
  readonly temporary: string;
  readonly systemRoot: string;
}

/** Names of files and their alternate streams, one `path|stream|bytes` a line; 3.0 syntax. */
const streamScript = [
  "$ErrorActionPreference = 'SilentlyContinue'",
  '[Console]::OutputEncoding = [Text.Encoding]::UTF8',
  'Get-ChildItem -LiteralPath $args[0] -Recurse -Force | Where-Object { -not $_.PSIsContainer } |',
  "  ForEach-Object { Get-Item -LiteralPath $_.FullName -Stream * } | Where-Object { $_.Stream -ne ':$DATA' } |",
  "  ForEach-Object { $_.FileName + '|' + $_.Stream + '|' + $_.Length }",
].join('\n');

/** Marks that a browser leaves on a download; nothing is lost with them. */
const harmlessStream = /^Zone\.Identifier$/i;

/** The alternate streams in a listing, as `path:stream`. */
export function streamsIn(listing: string): string[] {
  return listing.split(/\r?\n/).flatMap(line => {
    const [, path, stream] = /^(.*)\|([^|]+)\|\d+$/.exec(line.replace(/^\ufeff/, '')) ?? [];
    if (path === undefined || stream === undefined || harmlessStream.test(stream)) return [];
    return [`${path}:${stream}`];
  });
}

async function carryAccessLists(from: string, to: string, tools: WindowsTools): Promise<string[]> {
  const log = join(tools.temporary, `robocopy-${process.pid}-${Date.now()}.log`);
  const program = join(tools.systemRoot, 'System32', 'robocopy.exe');
  const end = await tools.run(program, robocopyArguments({ from, to, log }));
  if (end === undefined) {
    return [l10n.t('Access control lists were not carried over: robocopy is not there.')];
  }
  const text = await tools.takeLog(log);
  if (readRobocopyExit(end.status).ok) return [];
  const failures = failuresInLog(text).map(({ path, number, text: words }) =>
    l10n.t('Access control list of {0} was not carried over: {1} ({2})', path, words, number),
  );
  return failures.length > 0
    ? failures
    : [
        l10n.t(
          'Access control lists were not carried over: robocopy ended with {0}. {1}',
          end.status,
          end.output.trim(),
        ),
      ];
}

async function nameStreams(from: string, tools: WindowsTools): Promise<string[]> {
  const powershell = join(
    tools.systemRoot,
    'System32',
    'WindowsPowerShell',
    'v1.0',
    'powershell.exe',
  );
  const script = Buffer.from(`& {\n${streamScript}\n} '${from.replaceAll("'", "''")}'`, 'utf16le');
  const args = [
    '-NoLogo',
    '-NoProfile',
    '-NonInteractive',
    '-EncodedCommand',
    script.toString('base64'),
  ];
  const end = await tools.run(powershell, args);
  if (end?.status !== 0) {
    return [l10n.t('Whether files have alternate data streams could not be looked at.')];
  }
  return streamsIn(end.output).map(name =>
    l10n.t('Not copied: the alternate data stream {0}', name),
  );
}

/**
 * What Windows keeps beside the content of files: access control lists are carried over by robocopy,
 * alternate data streams are named. Gives what was not carried over, one sentence each; contents were
 * copied and hashed before and are not touched.
 */
export async function carryWindowsExtras(
  from: string,
  to: string,
  tools: WindowsTools,
): Promise<readonly string[]> {
  const lists = await carryAccessLists(from, to, tools);
  return [...lists, ...(await nameStreams(from, tools))];
}
