import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { noTopology } from '../../errors/topology.ts';
import type { ImportedEstate } from './imported.ts';
import { oneLine } from './index-of.ts';
import { readTopologyText } from './read.ts';
import { understand } from './understand.ts';

/**
 * Reads the topology in the management shell of a server, with what `Get-CsPool`, `Get-CsComputer` and
 * `Get-CsService` name beside it; PowerShell 3.0, reading cmdlets only. Gives one object, see `LiveAnswer`.
 */
export const liveScript = String.raw`
$document = Get-CsTopology -AsXml
$text = if ($document -is [System.Xml.XmlNode]) { $document.OuterXml } else { $document.ToString() }
$pools = @(Get-CsPool | ForEach-Object { "$($_.Fqdn)" })
$computers = @(Get-CsComputer | ForEach-Object { "$($_.Fqdn)" })
$services = @(Get-CsService | ForEach-Object { "$($_.Identity)" })
New-Object -TypeName PSObject -Property @{
  Topology = "$text"; Pools = $pools; Computers = $computers; Services = $services
}
`;

const names = z.array(z.string()).default([]);

const answerSchema = z.looseObject({
  Topology: z.string(),
  Pools: names,
  Computers: names,
  Services: names,
});

/** What the script gives. */
export type LiveAnswer = z.output<typeof answerSchema>;

/** The answer of a server, held against its shape. Throws a `Problem` where it holds no topology. */
export function liveAnswer(object: unknown, server: string): LiveAnswer {
  const read = answerSchema.safeParse(object);
  if (!read.success || read.data.Topology.trim() === '') throw noTopology(server, undefined);
  return read.data;
}

/** Host of an identity such as `Registrar:pool01.contoso.com`. */
function hostOf(identity: string): string {
  return identity.slice(identity.indexOf(':') + 1);
}

/** What the cmdlets name and the document does not have. */
function strangers(answer: LiveAnswer, known: ReadonlySet<string>): string[] {
  const isKnown = (name: string): boolean => name === '' || known.has(name.toLowerCase());
  const note = (cmdlet: string, name: string): string =>
    l10n.t('{0} names {1}, which the topology does not have.', cmdlet, oneLine(name));
  return [
    ...answer.Pools.filter(name => !isKnown(name)).map(name => note('Get-CsPool', name)),
    ...answer.Computers.filter(name => !isKnown(name)).map(name => note('Get-CsComputer', name)),
    ...answer.Services.filter(name => !isKnown(hostOf(name))).map(name =>
      note('Get-CsService', name),
    ),
  ];
}

/** The estate as a server of it says. Throws a `Problem` as reading a file does. */
export function understandLive(answer: LiveAnswer, server: string): ImportedEstate {
  const source = l10n.t('Get-CsTopology on {0}', server);
  const document = readTopologyText(answer.Topology.replace(/^\ufeff/, ''), source);
  const found = understand(document);
  const known = new Set(
    document.clusters.flatMap(({ fqdn, machines }) => [
      fqdn.toLowerCase(),
      ...machines.map(machine => machine.fqdn.toLowerCase()),
    ]),
  );
  return { ...found, notUnderstood: [...found.notUnderstood, ...strangers(answer, known)] };
}
