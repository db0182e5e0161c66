/** What a step asks of a restore; paths as the SQL Server computer sees them. */
export interface RestoreWish {
  /** Name of the database in the backup, and the name that it gets. */
  readonly database: string;
  readonly target: string;
  /** Files of all backups that may be needed. */
  readonly paths: readonly string[];
  readonly position: number | undefined;
  /** `2026-11-22 02:00:00.000`, local time of the server that made the backups. */
  readonly stopAt: string | undefined;
  /** Whether a database that is there may be replaced. */
  readonly replace: boolean;
  /** Whether sessions in it may be ended. */
  readonly disconnect: boolean;
  readonly move: Readonly<Record<string, string>>;
  readonly dataFolder: string | undefined;
  readonly logFolder: string | undefined;
  /** Whether files that belong to no database may be replaced. */
  readonly overwriteFiles: boolean;
  /** Whether folders that are not there are made. */
  readonly makeFolders: boolean;
  /** File for the tail of the log of the database that is there. */
  readonly tailLog: string | undefined;
  readonly loseTailLog: boolean;
  /** Whether the database is to be used afterwards; else it waits for more logs. */
  readonly recovery: boolean;
}
