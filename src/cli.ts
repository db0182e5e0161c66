import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text as wholeText } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { CliCommand, CliContext } from './cli/command.ts';
import { estateCommand } from './cli/commands/estate.ts';
import { lintCommand, type LintServices } from './cli/commands/lint.ts';
import { logCommand, type LogServices } from './cli/commands/log.ts';
import { planCommand } from './cli/commands/plan.ts';
import { practiceCommand } from './cli/commands/practice.ts';
import { runCommand } from './cli/commands/run.ts';
import { scheduleCommand, type ProgramStart } from './cli/commands/schedule.ts';
import { setCommand } from './cli/commands/set.ts';
import { main } from './cli/main.ts';
import { processTerminal } from './cli/terminal.ts';
import { liveTopology } from './compose/asking-servers.ts';
import { installedCommandLine } from './compose/command-line-shim.ts';
import { checkEstate } from './compose/estate-check.ts';
import { localeOf, speak } from './compose/language.ts';
import { lintRunbookFile, runbookLinter } from './compose/linting.ts';
import { LogDesk } from './compose/log-desk.ts';
import { findPowerShell, syntaxChecker } from './compose/powershell.ts';
import { carriedFiles, secretVariable, type Program } from './compose/program.ts';
import { findEstate, readRunbookFile } from './compose/reading.ts';
import { backupThreads, beginRun, continueRun, operatorName } from './compose/runs.ts';
import { setsInLogs } from './compose/sets-in-logs.ts';

const dist = dirname(fileURLToPath(import.meta.url));

function versionOf(): string {
  const text: unknown = JSON.parse(readFileSync(join(dirname(dist), 'package.json'), 'utf8'));
  const known = typeof text === 'object' && text !== null && 'version' in text;
  return known && typeof text.version === 'string' ? text.version : '0';
}

let language = 'en';
// What a program reads stays English, whatever the reader speaks.
if (!['--json', '--sarif'].some(word => process.argv.includes(word))) {
  const system = (): string => new Intl.DateTimeFormat().resolvedOptions().locale;
  language = speak(localeOf(process.env, system), join(dirname(dist), 'l10n'));
}

const program: Program = {
  version: versionOf(),
  front: 'cli',
  dist,
  self: { file: process.execPath, args: [fileURLToPath(import.meta.url)], env: electronAsNode() },
  env: process.env,
  platform: process.platform,
  powershell: '',
  secret: name => Promise.resolve(process.env[secretVariable(name)]),
};

/** The command line may be run by the editor's executable; what it starts must be so too. */
function electronAsNode(): Readonly<Record<string, string>> {
  return process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
}

function lintServices(): LintServices {
  const linter = runbookLinter();
  const checker = syntaxChecker(program);
  return {
    version: program.version,
    lint: async (file, { estate, cwd, powershell }) =>
      lintRunbookFile(
        file,
        linter,
        estate === undefined ? undefined : await findEstate(estate, file, cwd),
        powershell ? text => checker.check(text) : undefined,
      ),
    end: () => {
      checker.dispose();
    },
  };
}

/** The installed script outlives an update of editor and extension; this very program may not. */
async function programStart(): Promise<ProgramStart> {
  const installed = await installedCommandLine(program);
  if (installed !== undefined) return { command: [installed.file], env: {} };
  return { command: [program.self.file, ...program.self.args], env: program.self.env };
}

function backupRunbook(): string {
  const { notebooks } = carriedFiles(program);
  const translated = join(notebooks, language, 'backup-everything.runbook.md');
  return existsSync(translated) ? translated : join(notebooks, 'backup-everything.runbook.md');
}

function logServices(): LogServices {
  const desk = new LogDesk(program);
  return {
    trustedKeys: () => desk.trustedKeys(),
    logsFolder: ({ cwd }) => join(cwd, 'recovery-logs'),
    notes: file => desk.notes(file),
    add: (file, entry) => desk.add(file, entry),
    evidence: (file, title, given, step) => desk.evidence(file, title, given, step),
    compare: (before, after, signal) => desk.compare(before, after, signal),
    report: (file, order) => desk.report(file, order),
    list: folders => desk.list(folders),
    search: (folders, query, signal) => desk.search(folders, query, signal),
    ownKey: () => desk.ownKey(),
    trust: (keyFile, name) => desk.trust(keyFile, name),
    distrust: name => desk.distrust(name),
    share: (file, team, signal) => desk.share(file, team, signal),
    shareAll: (folder, team, signal) => desk.shareAll(folder, team, { signal }),
  };
}

function commands(): CliCommand[] {
  return [
    runCommand({
      user: operatorName(),
      readRunbook: readRunbookFile,
      readEstate: findEstate,
      begin: order => beginRun(program, order),
      resume: order => continueRun(program, order),
      terminal: processTerminal,
    }),
    lintCommand(lintServices()),
    logCommand(logServices()),
    setCommand({
      threadModule: backupThreads(program),
      user: operatorName(),
      setsInLogs,
      secret: async name => {
        const value = await program.secret(name);
        const variable = secretVariable(name);
        return value === undefined ? { variable } : { value, variable };
      },
    }),
    planCommand({ readEstate: findEstate }),
    scheduleCommand({
      platform: program.platform,
      start: programStart,
      backupRunbook: backupRunbook(),
      readRunbook: readRunbookFile,
      readEstate: findEstate,
      now: () => Date.now(),
    }),
    estateCommand({
      liveTopology: (estate, server, approve, signal) =>
        liveTopology(program, estate, server, { approveCommand: approve, signal }),
      check: request => checkEstate(program, request),
    }),
    practiceCommand({
      locatePowerShell: () => findPowerShell(program),
      modulesFolder: carriedFiles(program).practiceModules,
      now: () => Date.now(),
      random: randomBytes,
    }),
  ];
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stop.abort();
  });
}

// Whoever read our output may have gone; that must not end a run.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (failure: NodeJS.ErrnoException) => {
    if (failure.code !== 'EPIPE') throw failure;
  });
}

const context: CliContext = {
  out: words => process.stdout.write(words),
  err: words => process.stderr.write(words),
  terminal: process.stdout.isTTY,
  columns: process.stdout.columns || 80,
  cwd: process.cwd(),
  env: process.env,
  signal: stop.signal,
  readStandardInput() {
    return wholeText(process.stdin);
  },
};

process.exitCode = await main(process.argv.slice(2), commands(), program.version, context);
