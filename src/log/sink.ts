import type { RunEvent } from './events.ts';
import type { LogRecord } from './record.ts';

/**
 * Where a run writes its events. Records keep the order of the calls. `append` resolves when the
 * record is as durable as `isDurable` asks; it rejects with a `Problem` (disk full, failed fsync) and
 * the run stops then: nothing is tried again. Listeners hear of a record after it is on disk.
 */
export interface LogSink extends AsyncDisposable {
  readonly run: string;
  /** Absolute path of the log. */
  readonly file: string;
  append(event: RunEvent): Promise<LogRecord<RunEvent>>;
  /** Called in order; returns a function that ends the subscription. */
  onRecord(listener: (record: LogRecord<RunEvent>) => void): () => void;
}
