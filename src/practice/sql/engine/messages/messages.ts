import { language } from './language.ts';
import { error, type MessageEntry } from './message-entry.ts';

const databases: Readonly<Record<number, MessageEntry>> = {
  615: error(
    21,
    "Could not find database ID {0}, name '{1}'. The database may be offline. Wait a few minutes and try again.",
  ),
  824: error(
    24,
    "SQL Server detected a logical consistency-based I/O error: incorrect checksum (expected: {0}; actual: {1}). It occurred during a read of page (1:{2}) in database ID {3} at offset {4} in file '{5}'.  Additional messages in the SQL Server error log or system event log may provide more detail. This is a severe error condition that threatens database integrity and must be corrected immediately. Complete a full database consistency check (DBCC CHECKDB). This error can be caused by many factors; for more information, see SQL Server Books Online.",
    2,
  ),
  924: error(14, "Database '{0}' is already open and can only have one user at a time."),
  926: error(
    14,
    "Database '{0}' cannot be opened. It has been marked SUSPECT by recovery. See the SQL Server errorlog for more information.",
  ),
  954: error(14, 'The database "{0}" cannot be opened. It is acting as a mirror database.'),
  1416: error(16, 'Database "{0}" is not configured for database mirroring.'),
  3104: error(
    16,
    "RESTORE cannot operate on database '{0}' because it is configured for database mirroring or has joined an availability group. If you intend to restore the database, use ALTER DATABASE to remove mirroring or to remove the database from its availability group.",
  ),
  3743: error(
    16,
    "The database '{0}' is enabled for database mirroring. Database mirroring must be removed before you drop the database.",
  ),
  927: error(14, "Database '{0}' cannot be opened. It is in the middle of a restore.", 2),
  942: error(14, "Database '{0}' cannot be opened because it is offline.", 4),
  945: error(
    14,
    "Database '{0}' cannot be opened due to inaccessible files or insufficient memory or disk space.  See the SQL Server errorlog for details.",
    2,
  ),
  951: error(0, "Database '{0}' running the upgrade step from version {1} to version {2}."),
  1105: error(
    17,
    "Could not allocate space for object '{0}' in database '{1}' because the 'PRIMARY' filegroup is full. Create disk space by deleting unneeded files, dropping objects in the filegroup, adding additional files to the filegroup, or setting autogrowth on for existing files in the filegroup.",
    2,
  ),
  1801: error(16, "Database '{0}' already exists. Choose a different database name.", 3),
  1802: error(
    16,
    'CREATE DATABASE failed. Some file names listed could not be created. Check related errors.',
    4,
  ),
  1827: error(
    16,
    'CREATE DATABASE or ALTER DATABASE failed because the resulting cumulative database size would exceed your licensed limit of {0} MB per database.',
  ),
  1834: error(16, "The file '{0}' cannot be overwritten.  It is being used by database '{1}'."),
  1844: error(16, '{0} is not supported on {1}.'),
  3702: error(16, 'Cannot drop database "{0}" because it is currently in use.', 3),
  3708: error(16, "Cannot {0} the {1} '{2}' because it is a system {1}."),
  5011: error(
    14,
    "User does not have permission to alter database '{0}', the database does not exist, or the database is not in a state that allows access checks.",
    7,
  ),
  5030: error(16, 'The database could not be exclusively locked to perform the operation.', 2),
  5048: error(16, "Cannot add, remove, or modify the file '{0}'."),
  5058: error(16, "Option '{0}' cannot be set in database '{1}'."),
  5060: error(
    0,
    'Nonqualified transactions are being rolled back. Estimated rollback completion: {0}%.',
  ),
  5061: error(
    16,
    "ALTER DATABASE failed because a lock could not be placed on database '{0}'. Try again later.",
  ),
  5064: error(
    16,
    "Changes to the state or options of database '{0}' cannot be made at this time. The database is in single-user mode, and a user is currently connected to it.",
  ),
  5069: error(16, 'ALTER DATABASE statement failed.'),
  5120: error(
    16,
    'Unable to open the physical file "{0}". Operating system error {1}: "{2}".',
    101,
  ),
  5123: error(
    16,
    "CREATE FILE encountered operating system error {1} while attempting to open or create the physical file '{0}'.",
  ),
  5133: error(
    16,
    'Directory lookup for the file "{0}" failed with the operating system error {1}.',
  ),
  5170: error(
    16,
    "Cannot create file '{0}' because it already exists. Change the file path or the file name, and retry the operation.",
  ),
  5701: error(0, "Changed database context to '{0}'.", 2),
  5703: error(0, 'Changed language setting to {0}.', 1),
  6004: error(14, 'User does not have permission to perform this action.', 2),
  6120: error(
    16,
    'Status report cannot be obtained. Rollback operation for Process ID {0} is not in progress.',
  ),
  5052: error(14, 'ALTER DATABASE is not permitted while a database is in the Restoring state.'),
  3906: error(16, 'Failed to update database "{0}" because the database is read-only.'),
  7983: error(14, "User '{0}' does not have permission to run DBCC {1} for database '{2}'."),
  6005: error(14, 'SHUTDOWN is in progress.'),
  6006: error(0, 'Server shut down by {0} from login {1}.'),
  6101: error(16, 'Session ID {0} is not valid.'),
  6102: error(14, 'User does not have permission to use the KILL statement.'),
  6104: error(16, 'Cannot use KILL to kill your own process.'),
  6106: error(16, 'Process ID {0} is not an active process ID.', 2),
  6107: error(14, 'Only user processes can be killed.'),
  9002: error(17, "The transaction log for database '{0}' is full due to '{1}'.", 2),
  226: error(16, '{0} statement not allowed within multi-statement transaction.', 6),
};

