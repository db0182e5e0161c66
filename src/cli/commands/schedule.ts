import * as l10n from '@vscode/l10n';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { wrongUse } from '../../errors/cli.ts';
import { printableName } from '../../errors/printable-name.ts';
import { taskFileExists, taskFileNotWritten, wordNotForScheduler } from '../../errors/schedule.ts';
import type { Estate } from '../../estate/model.ts';
import type { Runbook } from '../../runbook/model.ts';
import type { CliCommand, CliContext } from '../command.ts';
import { readOptions } from '../options.ts';
import type { ScheduledJob } from '../schedule/job.ts';
import { cronLine, systemdUnits } from '../schedule/unix.ts';
import { logonOf, windowsTask } from '../schedule/windows-task.ts';

/** How the program is started so that it is still found after an update. */
export interface ProgramStart {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface ScheduleServices {
  readonly platform: NodeJS.Platform;
  /** The installed command line where there is one, else this very program. */
  start(): Promise<ProgramStart>;
  /** The runbook that backs everything up, as it is shipped. */
  readonly backupRunbook: string;
  readRunbook(file: string): Promise<Runbook>;
  readEstate(named: string | undefined, runbookFile: string, cwd: string): Promise<Estate>;
  /** Current time, ms since 1970. */
  readonly now: () => number;
}

const kinds = ['windows', 'cron', 'systemd'] as const;
type Kind = (typeof kinds)[number];

const usage = [
  'recovery-runbooks schedule [RUNBOOK] [--estate FILE] [--kind windows|cron|systemd] [--at HH:MM]',
  '    [--account NAME] [--name NAME] [--out DIR]',
];

export { usage as scheduleUsage };

const options = {
  estate: { type: 'string' },
  kind: { type: 'string' },
  at: { type: 'string', default: '02:00' },
  account: { type: 'string' },
  name: { type: 'string', default: 'recovery-runbooks-backup' },
  out: { type: 'string', default: '.' },
} as const;

type Values = ReturnType<typeof readOptions<typeof options>>['values'];

interface TaskFile {
  readonly name: string;
  readonly content: Uint8Array;
}

function kindOf(text: string | undefined, platform: NodeJS.Platform): Kind {
  if (text === undefined) return platform === 'win32' ? 'windows' : 'systemd';
  const kind = kinds.find(each => each === text);
  if (kind === undefined) throw wrongUse(l10n.t('There is no kind {0}.', text), usage);
  return kind;
}

function timeOf(text: string): ScheduledJob['at'] {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const at = { hour: Number(hour), minute: Number(minute) };
  if (at.hour <= 23 && at.minute <= 59) return at;
  throw wrongUse(l10n.t('{0} is no time of day, such as 02:00.', text), usage);
}

function plainName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)) return name;
  throw wrongUse(l10n.t('A name has letters, digits, dots and dashes only: {0}', name), usage);
}

/** Text without anything that would begin a new line of a unit, or that XML does not hold. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]+/gu, ' ');
}

async function jobOf(
  runbookFile: string,
  values: Values,
  context: CliContext,
  services: ScheduleServices,
): Promise<ScheduledJob> {
  const runbook = await services.readRunbook(runbookFile);
  const estate = await services.readEstate(values.estate, runbookFile, context.cwd);
  const { command, env } = await services.start();
  const mode = estate.kind === 'practice' ? 'practice' : 'live';
  const run = ['run', runbook.file, '--estate', estate.file, '--mode', mode, '--yes'];
  return {
    name: plainName(values.name),
    description: oneLine(l10n.t('Recovery Runbooks: {0}, {1}', runbook.title, estate.name)),
    command: [...command, ...run],
    env,
    folder: dirname(estate.file),
    at: timeOf(values.at),
    limitHours: 12,
  };
}

/** Windows wants its definitions as UTF-16 with a byte order mark. */
function utf16(text: string): Uint8Array {
  return Buffer.from(`\ufeff${text}`, 'utf16le');
}

