import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { writeWhole } from '../engine/instance/instance-store.ts';

export const loginsFileName = 'practice-logins.yaml';

const schema = z.object({
  logins: z.array(z.object({ user: z.string(), password: z.string() })),
});
export type PracticeLogins = z.infer<typeof schema>['logins'];

const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** 24 characters that need no quoting anywhere; one of each kind, as password policies want it. */
function password(random: (size: number) => Buffer): string {
  const picked = Array.from(random(21), byte => letters.charAt(byte % letters.length));
  return `${picked.join('')}aZ7`;
}

/**
 * Makes `practice-logins.yaml` in the estate's folder, readable by its owner alone: the users
 * `recovery` and `sa` of every practice SQL instance, with random passwords.
 */
export async function createPracticeLogins(
  folder: string,
  random: (size: number) => Buffer,
): Promise<PracticeLogins> {
  const logins = ['recovery', 'sa'].map(user => ({ user, password: password(random) }));
  const comment =
    '# SQL logins of this practice estate, made anew for each one. They open nothing else.\n';
  await writeWhole(join(folder, loginsFileName), comment + stringify({ logins }), 0o600);
  return logins;
}

/** Reads the file; throws what `fs` throws when it is not there, a `ZodError` when it is another. */
export async function readPracticeLogins(folder: string): Promise<PracticeLogins> {
  const text = await readFile(join(folder, loginsFileName), 'utf8');
  return schema.parse(parse(text)).logins;
}