const backups: Readonly<Record<number, MessageEntry>> = {
  3009: error(
    16,
    'Could not insert a backup or restore history/detail record in the msdb database. This may indicate a problem with the msdb database. The backup/restore operation was still successful.',
  ),
  3013: error(16, '{0} is terminating abnormally.'),
  3014: error(0, '{0} successfully processed {1} pages in {2} seconds ({3} MB/sec).'),
  3021: error(16, 'Cannot perform a backup or restore operation within a transaction.', 0),
  3023: error(
    16,
    'Backup, file manipulation operations (such as ALTER DATABASE ADD FILE) and encryption changes on a database must be serialized. Reissue the statement after the current backup or file manipulation operation is completed.',
    2,
  ),
  3031: error(
    16,
    "Option '{0}' conflicts with option(s) '{1}'. Remove the conflicting option and reissue the statement.",
  ),
  3032: error(
    16,
    'One or more of the options ({0}) are not supported for this statement. Review the documentation for supported options.',
    2,
  ),
  3035: error(
    16,
    'Cannot perform a differential backup for database "{0}", because a current database backup does not exist. Perform a full database backup by reissuing BACKUP DATABASE, omitting the WITH DIFFERENTIAL option.',
  ),
  3101: error(16, 'Exclusive access could not be obtained because the database is in use.'),
  3102: error(
    16,
    "RESTORE cannot process database '{0}' because it is in use by this session. It is recommended that the master database be used when performing this operation.",
  ),
  3110: error(14, "User does not have permission to RESTORE database '{0}'."),
  3117: error(
    16,
    'The log or differential backup cannot be restored because no files are ready to rollforward.',
    4,
  ),
  3119: error(
    16,
    'Problems were identified while planning for the RESTORE statement. Previous messages provide details.',
  ),
  3132: error(
    16,
    'The media set has {0} media families but only {1} are provided. All members must be provided.',
  ),
  3136: error(
    16,
    'This differential backup cannot be restored because the database has not been restored to the correct earlier state.',
    3,
  ),
  3141: error(
    16,
    "The database to be restored was named '{0}'. Reissue the statement using the WITH REPLACE option to overwrite the '{1}' database.",
  ),
  3024: error(
    16,
    'You can only perform a full backup of the master database. Use BACKUP DATABASE to back up the entire master database.',
    0,
  ),
  3043: error(16, "BACKUP '{0}' detected an error on page (1:{1}) in file '{2}'."),
  3108: error(
    16,
    'To restore the {0} database, the server must be running in single-user mode. For information on starting in single-user mode, see "How to: Start an Instance of SQL Server (sqlservr.exe)" in Books Online.',
  ),
  3118: error(
    16,
    'The database "{0}" does not exist. RESTORE can only create a database when restoring either a full backup or a file backup of the primary file.',
  ),
  3142: error(
    16,
    "File '{0}' cannot be restored over the existing '{1}'. Reissue the RESTORE statement using WITH REPLACE to overwrite pre-existing files, or WITH MOVE to identify an alternate location.",
  ),
  3147: error(16, 'Backup and restore operations are not allowed on database tempdb.', 3),
  3153: error(16, 'The database is already fully recovered.', 2),
  3176: error(
    16,
    "File '{0}' is claimed by '{1}' and '{2}'. The WITH MOVE clause can be used to relocate one or more files.",
  ),
  3143: error(16, "The data set on device '{0}' is not a SQL Server backup set."),
  3154: error(
    16,
    "The backup set holds a backup of a database other than the existing '{0}' database.",
    4,
  ),
  3156: error(
    16,
    "File '{0}' cannot be restored to '{1}'. Use WITH MOVE to identify a valid location for the file.",
    8,
  ),
  3159: error(
    16,
    'The tail of the log for the database "{0}" has not been backed up. Use BACKUP LOG WITH NORECOVERY to backup the log if it contains work you do not want to lose. Use the WITH REPLACE or WITH STOPAT clause of the RESTORE statement to just overwrite the contents of the log.',
  ),
  3169: error(
    16,
    'The database was backed up on a server running version {0}. That version is incompatible with this server, which is running version {1}. Either restore the database on a server that supports the backup, or use a backup that is compatible with this server.',
  ),
  3183: error(
    16,
    'RESTORE detected an error on page ({0}) in database "{1}" as read from the backup set.',
    2,
  ),
  3187: error(
    16,
    'RESTORE WITH CHECKSUM cannot be specified because the backup set does not contain checksum information.',
  ),
  3189: error(16, 'Damage to the backup set was detected.'),
  3201: error(16, "Cannot open backup device '{0}'. Operating system error {1}({2}).", 2),
  3202: error(16, 'Write on "{0}" failed: {1}({2})'),
  3203: error(16, 'Read on "{0}" failed: {1}({2})'),
  3205: error(
    16,
    'Too many backup devices specified for backup or restore; only {0} are allowed.',
    2,
  ),
  3206: error(
    16,
    "Backup device '{0}' does not exist. To view existing backup devices, use the sys.backup_devices catalog view. To create a new backup device use either sp_addumpdevice or SQL Server Management Studio.",
  ),
  3211: error(0, '{0} percent processed.'),
  3227: error(
    16,
    'The backup media on "{0}" is part of media family {1} which has already been processed on "{2}". Ensure that backup devices are correctly specified. For tape devices, ensure that the correct volumes are loaded.',
  ),
  3231: error(
    16,
    'The media loaded on "{0}" is formatted to support {1} media families, but {2} media families are expected according to the backup device specification.',
  ),
  3234: error(
    16,
    "Logical file '{0}' is not part of database '{1}'. Use RESTORE FILELISTONLY to list the logical file names.",
    2,
  ),
  3241: error(
    16,
    "The media family on device '{0}' is incorrectly formed. SQL Server cannot process this media family.",
  ),
  3242: error(16, "The file on device '{0}' is not a valid Microsoft Tape Format backup set.", 2),
  3254: error(16, "The volume on device '{0}' is empty."),
  3257: error(
    16,
    "There is insufficient free space on disk volume '{0}' to create the database. The database requires {1} additional free bytes, while only {2} bytes are available.",
  ),
  3262: error(0, 'The backup set on file {0} is valid.'),
  3270: error(
    16,
    'An internal consistency error has occurred. This error is similar to an assert. Contact technical support for assistance.',
  ),
  3247: error(
    16,
    "The volume on device '{0}' is not part of a multiple family media set. BACKUP WITH FORMAT can be used to form a new media set.",
  ),
  3287: error(16, 'The file ID {1} on device "{0}" is incorrectly formed and can not be read.'),
  33111: error(16, "Cannot find server certificate with thumbprint '{0}'.", 3),
  3271: error(16, 'A nonrecoverable I/O error occurred on file "{0}:" {1}({2}).'),
  4035: error(0, "Processed {0} pages for database '{1}', file '{2}' on file {3}."),
  4038: error(16, "Cannot find file ID {0} on device '{1}'."),
  4212: error(16, 'Cannot back up the log of the master database. Use BACKUP DATABASE instead.'),
  4208: error(
    16,
    'The statement {0} is not allowed while the recovery model is SIMPLE. Use BACKUP DATABASE or change the recovery model using ALTER DATABASE.',
  ),
  4214: error(16, 'BACKUP LOG cannot be performed because there is no current database backup.'),
  4305: error(
    16,
    'The log in this backup set begins at LSN {0}, which is too recent to apply to the database. An earlier log backup that includes LSN {1} can be restored.',
  ),
  4326: error(
    16,
    'The log in this backup set terminates at LSN {0}, which is too early to apply to the database. A more recent log backup that includes LSN {1} can be restored.',
  ),
  4330: error(
    16,
    'This backup set cannot be applied because it is on a recovery path that is inconsistent with the database. The recovery path is the sequence of data and log backups that have brought the database to a particular recovery point. Find a compatible backup to restore, or restore the rest of the database to match a recovery point within this backup set, which will restore the database to a different point in time.',
  ),
  4333: error(16, 'The database cannot be recovered because the log was not restored.'),
  4335: error(
    16,
    'The specified STOPAT time is too early. All or part of the database is already rolled forward beyond that point.',
  ),
  4605: error(16, '{0}'),
};

