import { notSupported } from '../messages/sql-error.ts';
import type { Execution } from './execution.ts';

/** What a session has set; everything else that it sets is kept and means nothing here. */
export interface SessionSettings {
  noCount: boolean;
  xactAbort: boolean;
  /** SET FMTONLY: result sets are described, and nothing is done. */
  formatOnly: boolean;
  /** Statements that read or change tables begin a transaction by themselves. */
  implicitTransactions: boolean;
  /** Double quotes hold names; without it, texts. */
  quotedIdentifier: boolean;
  identityInsert: string | undefined;
  rowCount: number;
  readonly others: Map<string, string>;
}

export function freshSettings(): SessionSettings {
  return {
    noCount: false,
    xactAbort: false,
    formatOnly: false,
    implicitTransactions: false,
    quotedIdentifier: true,
    identityInsert: undefined,
    rowCount: 0,
    others: new Map(),
  };
}

/** The only values of options that would change results, were they set otherwise. */
const asItIs: Readonly<Record<string, readonly string[]>> = {
  DATEFORMAT: ['MDY'],
  DATEFIRST: ['7'],
  LANGUAGE: ['US_ENGLISH', 'ENGLISH'],
  NO_BROWSETABLE: ['OFF'],
  ANSI_NULLS: ['ON'],
  CONCAT_NULL_YIELDS_NULL: ['ON'],
};

function other(execution: Execution, name: string, value: string): void {
  const allowed = asItIs[name];
  if (allowed !== undefined && !allowed.includes(value.toUpperCase())) {
    throw notSupported(`SET ${name} ${value}`);
  }
  execution.session.settings.others.set(name, value);
}

/** SET of session options; throws what is not played here, so that nothing is answered wrongly. */
export function setOptions(execution: Execution, names: readonly string[], value: string): void {
  const { settings } = execution.session;
  const on = value.toUpperCase() === 'ON';
  if (names[0] === 'IDENTITY_INSERT') {
    settings.identityInsert = on ? names[1] : undefined;
    return;
  }
  for (const name of names) {
    if (name === 'NOCOUNT') settings.noCount = on;
    else if (name === 'XACT_ABORT') settings.xactAbort = on;
    else if (name === 'FMTONLY') settings.formatOnly = on;
    else if (name === 'IMPLICIT_TRANSACTIONS') settings.implicitTransactions = on;
    else if (name === 'QUOTED_IDENTIFIER') settings.quotedIdentifier = on;
    else if (name === 'ROWCOUNT') settings.rowCount = Number(value);
    else other(execution, name, value);
  }
}
