import * as l10n from '@vscode/l10n';
import { basename, resolve } from 'node:path';
import { badTime, unknownDestroyServer, wrongUse } from '../../errors/cli.ts';
import { formatDiagnostic } from '../../errors/diagnostic.ts';
import { exitStatus, type ProblemData } from '../../errors/problem.ts';
import { unknownStep } from '../../errors/run.ts';
import type { Estate } from '../../estate/model.ts';
import type { RunSummary } from '../../log/events.ts';
import type { RunState } from '../../log/state.ts';
import type { ExecutionReport, RunDriver } from '../../run/driver.ts';
import { checkRunbook, type Incident } from '../../run/open.ts';
import type { RunPeople } from '../../run/people.ts';
import type { RunMode } from '../../runbook/execution.ts';
import type { Runbook } from '../../runbook/model.ts';
import type { CliCommand, CliContext } from '../command.ts';
import { readOptions } from '../options.ts';
import { CliPeople, type Terminal } from '../people.ts';
import { JsonDisplay, TextDisplay, type RunDisplay } from '../run/display.ts';
import { brokenOffLine, monitorLine } from '../run/monitor-line.ts';
import { tellProblem } from '../tell-problem.ts';
import { durationText } from '../text.ts';

/** A run that the command line asks for; paths are absolute. */
export interface RunRequest {
  readonly runbook: Runbook;
  readonly estate: Estate;
  readonly given: ReadonlyMap<string, string>;
  readonly people: RunPeople;
  readonly logsFolder: string | undefined;
  readonly signal: AbortSignal;
}

/** What the composition root gives to `run`. */
export interface RunServices {
  readonly user: string;
  readRunbook(file: string): Promise<Runbook>;
  /** The estate file named, else the one found; throws a `Problem` where there is none. */
  readEstate(named: string | undefined, runbookFile: string, cwd: string): Promise<Estate>;
  begin(request: RunRequest & { mode: RunMode; incident?: Incident }): Promise<RunDriver>;
  resume(request: RunRequest & { logFile: string }): Promise<RunDriver>;
  /** The person at the terminal, if there is one. */
  terminal(context: CliContext): Terminal | undefined;
}

const usage = [
  'recovery-runbooks run FILE [--estate FILE] [--mode rehearse|practice|live] [--var NAME=VALUE]…',
  '    [--yes] [--destroy SERVER]… [--incident ID] [--declared TIME] [--from STEP] [--resume LOG]',
  '    [--logs DIR] [--json]',
];

export { usage as runUsage };

const options = {
  var: { type: 'string', multiple: true },
  estate: { type: 'string' },
  mode: { type: 'string' },
  yes: { type: 'boolean' },
  destroy: { type: 'string', multiple: true },
  incident: { type: 'string' },
  declared: { type: 'string' },
  from: { type: 'string' },
  resume: { type: 'string' },
  logs: { type: 'string' },
  json: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof readOptions<typeof options>>['values'];

/** How far a run came, for whoever watches it where it ends with a problem. */
interface Progress {
  title: string;
  log?: string;
}

/**
 * `run FILE`: executes a runbook and keeps its recovery log. However it ends, its last line is one for
 * monitoring; only wrong use, which no schedule has, gets none.
 */
export function runCommand(services: RunServices): CliCommand {
  return {
    name: 'run',
    usage,
    async run(words, context) {
      const { values, positionals } = readOptions(words, options, { least: 1, most: 1 }, usage);
      const [file = ''] = positionals;
      const progress: Progress = { title: basename(file) };
      try {
        return await runFile(resolve(context.cwd, file), values, services, context, progress);
      } catch (thrown) {
        const { problem, status } = tellProblem(thrown, context);
        const line = brokenOffLine(progress.title, problem.data.what, progress.log);
        sayBeside(context, values.json)(line);
        return status;
      }
    },
  };
}

async function runFile(
  file: string,
  values: Values,
  services: RunServices,
  context: CliContext,
  progress: Progress,
): Promise<number> {
  const runbook = await services.readRunbook(file);
  progress.title = runbook.title;
  showDiagnostics(runbook, context);
  checkRunbook(runbook);
  const from = firstStep(runbook, values.from);
  const driver = await open(runbook, values, services, context);
  progress.log = driver.log.file;
  return drive(driver, runbook, { from, json: values.json ?? false }, context);
}

/** Says a line for people; beside the records where those take standard output. */
function sayBeside({ out, err }: CliContext, json: boolean | undefined): (line: string) => void {
  return line => {
    (json === true ? err : out)(`${line}\n`);
  };
}

function showDiagnostics(runbook: Runbook, context: CliContext): void {
  for (const found of runbook.diagnostics) {
    if (found.severity === 'warning') {
      context.err(`${formatDiagnostic(runbook.file, found)}\n`);
    }
  }
}

function firstStep(runbook: Runbook, from: string | undefined): string | undefined {
  if (from === undefined) return undefined;
  const ids = runbook.steps.map(step => step.id);
  const found = ids.find(id => id.toLowerCase() === from.toLowerCase());
  if (found === undefined) throw unknownStep(from, ids);
  return found;
}

function readMode(text: string | undefined): RunMode {
  if (text === undefined || text === 'rehearse') return 'rehearse';
  if (text === 'practice' || text === 'live') return text;
  throw wrongUse(l10n.t('{0} is no mode.', text), usage);
}

function readGiven(pairs: readonly string[]): Map<string, string> {
  const given = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw wrongUse(l10n.t('{0} is not NAME=VALUE.', pair), usage);
    given.set(pair.slice(0, at).replace(/^\$/, ''), pair.slice(at + 1));
  }
  return given;
}