const principals: Readonly<Record<number, MessageEntry>> = {
  4060: error(11, 'Cannot open database "{0}" requested by the login. The login failed.'),
  4064: error(11, 'Cannot open user default database. Login failed.'),
  15007: error(16, "'{0}' is not a valid login or you do not have permission."),
  15023: error(16, "User, group, or role '{0}' already exists in the current database."),
  15025: error(16, "The server principal '{0}' already exists."),
  15063: error(16, 'The login already has an account under a different user name.'),
  15118: error(
    16,
    'Password validation failed. The password does not meet Windows policy requirements because it is not complex enough.',
  ),
  15138: error(16, 'The database principal owns a schema in the database, and cannot be dropped.'),
  15151: error(
    16,
    "Cannot {0} the {1} '{2}', because it does not exist or you do not have permission.",
  ),
  15144: error(16, 'The role has members. It must be empty before it can be dropped.'),
  15247: error(16, 'User does not have permission to perform this action.'),
  15401: error(16, "Windows NT user or group '{0}' not found. Check the name again."),
  15410: error(11, "User or role '{0}' does not exist in this database."),
  15014: error(16, "The role '{0}' does not exist in the current database."),
  15008: error(16, "User '{0}' does not exist in the current database."),
  18450: error(
    14,
    "Login failed for user '{0}'. Reason: Not defined as a valid user of a trusted SQL Server connection.",
  ),
  18452: error(
    14,
    'Login failed. The login is from an untrusted domain and cannot be used with Windows authentication.',
  ),
  18456: error(14, "Login failed for user '{0}'."),
  18470: error(14, "Login failed for user '{0}'. Reason: The account is disabled."),
  18486: error(
    14,
    "Login failed for user '{0}' because the account is currently locked out. The system administrator can unlock it.",
  ),
  18487: error(
    14,
    "Login failed for user '{0}'.  Reason: The password of the account has expired.",
  ),
  18488: error(
    14,
    "Login failed for user '{0}'.  Reason: The password of the account must be changed.",
  ),
};

