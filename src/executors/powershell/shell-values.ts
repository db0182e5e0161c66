import { Secret } from '../../runbook/variables.ts';
import type { ShellValue } from './session.ts';

/** A value as the driver reads it: lists, maps and secrets are marked, so that none looks like another. */
export type WireValue =
  | string
  | number
  | boolean
  | null
  | { readonly a: readonly WireValue[] }
  | { readonly m: Readonly<Record<string, WireValue>> }
  | { readonly s: string };

function isList(value: ShellValue): value is readonly ShellValue[] {
  return Array.isArray(value);
}

/** Called at the last moment: what it gives holds secrets in clear and goes to the process only. */
export function toWire(value: ShellValue): WireValue {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Secret) return { s: value.reveal() };
  if (isList(value)) return { a: value.map(toWire) };
  const entries = Object.entries(value).map(([name, held]) => [name, toWire(held)] as const);
  return { m: Object.fromEntries(entries) };
}

/** The same for a record of values; what is `undefined` is sent as null. */
export function toWireRecord(
  values: Readonly<Record<string, ShellValue | undefined>>,
): Record<string, WireValue> {
  const entries = Object.entries(values).map(
    ([name, value]) => [name, toWire(value ?? null)] as const,
  );
  return Object.fromEntries(entries);
}
