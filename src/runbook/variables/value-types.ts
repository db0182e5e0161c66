import { valueReason } from '../../errors/runbook.ts';
import type { VariableType } from '../model.ts';

export const variableTypes: readonly VariableType[] = [
  'string',
  'fqdn',
  'server',
  'path',
  'backup-set',
  'secret',
];

/** A full DNS name: labels of letters, digits and inner dashes (RFC 1123), two at the least. */
export function isFqdn(text: string): boolean {
  if (text.length > 253) return false;
  const labels = text.split('.');
  return (
    labels.length >= 2 &&
    labels.every(label => /^(?!-)[\p{L}\p{Nd}_-]{1,63}(?<!-)$/u.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}

/**
 * Whether a path is absolute on Windows or Linux: UNC with server and share, a drive with its root, or
 * one that begins with a single slash.
 */
export function isAbsolutePath(text: string): boolean {
  if (/\p{Cc}/u.test(text)) return false;
  if (/^[\\/]{2}[?.][\\/]./.test(text)) return true;
  if (/^[\\/]{2}/.test(text)) return /^[\\/]{2}[^\\/?*|<>":]+[\\/][^\\/?*|<>":]+/.test(text);
  return /^[A-Za-z]:[\\/]/.test(text) || /^\/(?!\/)/.test(text);
}

/** Why a text cannot be the value of a variable of this type; `undefined` when it can. */
export function valueFault(type: VariableType, value: string): string | undefined {
  switch (type) {
    case 'string':
    case 'secret':
      return undefined;
    case 'fqdn':
    case 'server':
      return isFqdn(value) ? undefined : valueReason(type, value);
    case 'path':
    case 'backup-set':
      return isAbsolutePath(value) ? undefined : valueReason(type, value);
  }
}
