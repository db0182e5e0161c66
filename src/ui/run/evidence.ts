import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Evidence } from '../../runbook/execution.ts';

/**
 * What a person wrote as proof. The absolute path of a file is kept with the file's SHA-256; anything
 * else is kept as text.
 */
export async function writtenEvidence(title: string, written: string): Promise<Evidence> {
  const path = written.trim().replace(/^"(.*)"$/, '$1');
  const isFile = isAbsolute(path) && (await fileExists(path));
  if (!isFile) return { kind: 'text', title, text: written };
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { kind: 'file', title, path, sha256: hash.digest('hex') };
}

async function fileExists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
