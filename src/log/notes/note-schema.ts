import { z } from 'zod';
import type { Evidence } from '../../runbook/execution.ts';
import { decisions, severities, signers, type Note, type NoteEntry } from './entry.ts';

const text = z.string();
const count = z.int().nonnegative();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const opt = <T extends z.ZodType>(schema: T): z.ZodExactOptional<T> => schema.exactOptional();

const evidence: z.ZodType<Evidence> = z.object({
  kind: z.enum(['text', 'file']),
  title: text,
  text: opt(text),
  path: opt(text),
  sha256: opt(text),
});

const entry: z.ZodType<NoteEntry> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('note'), text, step: opt(text) }),
  z.object({
    type: z.literal('evidence'),
    evidence,
    step: opt(text),
    whole: opt(z.object({ sha256: hash, bytes: count })),
  }),
  z.object({ type: z.literal('participant'), name: text, role: text }),
  z.object({
    type: z.literal('finding'),
    id: text,
    severity: z.enum(severities),
    text,
    owner: opt(text),
    due: opt(z.string().regex(/^\d{4}-\d{2}-\d{2}$/)),
    records: opt(z.array(count)),
  }),
  z.object({ type: z.literal('finding-closed'), id: text, text }),
  z.object({
    type: z.literal('sign-off'),
    role: z.enum(signers),
    decision: z.enum(decisions),
    text,
  }),
]);

/** A line of a notes file. */
export const noteSchema: z.ZodType<Note> = z.object({
  run: text,
  seq: count,
  time: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
  by: text,
  log: z.object({ seq: count, hash }),
  entry,
  prev: hash,
  hash,
  publicKey: text,
  signature: text,
});
