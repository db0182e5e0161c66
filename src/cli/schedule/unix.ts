import type { ScheduledJob } from './job.ts';

/** A word for `sh`: in single quotes, which nothing inside can leave. */
function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A line for `crontab`; a percent sign, which cron takes for a line break, is escaped. */
export function cronLine(job: ScheduledJob): string {
  const settings = Object.entries(job.env).map(([name, value]) => `${name}=${shellWord(value)}`);
  const words = [...settings, ...job.command.map(shellWord)].join(' ');
  const line = `cd ${shellWord(job.folder)} && ${words}`;
  return `${job.at.minute} ${job.at.hour} * * * ${line.replaceAll('%', '\\%')}\n`;
}

/** A word of a unit's `ExecStart`: quoted, with systemd's own signs (`%`, `$`, `\`) doubled. */
function unitWord(text: string): string {
  const inner = text.replaceAll('\\', '\\\\').replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[A-Za-z0-9_./:@+=-]+$/.test(text) ? text : `"${inner.replaceAll('"', '\\"')}"`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The two units of a systemd timer; `user` is the account whose rights the job has. */
export function systemdUnits(
  job: ScheduledJob,
  user: string | undefined,
): { readonly service: string; readonly timer: string } {
  const env = Object.entries(job.env).map(
    ([name, value]) => `Environment=${unitWord(`${name}=${value}`)}`,
  );
  const service = [
    '[Unit]',
    `Description=${job.description.replaceAll('%', '%%')}`,
    '',
    '[Service]',
    'Type=oneshot',
    ...(user === undefined ? [] : [`User=${user}`]),
    `WorkingDirectory=${job.folder.replaceAll('%', '%%')}`,
    ...env,
    `ExecStart=${job.command.map(unitWord).join(' ')}`,
    `TimeoutStartSec=${job.limitHours}h`,
    '',
  ];
  const timer = [
    '[Unit]',
    `Description=${job.description.replaceAll('%', '%%')}`,
    '',
    '[Timer]',
    `OnCalendar=*-*-* ${two(job.at.hour)}:${two(job.at.minute)}:00`,
    'Persistent=true',
    '',
    '[Install]',
    'WantedBy=timers.target',
    '',
  ];
  return { service: service.join('\n'), timer: timer.join('\n') };
}
