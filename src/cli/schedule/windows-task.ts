import { htmlText } from '../../runbook/html-text.ts';
import type { ScheduledJob } from './job.ts';

/**
 * An argument as Windows programs take their command line apart: quoted where anything in it could be
 * more than itself, to `cmd.exe` too (`R&D`), backslashes before a quote doubled.
 */
export function windowsArgument(text: string): string {
  if (/^[\w\\/:.@+-]+$/.test(text)) return text;
  const inner = text.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1');
  return `"${inner}"`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** How an account runs a task without a password being stored anywhere. */
export type TaskLogon = 'managed' | 'service' | 's4u';

const serviceAccounts =
  /^(?:S-1-5-(?:18|19|20)|(?:NT AUTHORITY\\)?(?:SYSTEM|LOCAL ?SERVICE|NETWORK ?SERVICE))$/i;

/**
 * A group managed service account (its name ends in `$`) has the directory change its password and reaches
 * shares; so does a service account of Windows, as the computer. Any other account runs by S4U, which
 * reaches nothing beyond its own computer.
 */
export function logonOf(account: string): TaskLogon {
  if (account.endsWith('$')) return 'managed';
  return serviceAccounts.test(account) ? 'service' : 's4u';
}

function logonElement(account: string): string[] {
  switch (logonOf(account)) {
    case 'managed':
      return ['      <LogonType>Password</LogonType>'];
    case 'service':
      return [];
    case 's4u':
      return ['      <LogonType>S4U</LogonType>'];
  }
}

/**
 * A definition for Windows Task Scheduler (`schtasks /Create /XML`, `Register-ScheduledTask -Xml`).
 * `account`: `DOMAIN\gmsa$`, `NT AUTHORITY\SYSTEM` or `DOMAIN\name`; no password is ever part of it.
 * `startDate`: `2026-11-22`. With an environment to set, the program is started by `cmd.exe`, because a
 * task has no environment of its own.
 */
export function windowsTask(job: ScheduledJob, account: string, startDate: string): string {
  const { hour, minute } = job.at;
  const [executable = '', ...rest] = job.command;
  const settings = Object.entries(job.env);
  const words = rest.map(windowsArgument).join(' ');
  const program =
    settings.length === 0
      ? { file: executable, words }
      : {
          file: '%SystemRoot%\\System32\\cmd.exe',
          words: `/d /s /c "${settings.map(([name, value]) => `set "${name}=${value}"&& `).join('')}${windowsArgument(executable)} ${words}"`,
        };
  return [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    '  <RegistrationInfo>',
    `    <Description>${htmlText(job.description)}</Description>`,
    `    <URI>\\${htmlText(job.name)}</URI>`,
    '  </RegistrationInfo>',
    '  <Triggers>',
    '    <CalendarTrigger>',
    `      <StartBoundary>${startDate}T${two(hour)}:${two(minute)}:00</StartBoundary>`,
    '      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>',
    '    </CalendarTrigger>',
    '  </Triggers>',
    '  <Principals>',
    '    <Principal id="Author">',
    `      <UserId>${htmlText(account)}</UserId>`,
    ...logonElement(account),
    '      <RunLevel>HighestAvailable</RunLevel>',
    '    </Principal>',
    '  </Principals>',
    '  <Settings>',
    '    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>',
    '    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>',
    '    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>',
    '    <StartWhenAvailable>true</StartWhenAvailable>',
    `    <ExecutionTimeLimit>PT${job.limitHours}H</ExecutionTimeLimit>`,
    '    <Enabled>true</Enabled>',
    '  </Settings>',
    '  <Actions Context="Author">',
    '    <Exec>',
    `      <Command>${htmlText(program.file)}</Command>`,
    `      <Arguments>${htmlText(program.words)}</Arguments>`,
    `      <WorkingDirectory>${htmlText(job.folder)}</WorkingDirectory>`,
    '    </Exec>',
    '  </Actions>',
    '</Task>',
    '',
  ].join('\r\n');
}
