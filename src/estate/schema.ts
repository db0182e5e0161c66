import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { parseEndpoint } from './addresses.ts';
import { parseDuration } from './durations.ts';
import { externalKinds, poolTypes, productVersions, storeKinds } from './model.ts';
import { dnsName, instanceNameForm } from './names.ts';
import { sqlConnectionFields } from './sql-connection.ts';
import { parsePath } from './unc.ts';

/** Where Lync Server 2013's setup puts the deployment engine, and its media by habit. */
export const defaultDeployment = {
  bootstrapper: 'C:\\Program Files\\Microsoft Lync Server 2013\\Deployment\\Bootstrapper.exe',
  media: 'D:\\Setup\\amd64',
};

/**
 * The estate file as people write it. Every scalar arrives as text; numbers and booleans are read
 * from it here. `meta` marks what an editor may also see as a YAML number or boolean.
 */
type Scalar = 'text' | 'number' | 'boolean';

/** Kinds of scalar by schema, for the JSON schema that editors use. */
export const scalars = z.registry<{ readonly accepts: readonly Scalar[] }>();

const filled = (): z.ZodString =>
  z.string({ error: () => l10n.t('Text is needed here.') }).min(1, {
    error: () => l10n.t('Text is needed here.'),
  });

const text = (description: string): z.ZodString =>
  filled()
    .register(scalars, { accepts: ['text', 'number'] })
    .describe(description);

const host = (description: string): z.ZodString =>
  filled()
    .regex(dnsName, { error: () => l10n.t('This is no DNS name, such as fe01.contoso.com.') })
    .describe(description);

const instanceName = (description: string): z.ZodString =>
  filled()
    .regex(instanceNameForm, {
      error: () => l10n.t('This is no SQL Server instance, such as be01.contoso.com\\rtc.'),
    })
    .describe(description);

const share = (description: string): z.ZodString =>
  filled()
    .refine(value => parsePath(value).path?.kind === 'unc', {
      error: () => l10n.t('A network path is needed, such as \\\\server\\share.'),
    })
    .describe(description);

const duration = (description: string): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> =>
  filled()
    .transform((value, context) => {
      const ms = parseDuration(value);
      if (ms !== undefined) return ms;
      context.addIssue({
        code: 'custom',
        message: l10n.t('A duration is a number with a unit: 90s, 30m, 24h or 7d.'),
      });
      return z.NEVER;
    })
    .describe(description);

const port = filled()
  .register(scalars, { accepts: ['number', 'text'] })
  .transform((value, context) => {
    const found = parseEndpoint(`host:${value}`)?.port;
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: l10n.t('A port is a number from 1 to 65535.') });
    return z.NEVER;
  })
  .describe('TCP port.');

const flag = (description: string): z.ZodPipe<z.ZodString, z.ZodTransform<boolean, string>> =>
  filled()
    .register(scalars, { accepts: ['boolean'] })
    .refine(value => /^(?:true|false)$/i.test(value), {
      error: () => l10n.t('Write true or false.'),
    })
    .transform(value => value.toLowerCase() === 'true')
    .describe(description);

const command = z.array(text('Executable, then its arguments, one item each.')).min(1, {
  error: () => l10n.t('A command needs at least its executable.'),
});

const secretName = z
  .strictObject({ secret: text('Name of the secret in the secret storage or the environment.') })
  .describe('Names the secret; the value itself never stands in a file.');

const credential = z
  .strictObject({
    user: text('User name, such as CONTOSO\\operator.'),
    secret: text('Name of the secret that holds the password.').optional(),
    password: secretName.optional(),
  })
  .refine(value => (value.secret === undefined) !== (value.password === undefined), {
    error: () => l10n.t('A credential names its secret once: `secret: NAME`.'),
  });

const winrm = z.strictObject({
  authentication: z
    .enum(['kerberos', 'credssp', 'negotiate'])
    .default('kerberos')
    .describe('How WinRM authenticates.'),
  credential: credential.optional(),
  configurationName: text(
    'Session configuration on the server, for example one with RunAs.',
  ).optional(),
  useSSL: flag('HTTPS instead of HTTP.').default(false),
  port: port.optional(),
});

