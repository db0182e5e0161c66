import * as l10n from '@vscode/l10n';

/** A runbook to begin with. */
export interface RunbookTemplate {
  readonly id: 'empty' | 'check' | 'backup' | 'restore';
  readonly label: string;
  readonly detail: string;
}

export function runbookTemplates(): readonly RunbookTemplate[] {
  return [
    {
      id: 'empty',
      label: l10n.t('Empty runbook'),
      detail: l10n.t('A title, one variable, one step that looks at a server.'),
    },
    {
      id: 'check',
      label: l10n.t('Health check'),
      detail: l10n.t('Steps that only look: name, services, replication.'),
    },
    {
      id: 'backup',
      label: l10n.t('Backup'),
      detail: l10n.t('A new set, an export into it, sealed and verified.'),
    },
    {
      id: 'restore',
      label: l10n.t('Restore'),
      detail: l10n.t('A verified set, a restore that asks first, a check at the end.'),
    },
  ];
}

const server = [
  '  Server:',
  '    type: server',
  '    description: The server that this is about.',
  '    required: true',
];

const serverAnswers = ['```step {#name}', 'check:', '  fqdn:', '    server: $Server', '```'];

function front(title: string, variables: readonly string[]): string[] {
  return [
    '---',
    `title: ${yamlText(title)}`,
    'variables:',
    ...variables,
    '---',
    '',
    `# ${title}`,
    '',
  ];
}

/** A text as YAML takes it on one line. */
export function yamlText(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const plain =
    /^[\p{L}\p{Nd}][^:#\n'"\\]*$/u.test(line) &&
    !/^(?:true|false|null|yes|no|on|off|[\d.,_+-]+)$/iu.test(line);
  return plain ? line : `'${line.replaceAll("'", "''")}'`;
}

const bodies: Readonly<Record<RunbookTemplate['id'], (title: string) => string[]>> = {
  empty: title => [...front(title, server), '## 1. The server answers', '', ...serverAnswers],
  check: title => [
    ...front(title, server),
    '## 1. Name',
    '',
    ...serverAnswers,
    '',
    '## 2. Services',
    '',
    '```powershell {#services target=$Server requires=name}',
    'Import-Module Lync',
    'Get-CsWindowsService | Select-Object Name, Status',
    '```',
    '',
    '## 3. Replication',
    '',
    '```powershell {#replication target=$Server requires=services}',
    'Get-CsManagementStoreReplicationStatus | Select-Object ReplicaFqdn, UpToDate',
    '```',
  ],
  backup: title => [
    ...front(title, [
      ...server,
      '  Backup:',
      '    type: backup-set',
      '    description: The folder of this backup, which the first step makes.',
    ]),
    '## 1. A new set',
    '',
    '```step {#new-set}',
    'new-backup-set:',
    '```',
    '',
    '## 2. Settings and topology',
    '',
    '```powershell {#export target=$Server requires=new-set}',
    'Import-Module Lync',
    "$file = Join-Path $Backup 'CsConfig.zip'",
    'Export-CsConfiguration -FileName $file',
    'Get-Item $file | Select-Object Name, Length',
    '```',
    '',
    '## 3. Seal and verify',
    '',
    '```step {#seal requires=export}',
    'seal-backup-set:',
    '```',
    '',
    '```step {#verify requires=seal}',
    'verify-backup-set:',
    '  level: full',
    '```',
  ],
  restore: title => [
    ...front(title, [
      ...server,
      '  Backup:',
      '    type: backup-set',
      '    description: The set to restore from.',
      '    default: ${estate.backup.newest-set}',
    ]),
    '## 1. The set can be read',
    '',
    '```step {#verify-set}',
    'verify-backup-set:',
    '  set: $Backup',
    '  level: full',
    '```',
    '',
    '## 2. Restore',
    '',
    '```step {#restore requires=verify-set confirm}',
    'copy-files:',
    '  from: $Backup/filestore/$Server/LyncShare',
    '  to: //$Server/LyncShare',
    '```',
    '',
    '## 3. It is back',
    '',
    '```step {#look requires=restore}',
    'check:',
    '  share:',
    '    path: //$Server/LyncShare',
    '```',
  ],
};

/** The text of a new runbook, LF line ends. */
export function runbookFromTemplate(id: RunbookTemplate['id'], title: string): string {
  return `${bodies[id](title.replace(/\s+/gu, ' ').trim()).join('\n')}\n`;
}

/** A name for the file of a runbook, made from its title. */
export function fileNameFor(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 80);
  return `${plain === '' ? 'runbook' : plain}.runbook.md`;
}
