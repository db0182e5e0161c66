import { readFile, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from './engine/instance/instance-store.ts';

const fileName = 'endpoint.json';
const schema = z.object({ pid: z.number(), port: z.number() });

/** Whether somebody listens on a port of the loopback address. */
function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createConnection({ host: '127.0.0.1', port });
    const done = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => {
      done(true);
    });
    socket.once('error', () => {
      done(false);
    });
    socket.setTimeout(2000, () => {
      done(false);
    });
  });
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process lives, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Port on which another process serves this instance already; undefined when none does. Two processes
 * must not write the same databases.
 */
export async function servedElsewhere(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, fileName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(safeJson(text));
  if (!parsed.success || parsed.data.pid === process.pid || !lives(parsed.data.pid))
    return undefined;
  return (await answers(parsed.data.port)) ? parsed.data.port : undefined;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A file that was cut off while it was written names nobody.
    return undefined;
  }
}

export async function announceEndpoint(folder: string, port: number): Promise<void> {
  await writeWhole(join(folder, fileName), JSON.stringify({ pid: process.pid, port }));
}

export async function withdrawEndpoint(folder: string): Promise<void> {
  await rm(join(folder, fileName), { force: true });
}
