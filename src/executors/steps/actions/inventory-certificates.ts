import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { inventoryEmpty } from '../../../errors/steps.ts';
import type { Server } from '../../../estate/model.ts';
import { joinPath } from '../../../estate/unc.ts';
import type { ActionPlanContext, ActionRunContext, ActionServices, StepAction } from '../action.ts';
import { certificatesOf } from '../certificate-uses.ts';
import { certificateColumns } from '../checks/certificate.ts';
import { copyJob, serversOfPath } from '../copy-jobs.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { pathInShell } from '../shell-paths.ts';
import { act } from '../shell.ts';

const schema = schemaOf(() =>
  z.strictObject({
    to: nonEmpty(l10n.t('Folder that receives one file for each server; made if it is not there.')),
    servers: z
      .array(nonEmpty(l10n.t('Server of the estate.')))
      .min(1)
      .optional()
      .describe(l10n.t('Servers to ask; by default every one whose roles have certificates.')),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

/** No private key leaves the server: names, thumbprints and dates only (domain facts, 3.6). */
const script = `
param([string]$Folder, [string]$File)
if (-not (Test-Path -LiteralPath $Folder)) { New-Item -ItemType Directory -Path $Folder -Force | Out-Null }
$target = Join-Path -Path $Folder -ChildPath $File
if (Test-Path -LiteralPath $target) { throw "$target exists already." }
Get-CsCertificate |
  Select-Object -Property ${certificateColumns}, @{ Name = 'Issuer'; Expression = { "$($_.Issuer)" } },
    @{ Name = 'AlternativeNames'; Expression = { @($_.AlternativeNames) -join ' ' } } |
  Export-Csv -LiteralPath $target -NoTypeInformation -Encoding UTF8
Get-Item -LiteralPath $target | Select-Object -Property Name, Length
`;

function serversOf({ servers }: Parameters, { estate }: ActionServices): readonly Server[] {
  const found =
    servers?.map(name => requireServer(estate, name)) ??
    estate.servers.filter(server => certificatesOf(estate, server).length > 0);
  if (found.length === 0) throw inventoryEmpty(estate.file);
  return found;
}

function fileOf(server: Server): string {
  return `${server.fqdn}.csv`;
}

async function askServer(
  server: Server,
  to: string,
  context: ActionRunContext,
  services: ActionServices,
): Promise<void> {
  await act(
    {
      server: server.fqdn,
      doing: l10n.t('listing the certificates'),
      changed: l10n.t('The servers before it are listed in {0}; nothing else was changed.', to),
      text: script,
      parameters: { Folder: pathInShell(to, services.estate, server), File: fileOf(server) },
    },
    context,
    services,
  );
  const { inSet } = copyJob(to, to, services.estate, context);
  if (inSet === undefined) return;
  const file = inSet.folder === '' ? fileOf(server) : `${inSet.folder}/${fileOf(server)}`;
  await services.backup.record(inSet.set, [{ file, step: context.stepId, source: server.fqdn }]);
}

/** Which certificate each server uses for what, as a list beside the backup. */
export function inventoryCertificates(): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'inventory-certificates',
    description: l10n.t('Writes down which certificates each server uses; no private keys.'),
    example: 'inventory-certificates:\n  to: $Backup/certificates',
    schema: schema(),
    plan: (parameters, _context: ActionPlanContext, services) => {
      const servers = serversOf(parameters, services);
      return Promise.resolve({
        lines: servers.map(server =>
          l10n.t(
            'List the certificates of {0} in {1}.',
            server.fqdn,
            joinPath(parameters.to, fileOf(server)),
          ),
        ),
        effect: { kind: 'changes', servers: serversOfPath(parameters.to, services.estate) },
        losses: [],
        facts: {},
      });
    },
    run: async (parameters, _plan, context, services) => {
      const servers = serversOf(parameters, services);
      for (const server of servers) await askServer(server, parameters.to, context, services);
      const names = servers.map(server => server.fqdn).join(', ');
      return {
        summary: l10n.t('Certificates of {0} servers are listed: {1}.', servers.length, names),
      };
    },
  };
}
