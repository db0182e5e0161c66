import { z } from 'zod';
import type { RandomBytes } from '../chance.ts';
import type { PracticeStore } from '../store.ts';

/** The document on the standard input of `hands`. */
export const taskDocument = z.object({
  task: z.string(),
  server: z.string(),
  run: z.string().optional(),
  step: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});

export interface TaskRequest {
  /** FQDN as the estate writes it. */
  readonly server: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface TaskServices {
  readonly store: PracticeStore;
  /** ms since 1970. */
  readonly now: number;
  readonly random: RandomBytes;
}

/** Something that is done outside Lync, and that a practice estate does by itself. */
export interface HandsTask {
  readonly name: string;
  readonly describe: () => string;
  /** Does it and returns the evidence. Throws a `Problem` where it cannot be done. */
  run(request: TaskRequest, services: TaskServices): Promise<string>;
}
