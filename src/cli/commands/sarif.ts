import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic, DiagnosticSeverity } from '../../errors/diagnostic.ts';

/** A finding in a file that is named as the operator named it. */
export type FileFinding = Diagnostic & { readonly file: string };

const levels: Readonly<Record<DiagnosticSeverity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
};

/** A relative or absolute path as SARIF names files: a URI, with `/` and its characters encoded. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
}

function resultOf(found: FileFinding): unknown {
  const artifactLocation = { uri: uriOf(found.file) };
  const region = {
    startLine: found.line,
    startColumn: found.column,
    endLine: found.endLine,
    endColumn: found.endColumn,
  };
  const fixes =
    found.fix === undefined
      ? {}
      : {
          fixes: [
            {
              artifactChanges: [
                {
                  artifactLocation,
                  replacements: [{ deletedRegion: region, insertedContent: { text: found.fix } }],
                },
              ],
            },
          ],
        };
  return {
    ruleId: found.code,
    level: levels[found.severity],
    message: { text: found.message },
    locations: [{ physicalLocation: { artifactLocation, region } }],
    ...fixes,
  };
}

/** Findings as a SARIF 2.1.0 log, as code scanning of Git hosts and CI systems reads it. */
export function sarifLog(findings: readonly FileFinding[], version: string): unknown {
  const rules = [...new Set(findings.map(({ code }) => code))].sort().map(id => ({ id }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'recovery-runbooks', version, rules } },
        columnKind: 'utf16CodeUnits',
        results: findings.map(resultOf),
      },
    ],
  };
}
