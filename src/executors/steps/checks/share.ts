import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import type { Server } from '../../../estate/model.ts';
import { foldCase, fullPath, normalisePath } from '../../../estate/unc.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { nonEmpty, schemaOf, uncPath } from '../fields.ts';
import { findServer, requireServer } from '../servers.ts';
import { pathInShell } from '../shell-paths.ts';
import { ask, readClass } from '../shell.ts';
import type { Check, CheckReport, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    path: uncPath(l10n.t('The share, as in //se01.contoso.com/LyncShare.')),
    folder: nonEmpty(
      l10n.t('Folder that it must share, as the server itself names it, as in C:\\LyncShare.'),
    ).optional(),
    from: nonEmpty(
      l10n.t('Server that must reach the share as well; by default only its own server is asked.'),
    ).optional(),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

interface Share {
  readonly path: string;
  readonly name: string;
  /** The server of the share, where the estate has it. */
  readonly host: Server | undefined;
  /** The server that must reach it. */
  readonly from: Server | undefined;
}

function shareOf({ path, from }: Parameters, { estate }: ActionServices): Share {
  const full = fullPath(path);
  const unc = full.kind === 'unc' ? full : { server: '', share: '' };
  const asked = from === undefined ? undefined : requireServer(estate, from);
  // Off the estate (a file cluster, a DFS root) only reaching it can be tried.
  const host = findServer(estate, unc.server);
  return { path: normalisePath(path), name: unc.share, host, from: asked };
}

const windowsShare = z.looseObject({ Name: z.string(), Path: z.string().nullish() });

const reached = z.looseObject({ Reached: z.boolean() });

const reachScript = `
param([string]$Path)
@{ Reached = [bool](Test-Path -LiteralPath $Path) }
`;

function why(): string {
  return l10n.t('The topology names the file store by this path; it must be the same as before.');
}

async function sharedFolder(
  { name }: Share,
  host: Server,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<string | undefined> {
  const doing = l10n.t('reading the shares');
  const text = readClass('Win32_Share', ['Name', 'Path']);
  const asked = { server: host.fqdn, doing, changed: unchanged(), text };
  const shares = await ask(asked, windowsShare, context, services);
  const found = shares.find(one => foldCase(one.Name) === foldCase(name));
  return found === undefined ? undefined : (found.Path ?? '');
}

async function atHost(
  share: Share,
  host: Server,
  { folder }: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const found = await sharedFolder(share, host, context, services);
  const at = { where: share.path, why: why() };
  if (found === undefined) {
    const finding: Finding = {
      ...at,
      expected: l10n.t('a share {0} on {1}', share.name, host.fqdn),
      found: l10n.t('no share of that name'),
      mend: [
        l10n.t(
          'create the folder on {0} and share it as {1}, Administrators: Full Control.',
          host.fqdn,
          share.name,
        ),
      ],
    };
    return { findings: [finding], seen: [] };
  }
  if (folder !== undefined && foldCase(found) !== foldCase(folder)) {
    const mend = [l10n.t('share {0} as {1}, in place of {2}.', folder, share.name, found)];
    return { findings: [{ ...at, expected: folder, found, mend }], seen: [] };
  }
  return { findings: [], seen: [l10n.t('{0} shares {1}.', share.path, found)] };
}

async function reach(
  share: Share,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const { from } = share;
  const asked = {
    server: from?.fqdn,
    doing: l10n.t('reaching the share'),
    changed: unchanged(),
    text: reachScript,
    parameters: { Path: pathInShell(share.path, services.estate, from) },
  };
  const [answer] = await ask(asked, reached, context, services);
  const who = from?.fqdn ?? l10n.t('this computer');
  if (answer?.Reached === true) {
    return { findings: [], seen: [l10n.t('{0} reaches {1}.', who, share.path)] };
  }
  const finding: Finding = {
    where: share.path,
    expected: l10n.t('{0} reaches it', who),
    found: l10n.t('it does not exist there, or access is refused'),
    why: why(),
    mend: [
      l10n.t(
        'check that the server of {0} runs, that the share exists and who may read it;',
        share.path,
      ),
      l10n.t('check that {0} has access (check: second-hop says more).', who),
    ],
  };
  return { findings: [finding], seen: [] };
}

/** A share exists on its server under the path that it must have, and can be reached. */
export function shareCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'share',
    description: l10n.t('A share is there under the very path that it had, and can be reached.'),
    schema: schema(),
    plan: (parameters, _context, services) => {
      const { path, host, from } = shareOf(parameters, services);
      const servers = [host, from].flatMap(one => (one === undefined ? [] : [one.fqdn]));
      const line =
        servers.length === 0
          ? l10n.t('Look from this computer whether {0} is there.', path)
          : l10n.t('Look on {0} whether {1} is there.', servers.join(', '), path);
      return { servers, line };
    },
    examine: async (parameters, context, services) => {
      const share = shareOf(parameters, services);
      const { host, from } = share;
      const reports: CheckReport[] = [];
      if (host !== undefined)
        reports.push(await atHost(share, host, parameters, context, services));
      if (from !== undefined || host === undefined) {
        reports.push(await reach(share, context, services));
      }
      return {
        findings: reports.flatMap(one => one.findings),
        seen: reports.flatMap(one => one.seen),
      };
    },
  };
}
