import { join } from 'node:path';

/** Where the files of a practice estate lie, below its folder. All results are absolute. */
export interface Layout {
  readonly root: string;
  readonly estateFile: string;
  readonly directory: string;
  readonly dns: string;
  readonly dhcp: string;
  readonly authority: string;
  readonly buildSheets: string;
  readonly pools: string;
  readonly faults: string;
  readonly servers: string;
  server(fqdn: string): string;
  computer(fqdn: string): string;
  /** Folder of a share, which is there only while the share is. */
  share(fqdn: string, share: string): string;
  shares(fqdn: string): string;
  /** What the server itself calls `C:\`. */
  disk(fqdn: string): string;
  database(fqdn: string, instance: string, name: string): string;
  instance(fqdn: string, instance: string): string;
  databases(fqdn: string): string;
  /** Its mirrored databases. */
  mirroring(fqdn: string): string;
  /** What the Backup Service has of a pool on its partner. */
  backupData(pool: string): string;
  /** Folder of the server's SQL Server instances, which the SQL endpoint serves. */
  sql(fqdn: string): string;
}

/** The one place that knows the folder structure; the PowerShell twin is `State.ps1`. */
export function layoutOf(root: string): Layout {
  const server = (fqdn: string): string => join(root, 'servers', fqdn.toLowerCase());
  const databases = (fqdn: string): string => join(server(fqdn), 'databases');
  const instanceFolder = (fqdn: string, instance: string): string =>
    join(databases(fqdn), instance.toLowerCase());
  return {
    root,
    estateFile: join(root, 'estate.yaml'),
    directory: join(root, 'directory', 'ad.json'),
    dns: join(root, 'directory', 'dns.json'),
    dhcp: join(root, 'directory', 'dhcp.json'),
    authority: join(root, 'directory', 'ca.json'),
    buildSheets: join(root, 'directory', 'build-sheets.json'),
    pools: join(root, 'directory', 'pools.json'),
    faults: join(root, 'faults.json'),
    servers: join(root, 'servers'),
    server,
    computer: fqdn => join(server(fqdn), 'computer.json'),
    share: (fqdn, share) => join(server(fqdn), 'shares', share),
    shares: fqdn => join(server(fqdn), 'shares'),
    disk: fqdn => join(server(fqdn), 'disk', 'C'),
    database: (fqdn, instance, name) =>
      join(instanceFolder(fqdn, instance), `${name.toLowerCase()}.json`),
    instance: instanceFolder,
    databases,
    mirroring: fqdn => join(server(fqdn), 'mirroring.json'),
    backupData: pool => join(root, 'directory', 'backup-service', `${pool.toLowerCase()}.json`),
    sql: fqdn => join(server(fqdn), 'sql'),
  };
}
