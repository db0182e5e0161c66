import * as l10n from '@vscode/l10n';
import type { EffectKind } from '../../../runbook/execution.ts';
import { sqlRegions } from '../../../runbook/sql/text.ts';

/** What a batch does, as far as its text tells. */
export interface SqlEffect {
  readonly kind: EffectKind;
  /** What is lost, one line each. */
  readonly losses: readonly string[];
  /** Every statement is a SELECT or one of the RESTORE statements that only look. */
  readonly rehearsable: boolean;
}

interface Token {
  /** Upper case; a delimited name is its content in brackets, a string is `''`. */
  readonly word: string;
  /** As written, for people. */
  readonly written: string;
  readonly line: number;
}

const wordPattern = /[@#\p{L}_][\p{L}\p{Nd}_@#$]*|[;(),.]/gu;

/** The words of the code, strings and comments gone; the strings apart. */
function read(text: string): { readonly tokens: Token[]; readonly strings: string[] } {
  const tokens: Token[] = [];
  const strings: string[] = [];
  let line = 1;
  for (const { kind, start, end } of sqlRegions(text)) {
    const piece = text.slice(start, end);
    if (kind === 'code') {
      let from = 0;
      let at = line;
      for (const match of piece.matchAll(wordPattern)) {
        at += piece.slice(from, match.index).split('\n').length - 1;
        from = match.index;
        tokens.push({ word: match[0].toUpperCase(), written: match[0], line: at });
      }
    } else if (kind === 'string') {
      strings.push(piece.slice(1, -1).replaceAll("''", "'"));
      tokens.push({ word: "''", written: piece, line });
    } else if (kind !== 'comment')
      tokens.push({ word: `[${piece.slice(1, -1)}]`, written: piece, line });
    line += piece.split('\n').length - 1;
  }
  return { tokens, strings };
}

/** Words that may begin a statement that only reads. */
const readingStarts = new Set(
  'SELECT WITH DECLARE SET PRINT RAISERROR IF ELSE BEGIN END WHILE USE RETURN WAITFOR GOTO BREAK CONTINUE RESTORE DBCC CHECKPOINT'.split(
    ' ',
  ),
);

/** Words that, wherever they stand in code, may change something. */
const acting = new Set(
  'INSERT UPDATE DELETE MERGE TRUNCATE DROP ALTER CREATE EXEC EXECUTE BACKUP KILL SHUTDOWN RECONFIGURE GRANT DENY REVOKE BULK WRITETEXT UPDATETEXT INTO ENABLE DISABLE SEND RECEIVE OPENQUERY OPENROWSET OPENDATASOURCE NEXT ADD CLOSE OPEN REVERT COMMIT ROLLBACK CHECKPOINT'.split(
    ' ',
  ),
);
const lookingRestores = new Set(['HEADERONLY', 'FILELISTONLY', 'LABELONLY', 'VERIFYONLY']);
const lookingChecks = new Set(
  'CHECKDB CHECKTABLE CHECKALLOC CHECKCATALOG CHECKFILEGROUP SQLPERF OPENTRAN INPUTBUFFER OUTPUTBUFFER USEROPTIONS HELP SHOW_STATISTICS SHOWCONTIG TRACESTATUS LOGINFO'.split(
    ' ',
  ),
);

interface Finding {
  readonly kind: EffectKind;
  readonly loss?: string;
}

function nameFrom(tokens: readonly Token[], at: number): string {
  const words: string[] = [];
  for (const { written } of tokens.slice(at)) {
    if (written === ';' || written === '(' || written === ',') break;
    if (written !== '.' && words.length > 0 && words.at(-1) !== '.') break;
    words.push(written);
  }
  return words.join('') || '?';
}

function restoreFinding(tokens: readonly Token[], at: number): Finding {
  const { line } = tokens[at] ?? { line: 0 };
  const what = tokens[at + 1]?.word ?? '';
  if (lookingRestores.has(what)) return { kind: 'reads' };
  const name = nameFrom(tokens, at + 2);
  const rest = tokens.slice(at + 2, at + 10).map(({ word }) => word);
  if (!rest.includes('FROM')) return { kind: 'changes' };
  return {
    kind: 'destroys',
    loss: l10n.t('line {0}: what is in the database {1} now', line, name),
  };
}

function dropFinding(tokens: readonly Token[], at: number): Finding {
  const { line } = tokens[at] ?? { line: 0 };
  const what = tokens[at + 1]?.word ?? '';
  const skip = tokens[at + 2]?.word === 'IF' ? 4 : 2;
  const name = nameFrom(tokens, at + skip);
  if (what === 'TABLE' && name.startsWith('#')) return { kind: 'changes' };
  return { kind: 'destroys', loss: l10n.t('line {0}: {1} {2}', line, what.toLowerCase(), name) };
}

/** What one word at its place means; `undefined` where it means nothing by itself. */
function findingAt(tokens: readonly Token[], at: number): Finding | undefined {
  const { word = '', line = 0 } = tokens[at] ?? {};
  switch (word) {
    case 'RESTORE':
      return restoreFinding(tokens, at);
    case 'DROP':
      return dropFinding(tokens, at);
    case 'TRUNCATE':
      return {
        kind: 'destroys',
        loss: l10n.t('line {0}: all rows of {1}', line, nameFrom(tokens, at + 2)),
      };
    case 'DELETE':
    case 'MERGE': {
      const skip = ['FROM', 'INTO', 'TOP'].includes(tokens[at + 1]?.word ?? '') ? 2 : 1;
      const name = nameFrom(tokens, at + skip);
      if (/^[#@]/u.test(name)) return { kind: 'changes' };
      return { kind: 'destroys', loss: l10n.t('line {0}: rows of {1}', line, name) };
    }
    case 'REPAIR_ALLOW_DATA_LOSS':
      return { kind: 'destroys', loss: l10n.t('line {0}: what the repair removes', line) };
    case 'REMOVE':
      return { kind: 'destroys', loss: l10n.t('line {0}: a file of the database', line) };
    case 'DBCC':
      return { kind: lookingChecks.has(tokens[at + 1]?.word ?? '') ? 'reads' : 'changes' };
    default:
      return acting.has(word) ? { kind: 'changes' } : undefined;
  }
}

/** Whether every statement that can be told apart begins as a reading one does. */
function startsReading(tokens: readonly Token[]): boolean {
  return tokens.every(({ word }, at) => {
    const begins = at === 0 || tokens[at - 1]?.word === ';';
    return !begins || word === ';' || word === '(' || readingStarts.has(word);
  });
}

const strength: Readonly<Record<EffectKind, number>> = { reads: 0, changes: 1, destroys: 2 };

function stronger(a: EffectKind, b: EffectKind): EffectKind {
  return strength[a] >= strength[b] ? a : b;
}

/**
 * What the text of a batch does. What is not known to read only is taken to change; text that is handed
 * to EXEC as a string is read as well.
 */
export function sqlEffect(text: string, depth = 0): SqlEffect {
  const { tokens, strings } = read(text);
  let kind: EffectKind = startsReading(tokens) ? 'reads' : 'changes';
  const losses: string[] = [];
  for (const at of tokens.keys()) {
    const found = findingAt(tokens, at);
    if (found === undefined) continue;
    kind = stronger(kind, found.kind);
    if (found.loss !== undefined) losses.push(found.loss);
  }
  const dynamic = tokens.some(({ word }) => /^(?:EXEC|EXECUTE|SP_EXECUTESQL)$/u.test(word));
  if (dynamic && depth < 3) {
    for (const inner of strings) {
      const found = sqlEffect(inner, depth + 1);
      if (found.kind === 'destroys') {
        kind = 'destroys';
        losses.push(...found.losses);
      }
    }
  }
  const rehearsable =
    kind === 'reads' && !tokens.some(({ word }) => word === 'DBCC' || word === 'WAITFOR');
  return { kind, losses, rehearsable };
}
