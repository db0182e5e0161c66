import { isObject } from '../chain/canonical.ts';
import type { Verification } from '../record.ts';
import type { Overview, Row, RowFilter, Timeline } from './row.ts';

/** What a display asks of a view of a log. Rows are counted from 0. */
export type ViewRequest =
  | { readonly ask: 'rows'; readonly from: number; readonly to: number }
  | { readonly ask: 'fold'; readonly section: number; readonly open: boolean }
  | { readonly ask: 'fold-all'; readonly open: boolean }
  | { readonly ask: 'filter'; readonly filter: RowFilter }
  /** Columns at which lines are wrapped. */
  | { readonly ask: 'columns'; readonly columns: number }
  /** Matches come as events; an empty query ends the search. */
  | { readonly ask: 'search'; readonly query: string }
  /** Where a record, a line of the file or a section is shown; it is unfolded for that. */
  | {
      readonly ask: 'reveal';
      readonly seq?: number;
      readonly line?: number;
      readonly section?: number;
      readonly query?: string;
    }
  | { readonly ask: 'verify' };

export type ViewAnswer =
  | {
      readonly answer: 'rows';
      readonly from: number;
      readonly total: number;
      readonly rows: readonly Row[];
    }
  /** `row` is -1 where the filter hides it or there is none. */
  | { readonly answer: 'place'; readonly row: number; readonly total: number }
  | { readonly answer: 'done'; readonly total: number }
  /** Lines of a problem, as an operator reads it. */
  | { readonly answer: 'failed'; readonly problem: readonly string[] };

/** What a view tells by itself. */
export type ViewEvent =
  | {
      readonly event: 'changed';
      readonly overview: Overview;
      readonly timeline: Timeline;
      /** Rows now. */
      readonly total: number;
      /** 1-based numbers of lines that cannot be read, the first few. */
      readonly unreadable: readonly number[];
    }
  | {
      readonly event: 'found';
      readonly query: string;
      /** Positions of lines in the file, of all matches so far. */
      readonly lines: readonly number[];
      readonly done: boolean;
    }
  | {
      readonly event: 'verified';
      readonly verification: Verification;
      /** The same in one line of text. */
      readonly text: string;
    }
  | { readonly event: 'failed'; readonly problem: readonly string[] };

/** What the thread of a view is started with. */
export interface ViewStart {
  readonly role: 'log-view';
  readonly file: string;
  /** Folder with the user's own key and list of trusted keys. */
  readonly dataFolder: string;
  readonly user: string;
  /** Translated texts by their English ones; a thread has no editor to ask. */
  readonly texts: Readonly<Record<string, string>> | undefined;
}

/** From the thread: an answer to a numbered request, or an event. */
export type ThreadMessage =
  { readonly id: number; readonly answer: ViewAnswer } | { readonly told: ViewEvent };

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isMissingOr(check: (value: unknown) => boolean, value: unknown): boolean {
  return value === undefined || check(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether something is a request; what comes from a webview is data of unknown shape. */
export function isViewRequest(value: unknown): value is ViewRequest {
  if (!isObject(value)) return false;
  switch (value.ask) {
    case 'rows':
      return isCount(value.from) && isCount(value.to);
    case 'fold':
      return isCount(value.section) && typeof value.open === 'boolean';
    case 'fold-all':
      return typeof value.open === 'boolean';
    case 'filter':
      return (
        isObject(value.filter) &&
        isMissingOr(isText, value.filter.outcome) &&
        isMissingOr(isText, value.filter.server) &&
        isMissingOr(isText, value.filter.kind)
      );
    case 'columns':
      return isCount(value.columns);
    case 'search':
      return isText(value.query);
    case 'reveal':
      return (
        isMissingOr(isCount, value.seq) &&
        isMissingOr(isCount, value.line) &&
        isMissingOr(isCount, value.section) &&
        isMissingOr(isText, value.query)
      );
    case 'verify':
      return true;
    default:
      return false;
  }
}
