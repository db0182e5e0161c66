import { createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

export const loginSchema = z.object({
  id: z.number(),
  name: z.string(),
  /** S SQL login, U Windows login, G Windows group. */
  type: z.enum(['S', 'U', 'G']),
  sid: z.string(),
  created: z.number(),
  disabled: z.boolean(),
  locked: z.boolean(),
  expired: z.boolean(),
  mustChange: z.boolean(),
  checkPolicy: z.boolean(),
  /** Wrong passwords in a row. */
  failures: z.number(),
  defaultDatabase: z.string(),
  /** Fixed server roles: sysadmin, dbcreator, … */
  roles: z.array(z.string()),
  /** `salt:hash`, hex; never the password. */
  password: z.string(),
});
export type Login = z.infer<typeof loginSchema>;

/** `salt:hash` of a password. */
export function hashPassword(password: string, salt: Buffer = randomBytes(16)): string {
  return `${salt.toString('hex')}:${scryptSync(password, salt, 32, { N: 1024 }).toString('hex')}`;
}

export function passwordFits(password: string, stored: string): boolean {
  const [salt, hash] = stored.split(':');
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'hex');
  const given = scryptSync(password, Buffer.from(salt, 'hex'), 32, { N: 1024 });
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** SID of a SQL login, random as on a server, or of a Windows name, the same on every server. */
export function newSid(
  type: 'S' | 'U' | 'G',
  name: string,
  random: (size: number) => Buffer,
): string {
  if (type === 'S') return random(16).toString('hex').toUpperCase();
  const digest = createHash('sha256').update(name.toLowerCase()).digest();
  return Buffer.concat([Buffer.from('010500000000000515000000', 'hex'), digest.subarray(0, 16)])
    .toString('hex')
    .toUpperCase();
}
