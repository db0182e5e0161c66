import type { TrustedKey } from '../keys/trusted-keys.ts';
import { anonymous } from './anonymous.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';
import { readReportSource } from './read-source.ts';

/** Which report is made, of what. */
export interface ReportOrder {
  /** Path of the log. */
  readonly file: string;
  readonly format: 'html' | 'md';
  /** Leaves people, computers and folders out. */
  readonly anonymous: boolean;
  readonly trustedKeys: readonly TrustedKey[];
  /** Version of the product. */
  readonly version: string;
  /** When the report is made, ms since 1970. */
  readonly now: number;
}

/** The report of a run as one document. Throws a `Problem` where the log cannot be read. */
export async function makeReport(order: ReportOrder, signal?: AbortSignal): Promise<string> {
  const options = signal === undefined ? {} : { signal };
  const source = await readReportSource(order.file, order.trustedKeys, options);
  const made = reportMarkdown(source, order);
  const text = order.anonymous ? anonymous(made, source) : made;
  return order.format === 'md' ? text : reportHtml(text);
}
