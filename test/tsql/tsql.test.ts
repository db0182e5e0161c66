import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { notebookStatements } from './notebook-statements.ts';
import { buildParser, hasDotnet, parseErrors } from './script-dom.ts';
import { comparable, sourceStatements, wasSent } from './source-statements.ts';

/** Written by the integration tests of `npm test`, see `scripts/test.mjs`. */
const traceFile = join(import.meta.dirname, '..', '..', 'out', 'practice-sql-trace.jsonl');

const traced = z.object({ program: z.string(), text: z.string() });

/** Statements that are advice: shown to a person, who may send them. */
const shownIn = 'src/executors/sql/restore/after-restore.ts';
const fillings = ['[a]]b]', 'FULL', '100', 'ON', 'READ_ONLY'];

/** Distinct texts that the product itself sent to practice servers during the integration tests. */
function sentTexts(): string[] {
  const lines = readFileSync(traceFile, 'utf8').trim().split('\n');
  const own = lines
    .map(line => traced.parse(JSON.parse(line)))
    .filter(({ program }) => program.startsWith('Recovery Runbooks '));
  return [...new Set(own.map(({ text }) => text))];
}

describe('All T-SQL that the product sends', function () {
  this.timeout(240_000);

  before(async function () {
    if (!(await hasDotnet())) {
      process.stderr.write('      skipped: the .NET SDK is not installed.\n');
      this.skip();
    }
    await buildParser();
  });

  it('is read by the parsers of SQL Server 2008 R2 and 2012 where they can tell right from wrong', async () => {
    const errors = await parseErrors(['SELECT 1 AS [a]]b]', 'SELECT FROM WHERE', 'BACKUP LOG']);
    assert.equal(errors.filter(error => error.includes('SQL Server 2008 R2')).length > 1, true);
    assert.equal(errors.filter(error => error.includes('SQL Server 2012')).length > 1, true);
    assert.equal(errors.filter(error => error.includes('[a]]b]')).length, 0);
  });

  it('was seen in the integration tests: no statement of the source escapes this test', function () {
    if (!existsSync(traceFile)) {
      process.stderr.write('      run the integration tests first: npm test -- integration tsql\n');
      this.skip();
    }
    const sent = comparable(sentTexts());
    const unseen = sourceStatements()
      .filter(({ place }) => !place.startsWith(shownIn))
      .filter(statement => !wasSent(statement, sent));
    assert.deepEqual(
      unseen.map(({ place, pieces }) => `${place}: ${pieces.join('…')}`),
      [],
    );
  });

  it('is parsed without error: what was sent in the integration tests', async function () {
    if (!existsSync(traceFile)) this.skip();
    const texts = sentTexts();
    assert.ok(texts.length > 30, `only ${texts.length} texts were sent`);
    assert.deepEqual(await parseErrors(texts), []);
  });

  it('is parsed without error: what people are advised to send', async () => {
    const advice = sourceStatements().filter(({ place }) => place.startsWith(shownIn));
    for (const { place, pieces } of advice) {
      const filled = fillings.map(last =>
        pieces
          .map((piece, i) =>
            i === 0 ? piece : `${i === pieces.length - 1 ? last : '[a]]b]'}${piece}`,
          )
          .join(''),
      );
      const verdicts = await Promise.all(filled.map(text => parseErrors([text])));
      assert.ok(
        verdicts.some(errors => errors.length === 0),
        `${place}: ${verdicts.join('; ')}`,
      );
    }
  });

  it('is parsed without error: the SQL cells of the shipped runbooks, with awkward values', async () => {
    assert.deepEqual(await parseErrors(notebookStatements()), []);
  });
});
