import * as l10n from '@vscode/l10n';
import type { Estate } from '../../estate/model.ts';
import { htmlPage, markdownAsHtml } from './printable-runbook.ts';
import type { ArchivedFile } from './zip-writer.ts';

/** Folder of the kit inside a backup set. */
export const kitFolder = 'recovery-kit';

/** Folder of its runbooks. */
export const kitRunbooks = 'runbooks';

/** A runbook of the kit: what it recovers, as text that runs and as a page for paper. */
export interface KitRunbook {
  /** Name of the file, ending in `.runbook.md`. */
  readonly fileName: string;
  readonly title: string;
  /** What is recovered with it: FQDN of the server. */
  readonly of: string;
  readonly text: string;
  readonly html: string;
}

export interface KitSource {
  readonly set: { readonly name: string; readonly path: string };
  readonly estate: Estate;
  /** The estate file, as it goes into the kit. */
  readonly estateText: string;
  /** The topology, where the set has it, as people read it. */
  readonly topology: Uint8Array | undefined;
  readonly runbooks: readonly KitRunbook[];
  /** Servers without a runbook, and why. */
  readonly without: readonly { readonly server: string; readonly reason: string }[];
  /** The stand-alone verifier of recovery logs. */
  readonly verifier: Uint8Array | undefined;
  /** The extension as it is installed from a file. */
  readonly extension: { readonly name: string; readonly content: Uint8Array } | undefined;
  readonly version: string;
  /** UTC ISO 8601. */
  readonly made: string;
}

function runbookTable({ runbooks, without }: KitSource): string[] {
  if (runbooks.length === 0 && without.length === 0) return [];
  const rows = runbooks.map(({ fileName, of, title }) => {
    const page = fileName.replace(/\.md$/, '.html');
    const paper = `[${l10n.t('on paper')}](${kitRunbooks}/${page})`;
    return `| ${of} | [${title}](${kitRunbooks}/${fileName}) | ${paper} |`;
  });
  const none = without.map(({ server, reason }) => `| ${server} | ${reason} | |`);
  const head = [l10n.t('What is lost'), l10n.t('Runbook'), ''];
  return [`| ${head.join(' | ')} |`, '| --- | --- | --- |', ...rows, ...none, ''];
}

function startLines({ extension, set }: KitSource): string[] {
  const install =
    extension === undefined
      ? l10n.t(
          'Install Visual Studio Code, and in it the extension Recovery Runbooks. Its file could not be put into this kit.',
        )
      : l10n.t(
          'Install Visual Studio Code. In it, run the command *Extensions: Install from VSIX…* and choose `{0}` of this folder.',
          extension.name,
        );
  return [
    `1. ${install}`,
    `2. ${l10n.t('Run the command *Recovery Runbooks: Open from Backup Set…* and choose the folder `{0}`. It checks this kit, copies it to a folder of this computer, and opens it.', set.name)}`,
    `3. ${l10n.t('Give the passwords that `estate.yaml` names when they are asked for. They are not in this kit and not in the backup set.')}`,
    `4. ${l10n.t('Open the runbook of what was lost. Run it step by step: every step says what it does and what you should see.')}`,
  ];
}

function readme(source: KitSource): string {
  const { set, estate, made, verifier } = source;
  const location = estate.backup?.location ?? '';
  return [
    `# ${l10n.t('Recovery kit of {0}', estate.name)}`,
    '',
    l10n.t(
      'You have found the backup set {0} of the Lync Server estate {1}. With this folder and the files beside it, its servers can be recovered, also when the workstation that made the backup is lost.',
      `\`${set.name}\``,
      `**${estate.name}**`,
    ),
    '',
    l10n.t('Do not change, add or delete anything in the backup set: it would count as damaged.'),
    '',
    `## ${l10n.t('Start here')}`,
    '',
    ...startLines(source),
    '',
    ...runbookTable(source),
    `## ${l10n.t('Is the set still whole?')}`,
    '',
    l10n.t('With the extension: *Verify Backup Set*. Without it, in the folder of the set:'),
    '',
    '```sh',
    'sha256sum --check SHA256SUMS',
    '```',
    '',
    l10n.t('On Windows, in PowerShell 4.0 or later; what it prints has changed:'),
    '',
    '```powershell',
    'Get-Content SHA256SUMS -Encoding UTF8 | ForEach-Object {',
    "  $hash, $file = $_ -split '  ', 2",
    '  if ((Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash -ne $hash) { $file }',
    '}',
    '```',
    '',
    `## ${l10n.t('What lies here')}`,
    '',
    `- \`estate.yaml\`: ${l10n.t('the servers of the estate, and how they are reached.')}`,
    ...(source.topology === undefined
      ? []
      : [`- \`Topology.xml\`: ${l10n.t('the topology, for reading.')}`]),
    `- \`${kitRunbooks}/\`: ${l10n.t('a runbook for each server, and the same as a page to print, with all values filled in.')}`,
    ...(verifier === undefined
      ? []
      : [
          `- \`verify-recovery-log.mjs\`: ${l10n.t('checks a recovery log with nothing but Node.js: `node verify-recovery-log.mjs LOG`.')}`,
        ]),
    '',
    `## ${l10n.t('What does not lie here')}`,
    '',
    l10n.t(
      'Passwords, private keys without a password, Active Directory, the product media of Lync Server, Windows and SQL Server, and what network devices are set to. They are kept elsewhere, on purpose.',
    ),
    '',
    location === ''
      ? ''
      : l10n.t('The backup location was {0}; other sets lie there.', `\`${location}\``),
    '',
    l10n.t('Made {0} by Recovery Runbooks {1}.', made, source.version),
    '',
  ].join('\n');
}

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** All files of the kit, by their paths inside its folder. Pure: nothing is read or written here. */
export function kitFiles(source: KitSource): readonly ArchivedFile[] {
  const text = readme(source);
  const title = l10n.t('Recovery kit of {0}', source.estate.name);
  const page = htmlPage(title, markdownAsHtml(text, new Map()), source.set.path);
  const { topology, verifier, extension } = source;
  return [
    { path: 'README.md', content: bytes(text) },
    { path: 'README.html', content: bytes(page) },
    { path: 'estate.yaml', content: bytes(source.estateText) },
    ...(topology === undefined ? [] : [{ path: 'Topology.xml', content: topology }]),
    ...source.runbooks.flatMap(({ fileName, text: runbook, html }) => [
      { path: `${kitRunbooks}/${fileName}`, content: bytes(runbook) },
      {
        path: `${kitRunbooks}/${fileName.replace(/\.md$/, '.html')}`,
        content: bytes(html),
      },
    ]),
    ...(verifier === undefined ? [] : [{ path: 'verify-recovery-log.mjs', content: verifier }]),
    ...(extension === undefined ? [] : [{ path: extension.name, content: extension.content }]),
  ];
}
