import * as l10n from '@vscode/l10n';
import { knownMistake, trap } from '../../../errors/cmdlets.ts';
import type { ScannedValue } from '../../powershell/script.ts';
import type { Binding, GivenParameter } from '../binding.ts';
import { backupModules } from '../values.ts';
import { over, type CheckInput, type SpanFinding } from './finding.ts';

function given({ given: all }: Binding, name: string): GivenParameter | undefined {
  return all.find(({ parameter }) => parameter.name === name);
}

type Written = ScannedValue & { readonly kind: 'text' | 'expandable' };

/** The constant or half constant text of a value, with its quotes in `raw`. */
function written(value: ScannedValue | undefined): Written | undefined {
  return value?.kind === 'text' || value?.kind === 'expandable' ? value : undefined;
}

function raw(text: string, { start, end }: ScannedValue): string {
  return text.slice(start, end);
}

/** `-Clean` makes databases anew, `-Update` keeps them: they exclude each other. */
function cleanAndUpdate({ binding }: CheckInput): SpanFinding[] {
  const update = given(binding, 'Update');
  if (given(binding, 'Clean') === undefined || update === undefined) return [];
  const message = l10n.t(
    '-Clean and -Update exclude each other: recreate the database, or update it.',
  );
  return [over(update, trap('cs-clean-and-update', 'error', message))];
}

const named = /^(?:Sql|Mirror|Backup)\w*Fqdn$/u;