function readIncident(values: Values): Incident | undefined {
  const { incident, declared } = values;
  if (incident === undefined && declared === undefined) return undefined;
  if (incident === undefined || declared === undefined) {
    throw wrongUse(l10n.t('--incident and --declared go together.'), usage);
  }
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
  const time = zoned.test(declared) ? Date.parse(declared) : Number.NaN;
  if (Number.isNaN(time)) throw badTime('--declared', declared);
  return { id: incident, declared: new Date(time).toISOString() };
}

async function open(
  runbook: Runbook,
  values: Values,
  services: RunServices,
  context: CliContext,
): Promise<RunDriver> {
  const mode = readMode(values.mode);
  const incident = readIncident(values);
  const given = readGiven(values.var ?? []);
  const estate = await services.readEstate(values.estate, runbook.file, context.cwd);
  const destroy = values.destroy ?? [];
  checkDestroy(destroy, estate);
  const terminal = values.json ? undefined : services.terminal(context);
  const people = new CliPeople({
    yes: values.yes ?? false,
    destroy,
    user: services.user,
    ...(terminal === undefined ? {} : { terminal }),
  });
  const logsFolder = values.logs === undefined ? undefined : resolve(context.cwd, values.logs);
  const request = { runbook, estate, given, people, logsFolder, signal: context.signal };
  if (values.resume !== undefined) {
    if (values.mode !== undefined || incident !== undefined) {
      throw wrongUse(l10n.t('A resumed run keeps its mode and its incident.'), usage);
    }
    return services.resume({ ...request, logFile: resolve(context.cwd, values.resume) });
  }
  return services.begin({ ...request, mode, ...(incident === undefined ? {} : { incident }) });
}

function checkDestroy(destroy: readonly string[], estate: Estate): void {
  const known = estate.servers.map(server => server.fqdn);
  const lower = new Set(known.map(fqdn => fqdn.toLowerCase()));
  const stranger = destroy.find(server => !lower.has(server.toLowerCase()));
  if (stranger !== undefined) throw unknownDestroyServer(stranger, known);
}

async function drive(
  driver: RunDriver,
  runbook: Runbook,
  asked: { readonly from: string | undefined; readonly json: boolean },
  context: CliContext,
): Promise<number> {
  const ids = runbook.steps.map(step => step.id);
  const display: RunDisplay = asked.json ? new JsonDisplay(context) : new TextDisplay(context, ids);
  for (const record of driver.opening) display.show(record);
  driver.log.onRecord(record => {
    display.show(record);
  });
  try {
    const start = asked.from === undefined ? 0 : ids.indexOf(asked.from);
    const open = new Set(driver.remaining(runbook));
    const again = asked.from;
    const chosen = ids.filter((id, at) => at >= start && (open.has(id) || id === again));
    const report = await driver.execute(runbook, chosen, context.signal);
    const status = await conclude(driver, runbook, report, context, asked.json);
    return status;
  } finally {
    display.close();
    await driver[Symbol.asyncDispose]();
  }
}

/** The figures of a recovery against their targets; a run without an incident has none. */
function summaryLines(summary: RunSummary): string[] {
  const against = (ms: number, target: number | undefined): string =>
    target === undefined
      ? durationText(ms)
      : l10n.t('{0} (target {1})', durationText(ms), durationText(target));
  const { recoveryTimeMs, dataAgeMs } = summary;
  return [
    ...(recoveryTimeMs === undefined
      ? []
      : [
          l10n.t(
            'recovery time {0}, waiting for people {1}',
            against(recoveryTimeMs, summary.recoveryTimeTargetMs),
            durationText(summary.waitingMs),
          ),
        ]),
    ...(dataAgeMs === undefined
      ? []
      : [l10n.t('age of restored data {0}', against(dataAgeMs, summary.dataAgeTargetMs))]),
  ];
}

/** Finishes the run where everything is done; otherwise it stays open, so that it can be resumed. */
async function conclude(
  driver: RunDriver,
  runbook: Runbook,
  report: ExecutionReport,
  context: CliContext,
  json: boolean,
): Promise<number> {
  const say = sayBeside(context, json);
  const bad = report.steps.filter(step => step.problem !== undefined);
  const complete = driver.remaining(runbook).length === 0;
  if (complete || driver.mode === 'rehearse') {
    for (const line of summaryLines(await driver.finish(runbook))) say(line);
    say(bad.length === 0 ? l10n.t('done') : l10n.t('finished with findings: {0}', bad.length));
  } else {
    say(l10n.t('The run is open: {0} steps are not done.', driver.remaining(runbook).length));
    say(l10n.t('Go on with: --resume {0}', driver.log.file));
  }
  say(l10n.t('recovery log: {0}', driver.log.file));
  const worst = bad.find(step => step.outcome !== 'skipped')?.problem;
  const status = statusOf(worst, context);
  const open = driver.remaining(runbook).length;
  const set = driver.state.variables.get('Backup');
  say(
    monitorLine({
      title: runbook.title,
      mode: driver.mode,
      status,
      done: runbook.steps.length - open,
      steps: runbook.steps.length,
      durationMs: spanOf(driver.state),
      problem: worst?.what,
      set: typeof set === 'string' ? set : undefined,
      log: driver.log.file,
    }),
  );
  return status;
}

function statusOf(worst: ProblemData | undefined, { signal }: CliContext): number {
  if (worst !== undefined) return exitStatus[worst.kind === 'usage' ? 'failed' : worst.kind];
  return signal.aborted ? exitStatus.cancelled : 0;
}

/** From the first record of the run to its last, ms. */
function spanOf({ started, lastTime }: RunState): number {
  const span = Date.parse(lastTime ?? '') - Date.parse(started ?? '');
  return Number.isNaN(span) ? 0 : span;
}
