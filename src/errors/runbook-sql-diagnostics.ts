import * as l10n from '@vscode/l10n';
import type { Finding } from './runbook-diagnostics.ts';

export function bareSqlReference(name: string, fact: boolean): Finding {
  const [bare, bracket, text] = [`\${${name}}`, `[\${${name}}]`, `N'\${${name}}'`];
  return {
    code: 'sql-bare-reference',
    severity: 'error',
    message: fact
      ? l10n.t(
          '{0} stands bare in SQL text: write {1} for a name, {2} for a text.',
          bare,
          bracket,
          text,
        )
      : l10n.t(
          '{0} stands bare in SQL text: write {1} for a value, {2} for a name, {3} for a text.',
          bare,
          `@${name}`,
          bracket,
          text,
        ),
    ...(fact ? {} : { fix: `@${name}` }),
  };
}

export function dollarInSql(name: string, inString: boolean): Finding {
  const right = inString ? `\${${name}}` : `@${name}`;
  return {
    code: 'sql-dollar-name',
    severity: inString ? 'warning' : 'error',
    message: l10n.t('{0} is not replaced in SQL: write {1}.', `$${name}`, right),
    fix: right,
  };
}

export function secretInSql(name: string): Finding {
  return {
    code: 'sql-secret',
    severity: 'error',
    message: l10n.t(
      'The secret {0} cannot be written into SQL text: use the parameter {1}.',
      `$${name}`,
      `@${name}`,
    ),
  };
}

export function refusedGo(text: string): Finding {
  return {
    code: 'sql-go',
    severity: 'error',
    message: l10n.t('{0} is refused: GO stands alone on its line.', text),
    fix: 'GO',
  };
}

export function shadowedSqlVariable(name: string): Finding {
  return {
    code: 'sql-shadowed-variable',
    severity: 'warning',
    message: l10n.t(
      '{0} is declared in this batch: the variable {1} of the runbook is not sent to it.',
      `@${name}`,
      `$${name}`,
    ),
  };
}

export function unknownSqlVariable(name: string, meant: string): Finding {
  return {
    code: 'sql-unknown-variable',
    severity: 'warning',
    message: l10n.t(
      '{0} is declared neither in this batch nor in the front matter. Meant is most likely {1}.',
      `@${name}`,
      `@${meant}`,
    ),
    fix: `@${meant}`,
  };
}
