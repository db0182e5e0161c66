import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { sqlError } from '../engine/messages/sql-error.ts';
import { systemErrorOf } from '../storage/server-paths.ts';
import { blockKind, readBlock, type Block } from './block.ts';
import { cannotOpen, type OpenDevice } from './devices.ts';
import {
  mediaSchema,
  setEndSchema,
  setHeaderSchema,
  type MediaHeader,
  type SetEnd,
  type SetHeader,
} from './headers.ts';

/** One backup set as one file of its media set holds it. */
export interface SetPart {
  readonly header: SetHeader;
  /** Pages and log records, in order. */
  readonly blocks: readonly Block[];
  /** Undefined when the set was never finished, or its end was cut off. */
  readonly end: SetEnd | undefined;
  /** Why reading stopped before the end. */
  readonly broken: 'cut' | 'foreign' | undefined;
}

export interface Media {
  readonly device: OpenDevice;
  readonly header: MediaHeader;
  readonly sets: readonly SetPart[];
  /** Bytes of the file. */
  readonly size: number;
}

function parsePayload<T>(schema: z.ZodType<T>, block: Block): T | undefined {
  if (!block.sound) return undefined;
  try {
    const parsed = schema.safeParse(JSON.parse(block.payload.toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Damage that happens to keep its checksum is damage all the same.
    return undefined;
  }
}

/** Reads one file; throws 3201, 3254 (empty), 3241 (no practice backup), 3242 (a set's header is damaged). */
export async function readMedia(device: OpenDevice): Promise<Media> {
  const bytes = await readFile(device.local).catch((error: unknown) => {
    throw cannotOpen(device.path, systemErrorOf(error));
  });
  if (bytes.length === 0) throw sqlError(3254, device.path);
  const first = readBlock(bytes, 0);
  const header =
    first.kind === 'block' && first.block.kind === blockKind.media
      ? parsePayload(mediaSchema, first.block)
      : undefined;
  if (header === undefined || first.kind !== 'block') throw sqlError(3241, device.path);
  return { device, header, sets: readSets(bytes, first.next, device), size: bytes.length };
}

function readSets(bytes: Buffer, from: number, device: OpenDevice): SetPart[] {
  const sets: SetPart[] = [];
  let at = from;
  let current: { header: SetHeader; blocks: Block[]; end: SetEnd | undefined } | undefined;
  const close = (broken: SetPart['broken']): void => {
    if (current !== undefined) sets.push({ ...current, broken });
    current = undefined;
  };
  for (;;) {
    const found = readBlock(bytes, at);
    if (found.kind !== 'block') {
      // A set that was not finished ends where the file does.
      close(found.kind === 'end' ? (current?.end === undefined ? 'cut' : undefined) : found.kind);
      return sets;
    }
    at = found.next;
    const { block } = found;
    if (block.kind === blockKind.setHeader) {
      close(undefined);
      const header = parsePayload(setHeaderSchema, block);
      if (header === undefined) throw sqlError(3242, device.path);
      current = { header, blocks: [], end: undefined };
    } else if (current === undefined) throw sqlError(3242, device.path);
    else if (block.kind === blockKind.setEnd) {
      current.end = parsePayload(setEndSchema, block);
      close(current.end === undefined ? 'foreign' : undefined);
    } else current.blocks.push(block);
  }
}

/** All files of a media set, in the order of their families; throws 3132, 3227, 3231. */
export async function readMediaSet(
  devices: readonly OpenDevice[],
  whole: boolean,
): Promise<Media[]> {
  const media: Media[] = [];
  for (const device of devices) media.push(await readMedia(device));
  const [first] = media;
  if (first === undefined) return [];
  const seen = new Map<number, Media>();
  for (const one of media) {
    const { familySequence, familyCount, mediaSetId } = one.header;
    if (mediaSetId !== first.header.mediaSetId)
      throw sqlError(3231, one.device.path, familyCount, first.header.familyCount);
    const twin = seen.get(familySequence);
    if (twin !== undefined) throw sqlError(3227, one.device.path, familySequence, twin.device.path);
    seen.set(familySequence, one);
  }
  if (whole && media.length < first.header.familyCount)
    throw sqlError(3132, first.header.familyCount, media.length);
  return media.toSorted((a, b) => a.header.familySequence - b.header.familySequence);
}

/** A backup set over all its files. */
export interface BackupSet {
  readonly header: SetHeader;
  readonly parts: readonly SetPart[];
  readonly media: readonly Media[];
  readonly end: SetEnd | undefined;
}

/** The set at a position (1-based); throws 4038. */
export function setAt(media: readonly Media[], position: number): BackupSet {
  const [first] = media;
  const parts = media.flatMap(one => one.sets.filter(set => set.header.position === position));
  const [part] = parts;
  if (part === undefined) throw sqlError(4038, position, first?.device.path ?? '');
  return { header: part.header, parts, media, end: part.end };
}
