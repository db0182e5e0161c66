import type { Diagnostic } from '../../errors/diagnostic.ts';
import { sqlReplace, sqlServerTexts, sqlTooNew } from '../../errors/runbook-rules.ts';
import type { Estate } from '../../estate/model.ts';
import { rangeOf, type StepFacts } from '../step-facts.ts';
import { at, type RuleInput, type RunbookRule } from './rule.ts';
import { sqlCode } from './sql-code.ts';

interface Newer {
  readonly pattern: RegExp;
  readonly word: string;
  /** First major version: 11 is 2012, 12 is 2014, 13 is 2016, 14 is 2017. */
  readonly since: 11 | 12 | 13 | 14;
  readonly instead?: string;
}

const years = { 11: '2012', 12: '2014', 13: '2016', 14: '2017' } as const;

/** Syntax that SQL Server 2008 R2 does not have. */
const newer: readonly Newer[] = [
  { pattern: /\bTHROW\b/giu, word: 'THROW', since: 11, instead: 'RAISERROR' },
  {
    pattern: /\b(?:(?:CREATE|DROP)\s+SERVER\s+ROLE|ADD\s+SERVER\s+ROLE)\b/giu,
    word: 'SERVER ROLE',
    since: 11,
    instead: 'sp_addsrvrolemember',
  },
  {
    pattern: /\bALTER\s+(?:SERVER\s+)?ROLE\b[^;]*?\b(?:ADD|DROP)\s+MEMBER\b/giu,
    word: 'ALTER ROLE … ADD MEMBER',
    since: 11,
    instead: 'sp_addrolemember',
  },
  { pattern: /\bIIF\s*\(/giu, word: 'IIF', since: 11, instead: 'CASE' },
  { pattern: /\bCONCAT\s*\(/giu, word: 'CONCAT', since: 11, instead: '+' },
  { pattern: /\bTRY_(?:CONVERT|PARSE|CAST)\s*\(/giu, word: 'TRY_CONVERT', since: 11 },
  { pattern: /\bFORMAT\s*\(\s*(?!\))/giu, word: 'FORMAT()', since: 11, instead: 'CONVERT' },
  { pattern: /\bCHOOSE\s*\(/giu, word: 'CHOOSE', since: 11, instead: 'CASE' },
  { pattern: /\bEOMONTH\s*\(/giu, word: 'EOMONTH', since: 11 },
  { pattern: /\bPARSE\s*\((?=[^)]*\bAS\b)/giu, word: 'PARSE', since: 11, instead: 'CONVERT' },
  {
    pattern: /\b(?:DATE|TIME|DATETIME2?|SMALLDATETIME|DATETIMEOFFSET)FROMPARTS\s*\(/giu,
    word: 'DATEFROMPARTS',
    since: 11,
  },
  { pattern: /\b(?:LAG|LEAD|FIRST_VALUE|LAST_VALUE)\s*\(/giu, word: 'LAG', since: 11 },
  {
    pattern: /\b(?:CUME_DIST|PERCENT_RANK|PERCENTILE_CONT|PERCENTILE_DISC)\s*\(/giu,
    word: 'PERCENTILE_CONT',
    since: 11,
  },
  {
    pattern:
      /\b(?:ROWS|RANGE)\s+(?:BETWEEN\s+)?(?:UNBOUNDED\s+PRECEDING|CURRENT\s+ROW|\d+\s+PRECEDING)\b/giu,
    word: 'ROWS BETWEEN',
    since: 11,
  },
  { pattern: /\bWITH\s+RESULT\s+SETS\b/giu, word: 'WITH RESULT SETS', since: 11 },
  { pattern: /\bCOLUMNSTORE\b/giu, word: 'COLUMNSTORE', since: 11 },
  { pattern: /\bAS\s+FILETABLE\b/giu, word: 'FILETABLE', since: 11 },
  {
    pattern: /\bCREATE\s+USER\b[^;]*?\bWITH\s+PASSWORD\b/giu,
    word: 'CREATE USER … WITH PASSWORD',
    since: 11,
  },
  {
    pattern: /\bOFFSET\s*(?:\([^()]*\)|\S+)\s+ROWS?\b/giu,
    word: 'OFFSET',
    since: 11,
    instead: 'ROW_NUMBER()',
  },
  { pattern: /\b(?:CREATE\s+SEQUENCE|NEXT\s+VALUE\s+FOR)\b/giu, word: 'SEQUENCE', since: 11 },
  { pattern: /\bAVAILABILITY\s+GROUP\b/giu, word: 'AVAILABILITY GROUP', since: 11 },
  { pattern: /\bCONTAINMENT\s*=/giu, word: 'CONTAINMENT', since: 11 },
  { pattern: /\bTO\s+URL\s*=|\bFROM\s+URL\s*=/giu, word: 'URL', since: 12, instead: 'DISK' },
  { pattern: /\bENCRYPTION\s*\(\s*ALGORITHM\b/giu, word: 'ENCRYPTION', since: 12 },
  {
    pattern:
      /\bDROP\s+(?:DATABASE|TABLE|PROCEDURE|PROC|VIEW|USER|LOGIN|ROLE|FUNCTION|INDEX)\s+IF\s+EXISTS\b/giu,
    word: 'DROP … IF EXISTS',
    since: 13,
    instead: 'IF … IS NOT NULL DROP …',
  },
  { pattern: /\bCREATE\s+OR\s+ALTER\b/giu, word: 'CREATE OR ALTER', since: 13 },
  { pattern: /\bSTRING_SPLIT\s*\(/giu, word: 'STRING_SPLIT', since: 13 },
  { pattern: /\b(?:JSON_VALUE|OPENJSON|ISJSON)\s*\(/giu, word: 'JSON_VALUE', since: 13 },
  { pattern: /\bSTRING_AGG\s*\(/giu, word: 'STRING_AGG', since: 14, instead: 'FOR XML PATH' },
  { pattern: /\bTRIM\s*\(/giu, word: 'TRIM', since: 14, instead: 'LTRIM(RTRIM())' },
];

/** Properties of a server whose names stand in strings. */
const properties = /\bSERVERPROPERTY\s*\(\s*N?'(InstanceDefault(?:Data|Log)Path)'/giu;

const replacing = /\bRESTORE\b[^;]*?\bWITH\b[^;]*?\b(REPLACE)\b(?!\s*\()/giu;

/** Major version of a SQL Server by how an estate file names it. */
function major(version: string | undefined): number | undefined {
  const text = version ?? '';
  const year = /\b20(08|12|14|16|17|19|22)\b/u.exec(text)?.[1];
  const byYear: Readonly<Record<string, number>> = {
    '08': 10,
    '12': 11,
    '14': 12,
    '16': 13,
    '17': 14,
    '19': 15,
    '22': 16,
  };
  if (year !== undefined) return byYear[year];
  const number = Number(/^\s*(\d{1,2})(?:\.|$)/u.exec(text)?.[1] ?? NaN);
  return Number.isNaN(number) ? undefined : number;
}

interface Oldest {
  readonly major: number;
  readonly text: string;
}

/** The oldest server that a step may meet; `undefined` where nothing is known to be older than this syntax. */
function oldest(
  { step }: StepFacts,
  estate: Estate | undefined,
  version: string,
): Oldest | undefined {
  const instances = estate?.sqlInstances ?? [];
  const target = step.attributes.target?.toLowerCase();
  const plain = target !== undefined && !target.includes('$');
  const same = instances.filter(
    ({ name, host }) => name.toLowerCase() === target || host.toLowerCase() === target,
  );
  const asked = plain && same.length > 0 ? same : instances;
  const named = asked.flatMap(({ name, version: written }) => {
    const number = major(written);
    return number === undefined
      ? []
      : [{ major: number, text: sqlServerTexts.named(name, written ?? '') }];
  });
  const [first] = [...named].sort((a, b) => a.major - b.major);
  if (first !== undefined) return first;
  return version === '2013' ? { major: 10, text: sqlServerTexts.possible() } : undefined;
}

function tooNew(facts: StepFacts, code: string, { estate, runbook }: RuleInput): Diagnostic[] {
  const server = oldest(facts, estate, runbook.appliesTo.productVersion);
  if (server === undefined) return [];
  const words = newer
    .filter(({ since }) => since > server.major)
    .flatMap(({ pattern, word, since, instead }) =>
      Array.from(code.matchAll(pattern), match => ({ match, word, since, instead })),
    );
  const named = Array.from(facts.step.text.matchAll(properties), match => ({
    match,
    word: match[1] ?? '',
    since: 11 as const,
    instead: undefined,
  })).filter(({ since }) => since > server.major);
  return [...words, ...named].map(({ match, word, since, instead }) => {
    const span = { start: match.index, end: match.index + match[0].trimEnd().length };
    return at(rangeOf(facts, span), sqlTooNew(word, years[since], server.text, instead));
  });
}

/** Words of which one must be there for anything to be found. */
const worth =
  /REPLACE|THROW|MEMBER|SERVER\s+ROLE|PARSE|_DIST|_RANK|PERCENTILE|PRECEDING|CURRENT\s+ROW|RESULT\s+SETS|COLUMNSTORE|FILETABLE|WITH\s+PASSWORD|URL|ENCRYPTION|IIF|CONCAT|TRY_|FORMAT|CHOOSE|EOMONTH|FROMPARTS|LAG|LEAD|_VALUE|OFFSET|SEQUENCE|NEXT|AVAILABILITY|CONTAINMENT|IF\s+EXISTS|OR\s+ALTER|STRING_|JSON|TRIM|InstanceDefault/iu;

/** `REPLACE`, and syntax that the server does not have. */
export const sqlSyntax: RunbookRule = input =>
  input.steps.flatMap(facts => {
    if (facts.step.language !== 'sql' || !worth.test(facts.step.text)) return [];
    const code = sqlCode(facts.step.text);
    const replaces = Array.from(code.matchAll(replacing), match => {
      const end = match.index + match[0].length;
      const start = end - (match[1] ?? '').length;
      return at(rangeOf(facts, { start, end }), sqlReplace());
    });
    return [...replaces, ...tooNew(facts, code, input)];
  });