const ssh = z.strictObject({
  host: text('Host name for ssh; the FQDN of the server without it.').optional(),
  user: text('User name for ssh.').optional(),
  port: port.optional(),
  executable: text('PowerShell there.').default('powershell'),
  options: z.array(text('One argument.')).default([]).describe('More arguments for ssh.'),
});

const transports = ['local', 'winrm', 'ssh', 'command'] as const;

/** `shell: winrm` and `shell: {winrm: }` mean the transport with its defaults. */
function spelledOut(value: unknown): unknown {
  if (typeof value === 'string') return { [value]: {} };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, below ?? {}]));
}

export const shellSchema = z
  .preprocess(
    spelledOut,
    z
      .strictObject({
        local: z.strictObject({}).optional().describe('PowerShell on this computer.'),
        winrm: winrm.optional().describe('PowerShell remoting.'),
        ssh: ssh.optional().describe('PowerShell over ssh.'),
        command: command.optional().describe('Any command that gives a PowerShell.'),
      })
      .refine(value => transports.filter(name => value[name] !== undefined).length === 1, {
        error: () => l10n.t('A shell has one transport: local, winrm, ssh or command.'),
      }),
  )
  .describe('How the PowerShell of the server is reached.');

const site = z.strictObject({ name: text('Name of the site.') });

const store = z.strictObject({
  kind: z.enum(storeKinds).describe('Which store of the pool.'),
  sql: instanceName('SQL Server instance that holds its databases.'),
});

const pool = z.strictObject({
  fqdn: host('FQDN of the pool.'),
  site: text('Site of the pool.').optional(),
  type: z.enum(poolTypes).describe('Type of the pool.').optional(),
  version: z
    .enum(productVersions)
    .register(scalars, { accepts: ['text', 'number'] })
    .describe('Version of the pool; that of the estate without it.')
    .optional(),
  servers: z.array(host('FQDN of a member.')).optional().describe('Members of the pool.'),
  services: z
    .array(text('A service.'))
    .default([])
    .describe('response-groups, call-park, monitoring, archiving, persistent-chat, …'),
  'file-store': share('File store of the pool.').optional(),
  sql: instanceName(
    'SQL Server instance of the back end: the user and application stores of the pool.',
  ).optional(),
  stores: z.array(store).default([]).describe('Stores of the pool and where each of them is.'),
  'next-hop': host('Pool that an Edge, Director or Mediation pool hands traffic to.').optional(),
  'paired-with': host('Pool that this one is paired with.').optional(),
  'depends-on': z
    .array(host('FQDN of a pool, a server or an external system.'))
    .default([])
    .describe('What must work before this pool can.'),
});

const certificate = z.strictObject({
  use: z
    .array(text('Default, WebServicesInternal, …'))
    .min(1)
    .describe('Uses, as cmdlets name them.'),
  subject: text('Subject of the certificate, such as CN=fe01.contoso.com.'),
});

const deployment = z.strictObject({
  bootstrapper: text('Bootstrapper.exe, as the shell of the server starts it.').optional(),
  media: text('Folder of the product media on the server.').optional(),
});

const server = z.strictObject({
  fqdn: host('FQDN of the server.'),
  site: text('Site of the server.').optional(),
  roles: z
    .array(text('StandardEdition, FrontEnd, BackEnd, Edge, BackupHost, …'))
    .default([])
    .describe('Roles of the server.'),
  address: text('IP address.').optional(),
  shell: shellSchema.optional(),
  certificates: z.array(certificate).default([]).describe('What its certificates must be.'),
  deployment: deployment.optional(),
});

/** An entry under `sql:`. Keys that are not known pass here and are kept as written. */
export const sqlSchema = z.looseObject({
  instance: instanceName('host\\instance, or host for the default instance.'),
  version: text('Version of SQL Server.').optional(),
  edition: text('Edition of SQL Server.').optional(),
  collation: text('Collation of the instance.').optional(),
  mirror: instanceName('The other half of the mirror, as host\\instance.').optional(),
  witness: instanceName('The witness of the mirror, as host\\instance.').optional(),
  databases: z.array(text('A database.')).default([]).describe('Databases of the instance.'),
  ...sqlConnectionFields,
});

