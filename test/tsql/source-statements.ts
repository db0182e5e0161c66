import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A piece of T-SQL that stands in the product's source. */
export interface SourceStatement {
  /** `src/…ts:12` */
  readonly place: string;
  /** What stands there, without the parts that are put in when it runs. */
  readonly pieces: readonly string[];
}

const root = join(import.meta.dirname, '..', '..');

/** How a T-SQL statement begins; upper case, as this product writes it. */
const begins =
  /^\s*(?:SELECT\b|(?:BACKUP|RESTORE|ALTER|DBCC|EXEC|EXECUTE|KILL|DECLARE|PRINT|WAITFOR)(?:\s|$)|CREATE (?:USER|ROLE|LOGIN|DATABASE|TABLE)\b|DROP \w+ |USE \[|INSERT (?:INTO|@|\[)|UPDATE \[?\w+\]? SET\b|DELETE FROM\b|IF (?:EXISTS|NOT EXISTS|DB_ID|@@|IS_\w+)|SET (?:NOCOUNT|XACT_ABORT|LOCK_TIMEOUT|DEADLOCK_PRIORITY)\b|WITH \w+ AS \(|BEGIN (?:TRY|TRAN))/u;

/** Folders whose SQL is not sent to a server by the product. */
const notSent = [
  'src/practice/',
  'src/errors/',
  'src/executors/sql/cells/effects.ts',
  // looks at what people write
  'src/authoring/',
  // prints what a person types
  'src/recovery/kit/',
];

/** Pieces of a literal that do not change when it runs. */
function piecesOf(node: ts.Node): string[] | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(span => span.literal.text)];
}

/** Whether it is an argument of `l10n.t`: words for people, in which a statement may be shown. */
function isForPeople(node: ts.Node): boolean {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isCallExpression(at) && at.expression.getText().startsWith('l10n.')) return true;
  }
  return false;
}

function statementsOf(file: string): SourceStatement[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.ESNext,
    true,
  );
  const name = relative(root, file).replaceAll('\\', '/');
  const found: SourceStatement[] = [];
  const visit = (node: ts.Node): void => {
    const pieces = piecesOf(node);
    if (pieces?.[0] !== undefined && begins.test(pieces[0]) && !isForPeople(node)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ place: `${name}:${line}`, pieces });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Every piece of T-SQL in the product's source that it can send. */
export function sourceStatements(): SourceStatement[] {
  return readdirSync(join(root, 'src'), { recursive: true })
    .map(name => join(root, 'src', String(name)))
    .filter(file => file.endsWith('.ts'))
    .filter(file => {
      const name = relative(root, file).replaceAll('\\', '/');
      return !notSent.some(place => name.startsWith(place));
    })
    .flatMap(statementsOf);
}

const oneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();

/** Whether a statement of the source stands in one of the texts that were sent. */
export function wasSent({ pieces }: SourceStatement, sent: readonly string[]): boolean {
  const wanted = pieces.map(oneLine).filter(piece => piece !== '');
  return sent.some(text => {
    let at = 0;
    return wanted.every(piece => {
      const found = text.indexOf(piece, at);
      at = found + piece.length;
      return found >= 0;
    });
  });
}

/** The texts as `wasSent` compares them. */
export function comparable(texts: Iterable<string>): string[] {
  return [...texts].map(oneLine);
}
