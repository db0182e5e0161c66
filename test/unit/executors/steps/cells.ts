/** A cell of each action, and of each way that an action can go. */
export const everyCell: readonly string[] = [
  'copy-backup-set:\n  to: //bk02.contoso.com/LyncBackup',
  'new-backup-set:',
  'seal-backup-set:',
  'verify-backup-set:\n  max-age: 7d',
  'copy-files:\n  from: $Backup/x\n  to: //se01.contoso.com/LyncShare\n  overwrite: true',
  'copy-files:\n  file-stores: all\n  to: $Backup/filestore',
  'inventory-certificates:\n  to: $Backup/certificates',
  ...[1, 2, 3, 4].map(step => `deployment-wizard:\n  server: se01\n  step: ${step}`),
  ...['download', 'enable-topology', 'create-databases', 'create-central-management-store'].map(
    task => `topology-builder:\n  task: ${task}\n  server: se01`,
  ),
  'topology-builder:\n  task: publish\n  server: se01\n  file: /srv/t.xml',
  'check:\n  fqdn: {server: se01}\n  dns: {name: se01}\n  port: {host: se01, port: 1}\n  share: {path: //se01.contoso.com/LyncShare, from: bk01}',
  'check:\n  service: {server: se01}\n  certificate: {server: se01}\n  clean-install: {server: se01}',
  'check:\n  replication: {server: se01}\n  second-hop: {from: se01, share: //bk01.contoso.com/LyncBackup}',
  'check:\n  service: {server: se01, names: [W3SVC]}\n  second-hop: {from: se01, sql: true, directory: true}',
  'wait-for:\n  replication: {server: se01}',
  'preflight:\n  servers: [se01]\n  at: bk01\n  set: $Backup',
  'manual:\n  instruction: Look.\n  task: install-os\n  server: se01',
];