const fileStore = z.strictObject({
  path: share('UNC path of the file store.'),
  pool: host('FQDN of the pool that uses it.').optional(),
  pools: z
    .array(host('FQDN of a pool.'))
    .default([])
    .describe('FQDNs of the pools that use it, where it is shared.'),
  server: host('FQDN of the server that has the share.').optional(),
});

const external = z.strictObject({
  fqdn: host('FQDN of the system.'),
  kind: z.enum(externalKinds).describe('What it is.'),
});

const count = (description: string): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> =>
  filled()
    .register(scalars, { accepts: ['number'] })
    .refine(value => /^\d{1,5}$/.test(value), {
      error: () => l10n.t('A whole number is needed here, 0 or more.'),
    })
    .transform(Number)
    .describe(description);

const retention = z
  .strictObject({
    last: count('So many of the newest sets are kept.').default(0),
    daily: count('The newest set of so many days is kept.').default(0),
    weekly: count('The newest set of so many weeks is kept.').default(0),
    monthly: count('The newest set of so many months is kept.').default(0),
  })
  .refine(({ last, daily, weekly, monthly }) => last + daily + weekly + monthly > 0, {
    error: () => l10n.t('Retention needs a rule: last, daily, weekly or monthly.'),
  });

const location = (description: string): z.ZodString =>
  filled()
    .refine(value => parsePath(value).path !== undefined, {
      error: () =>
        l10n.t(
          'The backup location must be a full path, such as \\\\bk01.contoso.com\\LyncBackup.',
        ),
    })
    .describe(description);

const backup = z.strictObject({
  location: location('Folder below which every backup set has its own folder.'),
  copy: location('Second location, to which sets are copied once they are sealed.').optional(),
  rpo: duration('Longest tolerated age of the newest backup set.').optional(),
  rto: duration('Longest tolerated recovery time.').optional(),
  retention: retention.describe('Which sets are kept when old ones are removed.').optional(),
});

/** A list of one is that one; two Central Management stores are a mistake worth its own words. */
function onlyOne(value: unknown, context: z.RefinementCtx): unknown {
  if (!Array.isArray(value)) return value;
  const items: unknown[] = value;
  if (items.length === 1) return items[0];
  context.addIssue({
    code: 'custom',
    message: l10n.t('An estate has one Central Management store, not {0}.', items.length),
  });
  return z.NEVER;
}

export const estateSchema = z.strictObject({
  kind: z.enum(['practice', 'live']).default('live').describe('practice marks a practice estate.'),
  name: text('Name of the estate.'),
  product: text('Version of Lync Server.').default('2013'),
  domain: host('Active Directory domain.').optional(),
  'sip-domains': z.array(host('A SIP domain.')).default([]).describe('SIP domains.'),
  'central-management': z
    .preprocess(onlyOne, host('FQDN of the pool that hosts the Central Management store.'))
    .optional(),
  backup: backup.optional().describe('Where backup sets are kept, and what they must achieve.'),
  sites: z.array(site).default([]),
  pools: z.array(pool).default([]),
  servers: z.array(server).default([]),
  sql: z.array(sqlSchema).default([]).describe('SQL Server instances.'),
  'file-stores': z.array(fileStore).default([]),
  external: z
    .array(external)
    .default([])
    .describe('Systems that Lync works with and that are recovered by their own procedures.'),
  'not-understood': z
    .array(text('One thing.'))
    .default([])
    .describe('What an import could not read; remove a line once it is looked after.'),
  paths: z
    .record(z.string(), text('Folder of this computer; a relative one starts at this file.'))
    .default({})
    .describe('UNC prefixes and the local folders that stand for them.'),
  addresses: z
    .record(z.string(), text('host:port'))
    .default({})
    .describe('host[\\instance] or host:port, and the address to connect to instead.'),
  hands: z
    .strictObject({ command: command })
    .optional()
    .describe(
      'Command that does by itself what is done outside: install-os, reissue-certificates.',
    ),
});

export type EstateFile = z.output<typeof estateSchema>;