/** `HOST\\INSTANCE` as two parameters, where the cmdlet has the second one and it is not given. */
function apart(binding: Binding, name: string, value: Written, text: string): string | undefined {
  const instance = name.replace('ServerFqdn', 'InstanceName');
  const parts = value.text.split('\\');
  const names = [...binding.given.map(({ parameter }) => parameter.name), instance];
  const together = names.filter(each => binding.cmdlet.parameters.has(each.toLowerCase()));
  const free =
    together.includes(instance) &&
    given(binding, instance) === undefined &&
    binding.cmdlet.sets.some(set =>
      together.every(each => set.mandatory.includes(each) || set.optional.includes(each)),
    );
  const [host, own] = parts;
  if (!free || parts.length !== 2 || host === undefined || own === undefined) return undefined;
  const quote = /^["']/u.exec(raw(text, value))?.[0] ?? '';
  return `${quote}${host}${quote} -${instance} ${quote}${own}${quote}`;
}

/** A SQL Server is named by its full name, and its instance by a parameter of its own. */
function sqlServerNames({ binding, text }: CheckInput): SpanFinding[] {
  return binding.given.flatMap(({ parameter: { name }, value }) => {
    if (!named.test(name)) return [];
    const server = written(value);
    if (server?.text.includes('\\') === true) {
      const message = l10n.t(
        '-{0} takes the full name of the server alone; the instance has a parameter of its own.',
        name,
      );
      return [
        over(
          server,
          trap('cs-sql-server-name', 'error', message, apart(binding, name, server, text)),
        ),
      ];
    }
    if (server?.kind !== 'text' || !/^[\w-]+$/u.test(server.text)) return [];
    const message = l10n.t(
      '{0} is no full name: short names of SQL Servers cause time-outs.',
      raw(text, server),
    );
    return [over(server, trap('cs-sql-server-name', 'warning', message))];
  });
}

/** `"service: ApplicationServer:…"`, `"service:ApplicationServer"fqdn`. */
function serviceIdentities({ binding, text }: CheckInput): SpanFinding[] {
  return binding.given.flatMap(parameter => {
    const value = written(parameter.value);
    if (value === undefined || !/^(?:service:\s*)?[A-Za-z]+(?::|$)/iu.test(value.text)) return [];
    if (/:\s+\S/u.test(value.text) && /^service:/iu.test(value.text)) {
      const fix = raw(text, value).replace(/:\s+/gu, ':');
      const message = l10n.t('A blank inside the identity of a service: write {0}.', fix);
      return [over(value, knownMistake(message, 'error', fix))];
    }
    const isService = /^service:[A-Za-z]+$/iu.test(value.text);
    const next = binding.positional.find(other => other.start === value.end);
    if (isService && next !== undefined) {
      const quote = text[value.start] ?? '"';
      const fix = `${quote}${value.text}:${raw(text, next)
        .replace(/^:/u, '')
        .replace(/^(["'])(.*)\1$/u, '$2')}${quote}`;
      const message = l10n.t(
        'The quotation mark ends before the name of the pool: write {0}.',
        fix,
      );
      return [over({ start: value.start, end: next.end }, knownMistake(message, 'error', fix))];
    }
    if (isService && parameter.parameter.type === 'RgsIdentity') {
      const message = l10n.t('The name of the pool is missing: {0}:POOL.', value.text);
      return [over(value, knownMistake(message, 'error'))];
    }
    return [];
  });
}

/** Persistent Chat states are asked for without `service:`. */
function chatIdentity({ binding, text }: CheckInput): SpanFinding[] {
  const value = written(given(binding, 'Identity')?.value);
  if (!/^(?:Get|Set)-CsPersistentChatState$/u.test(binding.cmdlet.name) || value === undefined)
    return [];
  const match = /^service:\s*(?:(PersistentChatServer):)?/iu.exec(value.text);
  if (match === null) return [];
  const fix = raw(text, value).replace(
    /service:\s*(?:PersistentChatServer:)?/iu,
    'PersistentChatServer:',
  );
  const message = l10n.t('The identity is written without "service:": {0}.', fix);
  return [over(value, knownMistake(message, 'error', fix))];
}

/** The modules of the backup service have long names; without the parameter all of them are synchronised. */
function backupModule({ binding, text }: CheckInput): SpanFinding[] {
  const module = given(binding, 'BackupModule');
  const value = written(module?.value);
  if (module === undefined || value?.kind !== 'text') return [];
  const all = Object.values(backupModules);
  if (all.some(name => name.toLowerCase() === value.text.toLowerCase())) return [];
  if (value.text.toLowerCase() === 'all') {
    const start = /\s*$/u.exec(text.slice(0, module.start))?.index ?? module.start;
    const message = l10n.t(
      'There is no module All: without -BackupModule all modules are synchronised.',
    );
    return [over({ start, end: value.end }, knownMistake(message, 'error', ''))];
  }
  const right = backupModules[value.text.toLowerCase()];
  const message = l10n.t(
    '"{0}" is no module of the backup service: {1}.',
    value.text,
    all.join(', '),
  );
  const quote = value.quoted ? (text[value.start] ?? '') : '';
  const fix = right === undefined ? undefined : `${quote}${right}${quote}`;
  return [over(value, knownMistake(message, 'error', fix))];
}

/** `sip:` in front of an address, where the cmdlet takes the address alone. */
function userFilter({ binding, text }: CheckInput): SpanFinding[] {
  const value = written(given(binding, 'UserFilter')?.value);
  if (value === undefined || !/^sip:/iu.test(value.text)) return [];
  const fix = raw(text, value).replace(/sip:/iu, '');
  const message = l10n.t('-UserFilter takes the address without "sip:".');
  return [over(value, trap('cs-user-filter', 'error', message, fix))];
}

/** `-StartDate` of a Persistent Chat export is valid for the room directory alone. */
function chatStartDate({ binding }: CheckInput): SpanFinding[] {
  if (binding.cmdlet.name !== 'Export-CsPersistentChatData' || binding.dynamic) return [];
  const date = given(binding, 'StartDate');
  const level = given(binding, 'Level')?.value;
  if (date === undefined || (level !== undefined && level.kind !== 'text')) return [];
  if (level?.kind === 'text' && level.text.toLowerCase() === 'roomdirectory') return [];
  const message = l10n.t('-StartDate is valid only together with -Level RoomDirectory.');
  return [over(date, trap('cs-start-date', 'error', message))];
}

/** File names of published procedures with a letter too many, and shares without their backslashes. */
function files({ binding, text }: CheckInput): SpanFinding[] {
  return binding.given.flatMap(({ parameter: { name }, value }) => {
    if (
      !/^(?:FileName|Path|Report|InputFile|OutputFile|FileShare|ConfigurationFileName|LisConfigurationFileName|BackupFileName)$/u.test(
        name,
      )
    )
      return [];
    const file = written(value);
    if (file === undefined) return [];
    const asIs = raw(text, file);
    const mended = asIs
      .replace(/ExportedUserDatal\.zip/iu, 'ExportedUserData.zip')
      .replace(/^(["']?)(?=[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\\[^\\])/iu, '$1\\\\');
    if (mended === asIs) return [];
    const share = mended.includes('\\\\') && !asIs.includes('\\\\');
    const message = share
      ? l10n.t('This is no path to a share: write {0}.', mended)
      : l10n.t('The name of the file is misspelled: write {0}.', mended);
    return [over(file, knownMistake(message, share ? 'error' : 'warning', mended))];
  });
}

/** The real name of the replica's service. */
function replicaService({ binding, text }: CheckInput): SpanFinding[] {
  const value = written(given(binding, 'Name')?.value ?? binding.positional[0]);
  if (!binding.cmdlet.name.endsWith('-CsWindowsService') || value === undefined) return [];
  return replicaName(value, text);
}

/** A name that is written for the service REPLICA. */
export function replicaName(value: ScannedValue, text: string): SpanFinding[] {
  if (value.kind !== 'text' || !/^(?:cs)?replica$/iu.test(value.text) || value.text === 'REPLICA') {
    return [];
  }
  const fix = raw(text, value).replace(/(?:cs)?replica/iu, 'REPLICA');
  const message = l10n.t('The name of the service is REPLICA.');
  const severity = /^cs/iu.test(value.text) ? 'error' : 'information';
  return [over(value, knownMistake(message, severity, fix))];
}

/** What is written as a cmdlet takes it and does not do what is meant. */
export function checkTraps(input: CheckInput): readonly SpanFinding[] {
  const each = [
    cleanAndUpdate,
    sqlServerNames,
    serviceIdentities,
    chatIdentity,
    backupModule,
    userFilter,
    chatStartDate,
    files,
    replicaService,
  ];
  return each.flatMap(check => check(input));
}