function today(nowMs: number): string {
  const at = new Date(nowMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/**
 * Refuses what a scheduler would read as something else, and knows no way to write: line breaks and their
 * like, and on Windows a percent sign, between two of which the name of a variable is put in.
 */
function refuseWords(kind: Kind, { command, folder, env }: ScheduledJob): void {
  const odd = kind === 'windows' ? /[\p{Cc}\p{Cs}\ufffe\uffff%]/u : /\p{Cc}/u;
  const word = [folder, ...command, ...Object.values(env)].find(each => odd.test(each));
  if (word !== undefined) throw wordNotForScheduler(word);
}

/** The account as it is; refused where no account is called so, and a unit would read more than a name. */
function accountOf(account: string | undefined): string | undefined {
  if (account === undefined || !/^$|\p{Cc}/u.test(account)) return account;
  throw wrongUse(l10n.t('This is the name of no account: {0}', printableName(account)), usage);
}

function taskFiles(
  kind: Kind,
  job: ScheduledJob,
  account: string | undefined,
  nowMs: number,
): TaskFile[] {
  switch (kind) {
    case 'windows': {
      const text = windowsTask(job, account ?? 'NT AUTHORITY\\SYSTEM', today(nowMs));
      return [{ name: `${job.name}.xml`, content: utf16(text) }];
    }
    case 'cron':
      return [{ name: `${job.name}.cron`, content: Buffer.from(cronLine(job)) }];
    case 'systemd': {
      const { service, timer } = systemdUnits(job, account);
      return [
        { name: `${job.name}.service`, content: Buffer.from(service) },
        { name: `${job.name}.timer`, content: Buffer.from(timer) },
      ];
    }
  }
}

/** What a person does with the files; nothing is scheduled by this program itself. */
function nextLines(kind: Kind, job: ScheduledJob, folder: string, account?: string): string[] {
  const file = (ending: string): string => join(folder, `${job.name}.${ending}`);
  switch (kind) {
    case 'windows': {
      const s4u = account !== undefined && logonOf(account) === 's4u';
      return [
        l10n.t('Register it: schtasks /Create /TN {0} /XML "{1}"', job.name, file('xml')),
        ...(s4u
          ? [
              l10n.t(
                'Without a stored password, {0} reaches nothing beyond its own computer: for shares and other servers use a group managed service account (its name ends in $).',
                account,
              ),
            ]
          : []),
      ];
    }
    case 'cron':
      return [l10n.t('Add its line to the crontab of the account that backs up: crontab -e')];
    case 'systemd':
      return [
        l10n.t('Install it: copy both files to /etc/systemd/system, then'),
        `  systemctl daemon-reload && systemctl enable --now ${job.name}.timer`,
      ];
  }
}

async function store(file: string, content: Uint8Array): Promise<void> {
  const there = await readFile(file).catch(() => undefined);
  if (there?.equals(content) === true) return;
  if (there !== undefined) throw taskFileExists(file);
  try {
    await writeFile(file, content, { flag: 'wx' });
  } catch (error) {
    throw taskFileNotWritten(file, error instanceof Error ? error.message : String(error));
  }
}

/**
 * `schedule`: writes the task that backs up every night, for Windows Task Scheduler, cron or systemd.
 * The task has the rights of the account that it runs as, and no password is written anywhere.
 */
export function scheduleCommand(services: ScheduleServices): CliCommand {
  return {
    name: 'schedule',
    usage,
    async run(words, context) {
      const { values, positionals } = readOptions(words, options, { least: 0, most: 1 }, usage);
      const kind = kindOf(values.kind, services.platform);
      const [named] = positionals;
      const runbook = named === undefined ? services.backupRunbook : resolve(context.cwd, named);
      const job = await jobOf(runbook, values, context, services);
      refuseWords(kind, job);
      const account = accountOf(values.account);
      const folder = resolve(context.cwd, values.out);
      const written = taskFiles(kind, job, account, services.now());
      for (const { name, content } of written) await store(join(folder, name), content);
      const lines = [
        ...written.map(({ name }) => l10n.t('Written: {0}', join(folder, name))),
        ...nextLines(kind, job, folder, account),
        l10n.t(
          'Exit status 0 means done; the last line of its output says the same in words, for monitoring.',
        ),
      ];
      context.out(`${lines.join('\n')}\n`);
      return 0;
    },
  };
}
