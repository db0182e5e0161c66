import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { ask } from '../shell.ts';
import type { Check, CheckReport, Finding } from './check.ts';

const duties = ['restore', 'publish', 'install', 'persistent-chat'] as const;

type Duty = (typeof duties)[number];

const schema = schemaOf(() =>
  z.strictObject({
    at: nonEmpty(
      l10n.t(
        'Server inside whose shell the account is looked at; by default the target of the step.',
      ),
    ).optional(),
    for: z
      .array(z.enum(duties).describe(l10n.t('What the account has to do.')))
      .default(['restore'])
      .describe(
        l10n.t(
          'restore: the cmdlets of backup and restore; publish: Enable-CsTopology and publishing; install: setup on this server; persistent-chat: its import and export.',
        ),
      ),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const account = z.looseObject({ Account: z.string(), Groups: z.array(z.string()) });

/** Groups of the token: what the session may really do, those that UAC took away not among them. */
const script = `
$groups = @(whoami /groups /fo csv | ConvertFrom-Csv | Where-Object { "$($_.Attributes)" -notmatch 'deny only' } | ForEach-Object { "$(@($_.PSObject.Properties)[0].Value)" })
@{ Account = "$(whoami)"; Groups = $groups }
`;

/** Any of these groups gives the right (domain facts, section 2). */
const needed: Readonly<Record<Duty, readonly string[]>> = {
  restore: ['RTCUniversalServerAdmins'],
  publish: ['Domain Admins', 'Enterprise Admins'],
  install: ['Administrators'],
  'persistent-chat': ['CsPersistentChatAdministrator'],
};

function reason(duty: Duty): string {
  switch (duty) {
    case 'restore':
      return l10n.t(
        'Import and export cmdlets take no role-based access: only members of that group may run them.',
      );
    case 'publish':
      return l10n.t(
        'Publishing and Enable-CsTopology write into Active Directory and set permissions on file stores.',
      );
    case 'install':
      return l10n.t('Setup, certificates and services need a local administrator.');
    case 'persistent-chat':
      return l10n.t('Only members of that group may import and export Persistent Chat data.');
  }
}

function mend(duty: Duty, who: string): string[] {
  const groups = needed[duty].join(', ');
  return [
    l10n.t('run as an account of {0}, or put {1} into it and begin a new session;', groups, who),
    ...(duty === 'publish'
      ? [
          l10n.t(
            'or have the right delegated: Grant-CsSetupPermission (Test-CsSetupPermission tells); then override this step with that reason.',
          ),
        ]
      : []),
  ];
}

function groupName(full: string): string {
  return full.slice(full.lastIndexOf('\\') + 1).toLowerCase();
}

function findingsFor(asked: readonly Duty[], who: string, groups: readonly string[]): Finding[] {
  const own = new Set(groups.map(groupName));
  return asked
    .filter(duty => !needed[duty].some(name => own.has(name.toLowerCase())))
    .map(duty => ({
      where: who,
      expected: l10n.t('member of {0}', needed[duty].join(l10n.t(' or '))),
      found: l10n.t('not a member'),
      why: reason(duty),
      mend: mend(duty, who),
    }));
}

async function examine(
  parameters: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const { fqdn } = requireServer(services.estate, parameters.at, context.target);
  const doing = l10n.t('reading the groups of the account');
  const asked = { server: fqdn, doing, changed: unchanged(), text: script };
  const [found] = await ask(asked, account, context, services);
  const { Account = '', Groups = [] } = found ?? {};
  const findings = findingsFor(parameters.for, `${Account} (${fqdn})`, Groups);
  const names = parameters.for.flatMap(duty =>
    needed[duty].filter(name => Groups.map(groupName).includes(name.toLowerCase())),
  );
  const seen = l10n.t('{0} is a member of {1}.', Account, names.join(', '));
  return { findings, seen: findings.length > 0 ? [] : [seen] };
}

/** Groups of the account that recovers (domain facts, section 2). */
export function permissionsCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'permissions',
    description: l10n.t('The account that recovers is in the groups that its work needs.'),
    schema: schema(),
    plan: ({ at }, context, { estate }) => {
      const { fqdn } = requireServer(estate, at, context.target);
      return { servers: [fqdn], line: l10n.t('Read the groups of the account on {0}.', fqdn) };
    },
    examine,
  };
}