const checks: Readonly<Record<number, MessageEntry>> = {
  22048: error(16, "xp_create_subdir() returned error {0}, '{1}'"),
  2526: error(
    16,
    'Incorrect DBCC statement. Check the documentation for the correct DBCC syntax and options.',
    3,
  ),
  7919: error(16, 'Repair statement not processed. Database needs to be in single user mode.', 3),
  7955: error(16, 'Invalid SPID {0} specified.', 2),
  7969: error(0, 'No active open transactions.'),
  2528: error(
    0,
    'DBCC execution completed. If DBCC printed error messages, contact your system administrator.',
  ),
  2536: error(0, "DBCC results for '{0}'."),
  2593: error(0, 'There are {0} rows in {1} pages for object "{2}".'),
  2520: error(
    16,
    "Could not find database '{0}'. The database either does not exist, or was dropped before a statement tried to use it. Verify if the database exists by querying the sys.databases catalog view.",
    5,
  ),
  8928: error(
    16,
    'Object ID {0}, index ID 0, partition ID {0}, alloc unit ID {0} (type In-row data): Page (1:{1}) could not be processed.  See other errors for details.',
  ),
  8939: error(
    16,
    'Table error: Object ID {0}, index ID 0, partition ID {0}, alloc unit ID {0} (type In-row data), page (1:{1}). Test (IS_OFF (BUF_IOERR, pBUF->bstat)) failed. Values are 12716041 and -4.',
    98,
  ),
  8989: error(
    0,
    "CHECKDB found {0} allocation errors and {1} consistency errors in database '{2}'.",
  ),
  8990: error(
    0,
    "CHECKDB found {0} allocation errors and {1} consistency errors in table '{2}' (object ID {3}).",
  ),
};

/**
 * All messages that the practice server can give: number, severity, state and wording as SQL Server
 * 2008 R2 and 2012 give them. They are the other side's words, so they stay in the server's language.
 * `{0}` and so on are the parameters.
 */
export const messages: Readonly<Record<number, MessageEntry>> = {
  ...language,
  ...databases,
  ...backups,
  ...principals,
  ...checks,
};
