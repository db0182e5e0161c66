import { z } from 'zod';
import {
  loadRow,
  loadTable,
  principalsSchema,
  storedRow,
  tableSchema,
  type Content,
} from '../../storage/content.ts';

/** One change of a database's content, as redo needs it. */
const changeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('insert'),
    table: z.number(),
    rows: z.array(storedRow),
    nextIdentity: z.string(),
  }),
  z.object({ kind: z.literal('delete'), table: z.number(), at: z.array(z.number()) }),
  z.object({
    kind: z.literal('update'),
    table: z.number(),
    rows: z.array(z.tuple([z.number(), storedRow])),
  }),
  z.object({ kind: z.literal('create'), table: tableSchema }),
  z.object({ kind: z.literal('drop'), table: z.number() }),
  z.object({ kind: z.literal('principals'), principals: principalsSchema }),
]);
export type Change = z.infer<typeof changeSchema>;

export const logRecordSchema = z.object({
  lsn: z.string().transform(text => BigInt(text)),
  /** ms since 1970. */
  at: z.number(),
  change: changeSchema,
});
export type LogRecord = z.output<typeof logRecordSchema>;

/** Applies a change to content that is in the state the change was made on. */
export function redo(content: Content, change: Change): void {
  switch (change.kind) {
    case 'create':
      content.tables.push(loadTable(change.table));
      content.nextObjectId = Math.max(content.nextObjectId, change.table.objectId + 16);
      return;
    case 'drop':
      content.tables = content.tables.filter(table => table.objectId !== change.table);
      return;
    case 'principals':
      Object.assign(content, structuredClone(change.principals));
      return;
    default: {
      const table = content.tables.find(candidate => candidate.objectId === change.table);
      if (table === undefined) return;
      if (change.kind === 'insert') {
        table.rows = [...table.rows, ...change.rows.map(row => loadRow(row, table.columns))];
        table.nextIdentity = BigInt(change.nextIdentity);
      } else if (change.kind === 'delete') {
        const gone = new Set(change.at);
        table.rows = table.rows.filter((_, n) => !gone.has(n));
      } else {
        const changed = new Map(change.rows);
        table.rows = table.rows.map((row, n) => {
          const now = changed.get(n);
          return now === undefined ? row : loadRow(now, table.columns);
        });
      }
    }
  }
}
