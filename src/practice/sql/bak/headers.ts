import { z } from 'zod';
import { fileSchema } from '../engine/instance/database.ts';

const lsn = z.string().transform(text => BigInt(text));

/** The label of one file of a media set. */
export const mediaSchema = z.object({
  format: z.literal(1),
  mediaSetId: z.string(),
  familyId: z.string(),
  familyCount: z.number(),
  /** 1-based. */
  familySequence: z.number(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  created: z.number(),
  compressed: z.boolean(),
});
export type MediaHeader = z.output<typeof mediaSchema>;

/** 1 full, 2 log, 5 differential: BackupType of HEADERONLY. */
export const setHeaderSchema = z.object({
  guid: z.string(),
  type: z.union([z.literal(1), z.literal(2), z.literal(5)]),
  position: z.number(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  expires: z.number().nullable(),
  compressed: z.boolean(),
  checksums: z.boolean(),
  copyOnly: z.boolean(),
  userName: z.string(),
  serverName: z.string(),
  machineName: z.string(),
  databaseName: z.string(),
  databaseVersion: z.number(),
  databaseCreated: z.number(),
  compatibility: z.number(),
  recoveryModel: z.enum(['FULL', 'SIMPLE', 'BULK_LOGGED']),
  readOnly: z.boolean(),
  singleUser: z.boolean(),
  started: z.number(),
  softwareVersion: z.tuple([z.number(), z.number(), z.number()]),
  firstLsn: lsn,
  lastLsn: lsn,
  checkpointLsn: lsn,
  databaseBackupLsn: lsn,
  differentialBaseLsn: lsn.nullable(),
  differentialBaseGuid: z.string().nullable(),
  bindingId: z.string(),
  forkGuid: z.string(),
  firstForkGuid: z.string(),
  forkPointLsn: lsn.nullable(),
  familyGuid: z.string(),
  beginsLogChain: z.boolean(),
  /** Thumbprint (hex) of the certificate of an encrypted database. */
  encryptedBy: z.string().optional(),
  files: z.array(fileSchema),
  /** Pages of the data file; a differential holds only some of them. */
  dataPages: z.number(),
  backedUpPages: z.number(),
  logPages: z.number(),
});
export type SetHeader = z.output<typeof setHeaderSchema>;
export type StoredSetHeader = z.input<typeof setHeaderSchema>;

export const setEndSchema = z.object({
  finished: z.number(),
  size: z.number(),
  compressedSize: z.number(),
});
export type SetEnd = z.output<typeof setEndSchema>;

export function storeSetHeader(header: SetHeader): StoredSetHeader {
  return {
    ...header,
    firstLsn: String(header.firstLsn),
    lastLsn: String(header.lastLsn),
    checkpointLsn: String(header.checkpointLsn),
    databaseBackupLsn: String(header.databaseBackupLsn),
    forkPointLsn: header.forkPointLsn === null ? null : String(header.forkPointLsn),
    differentialBaseLsn:
      header.differentialBaseLsn === null ? null : String(header.differentialBaseLsn),
  };
}
