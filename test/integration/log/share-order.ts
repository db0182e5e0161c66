/** What a process that shares logs is asked to do. */
export interface ShareOrder {
  readonly file: string;
  readonly team: string;
  /** The copy at which it dies, from 1; 0 or left out: at none. */
  readonly call?: number;
  /** It dies when that copy is done, and not half way. */
  readonly after?: boolean;
}

export function isShareOrder(value: unknown): value is ShareOrder {
  return (
    typeof value === 'object' &&
    value !== null &&
    'file' in value &&
    typeof value.file === 'string' &&
    'team' in value &&
    typeof value.team === 'string'
  );
}
