import { z } from 'zod';
import { emptyContent, type Content } from '../../storage/content.ts';
import type { DamagedPage } from '../../storage/data-file.ts';
import { logRecordSchema, type LogRecord } from './log-records.ts';
import { firstLsn } from './lsn.ts';

export const databaseStates = [
  'ONLINE',
  'RESTORING',
  'RECOVERING',
  'RECOVERY_PENDING',
  'SUSPECT',
  'EMERGENCY',
  'OFFLINE',
] as const;
export type DatabaseState = (typeof databaseStates)[number];

const lsnSchema = z.string().transform(text => BigInt(text));

export const fileSchema = z.object({
  fileId: z.number(),
  kind: z.enum(['ROWS', 'LOG']),
  logicalName: z.string(),
  physicalName: z.string(),
  guid: z.string(),
  /** Allocated, in pages of 8 KiB. */
  sizePages: z.number(),
  /** -1: until the disk is full. */
  maxPages: z.number(),
});
export type DatabaseFile = z.infer<typeof fileSchema>;

const baseSchema = z.object({
  guid: z.string(),
  checkpointLsn: lsnSchema,
  lastLsn: lsnSchema,
  /** CRC-32 of each page of the data file at that backup. */
  pages: z.array(z.number()),
});
export type BackupBase = z.infer<typeof baseSchema>;

/** Where a restore sequence stands. */
const restoreStateSchema = z.object({
  /** Log is wanted from here on. */
  redoLsn: lsnSchema,
  /** The full backup that a differential must be based on. */
  baseGuid: z.string(),
  baseCheckpointLsn: lsnSchema,
  forkGuid: z.string(),
  /** Version of the server that the backup comes from. */
  databaseVersion: z.number(),
  /** False once log was applied: a differential no longer fits. */
  differentialPossible: z.boolean(),
});

/** What the instance keeps of a database outside its files. */
export const databaseSchema = z.object({
  id: z.number(),
  name: z.string(),
  created: z.number(),
  ownerSid: z.string(),
  state: z.enum(databaseStates),
  access: z.enum(['MULTI_USER', 'SINGLE_USER', 'RESTRICTED_USER']),
  recoveryModel: z.enum(['FULL', 'SIMPLE', 'BULK_LOGGED']),
  readOnly: z.boolean(),
  trustworthy: z.boolean(),
  compatibility: z.number(),
  databaseVersion: z.number(),
  files: z.array(fileSchema),
  lsn: lsnSchema,
  checkpointLsn: lsnSchema,
  familyGuid: z.string(),
  forkGuid: z.string(),
  /** Fork that the log since the last log backup began on. */
  firstForkGuid: z.string(),
  /** Where `forkGuid` left it, while the log still holds both. */
  forkPointLsn: lsnSchema.optional(),
  brokerGuid: z.string(),
  /** Thumbprint (hex) of the certificate that encrypts it; undefined for one that is not encrypted. */
  encryptedBy: z.string().optional(),
  /** Last full backup that was no copy. */
  base: baseSchema.optional(),
  /** Where the next log backup begins; undefined without a log chain. */
  logFrom: lsnSchema.optional(),
  restore: restoreStateSchema.optional(),
  log: z.array(logRecordSchema),
  /** When CHECKDB last found no errors, ms since 1970. */
  checkedGood: z.number().optional(),
});
export type StoredDatabase = z.input<typeof databaseSchema>;

type Facts = z.output<typeof databaseSchema>;

/** A database of the instance: what is known of it, and its content while it is online. */
export class Database {
  readonly facts: Facts;
  content: Content | undefined;
  damaged: readonly DamagedPage[] = [];
  /** Content has changes that its files do not have yet. */
  dirty = false;
  /** A backup or restore is under way. */
  busy: 'backup' | 'restore' | undefined;

  constructor(facts: Facts) {
    this.facts = facts;
  }

  get name(): string {
    return this.facts.name;
  }

  get isSystem(): boolean {
    return this.facts.id <= 4;
  }

  get dataFile(): DatabaseFile | undefined {
    return this.facts.files.find(file => file.kind === 'ROWS');
  }

  get logFile(): DatabaseFile | undefined {
    return this.facts.files.find(file => file.kind === 'LOG');
  }

  record(record: LogRecord): void {
    // With the simple recovery model, or before the first full backup, nobody will ask for it.
    if (this.facts.logFrom !== undefined) this.facts.log.push(record);
  }
}

/** What a new database starts with. */
export interface NewDatabase {
  readonly id: number;
  readonly name: string;
  readonly files: readonly DatabaseFile[];
  readonly created: number;
  readonly ownerSid: string;
  readonly recoveryModel: 'FULL' | 'SIMPLE';
  readonly databaseVersion: number;
  readonly compatibility: number;
  newGuid(): string;
}

export function newDatabase(options: NewDatabase): Database {
  const fork = options.newGuid();
  const database = new Database({
    id: options.id,
    name: options.name,
    created: options.created,
    ownerSid: options.ownerSid,
    state: 'ONLINE',
    access: 'MULTI_USER',
    recoveryModel: options.recoveryModel,
    readOnly: false,
    trustworthy: options.name === 'msdb',
    compatibility: options.compatibility,
    databaseVersion: options.databaseVersion,
    files: [...options.files],
    lsn: firstLsn,
    checkpointLsn: firstLsn,
    familyGuid: options.newGuid(),
    forkGuid: fork,
    firstForkGuid: fork,
    brokerGuid: options.newGuid(),
    log: [],
  });
  database.content = emptyContent(options.ownerSid);
  database.dirty = true;
  return database;
}

/** What is written to disk of a database's facts. */
export function storeDatabase(database: Database): StoredDatabase {
  const { facts } = database;
  return {
    ...facts,
    lsn: String(facts.lsn),
    checkpointLsn: String(facts.checkpointLsn),
    forkPointLsn: facts.forkPointLsn === undefined ? undefined : String(facts.forkPointLsn),
    logFrom: facts.logFrom === undefined ? undefined : String(facts.logFrom),
    base: facts.base && {
      ...facts.base,
      checkpointLsn: String(facts.base.checkpointLsn),
      lastLsn: String(facts.base.lastLsn),
    },
    restore: facts.restore && {
      ...facts.restore,
      redoLsn: String(facts.restore.redoLsn),
      baseCheckpointLsn: String(facts.restore.baseCheckpointLsn),
    },
    log: facts.log.map(record => ({ ...record, lsn: String(record.lsn) })),
  };
}
