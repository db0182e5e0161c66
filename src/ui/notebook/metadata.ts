import type {
  CellMetadata,
  CellSource,
  DocumentMetadata,
} from '../../runbook/markdown/document.ts';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function sourceOf(value: unknown): CellSource | undefined {
  if (!isRecord(value)) return undefined;
  const { raw, document, index, last } = value;
  if (typeof raw !== 'string' || typeof document !== 'string') return undefined;
  if (typeof index !== 'number' || typeof last !== 'boolean') return undefined;
  return { raw, document, index, last };
}

/** A cell's metadata as far as it is ours; other extensions may have written there too. */
export function cellMetadata(metadata: unknown): CellMetadata {
  if (!isRecord(metadata)) return {};
  const source = sourceOf(metadata.source);
  return {
    ...(typeof metadata.info === 'string' ? { info: metadata.info } : {}),
    ...(source === undefined ? {} : { source }),
  };
}

/** A notebook's metadata; a new notebook gets LF and no byte order mark. */
export function documentMetadata(metadata: unknown): DocumentMetadata {
  if (!isRecord(metadata)) return { bom: false, lineEnd: '\n' };
  const { bom, lineEnd } = metadata;
  const known = lineEnd === '\r\n' || lineEnd === '\r' ? lineEnd : '\n';
  return { bom: bom === true, lineEnd: known };
}
