import * as l10n from '@vscode/l10n';
import type { Finding } from './runbook-diagnostics.ts';

function found(
  severity: Finding['severity'],
  code: string,
  message: string,
  fix?: string,
): Finding {
  return { code, severity, message, ...(fix === undefined ? {} : { fix }) };
}

/** A name that no cmdlet has and that is near to one that exists. */
export function misspelledCmdlet(name: string, meant: string): Finding {
  const message = l10n.t(
    'There is no cmdlet {0} in Lync Server. Meant is most likely {1}.',
    name,
    meant,
  );
  return found('error', 'cs-unknown-cmdlet', message, meant);
}

export function unknownCmdlet(name: string): Finding {
  return found(
    'warning',
    'cs-unknown-cmdlet',
    l10n.t('{0} is not among the cmdlets that are known here, and resembles none of them.', name),
  );
}

/** A cmdlet whose existence is plausible; only its parameters are not known. */
export function cmdletNotDescribed(name: string): Finding {
  return found(
    'information',
    'cs-not-described',
    l10n.t('The parameters of {0} are not known here: they are not checked.', name),
  );
}

export function laterCmdlet(name: string, instead: string): Finding {
  return found(
    'error',
    'cs-later-version',
    l10n.t('{0} came after Lync Server 2013 and does not exist there. Instead: {1}', name, instead),
  );
}

export function laterParameter(parameter: string, cmdlet: string): Finding {
  return found(
    'error',
    'cs-later-version',
    l10n.t(
      'The parameter {0} of {1} came after Lync Server 2013 and does not exist there.',
      `-${parameter}`,
      cmdlet,
    ),
  );
}

/** `certain` is false where the runbook is for a version whose parameters are not all known. */
export function unknownParameter(
  parameter: string,
  cmdlet: string,
  certain: boolean,
  meant?: { readonly shown: string; readonly fix: string },
): Finding {
  const message =
    meant === undefined
      ? l10n.t('{0} has no parameter {1}.', cmdlet, `-${parameter}`)
      : l10n.t(
          '{0} has no parameter {1}. Meant is most likely {2}.',
          cmdlet,
          `-${parameter}`,
          meant.shown,
        );
  return found(certain ? 'error' : 'warning', 'cs-unknown-parameter', message, meant?.fix);
}

/** What PowerShell's own parser says of a text that it cannot read. */
export function powershellSyntax(said: string): Finding {
  return found('error', 'ps-syntax', l10n.t('PowerShell cannot read this: {0}', said));
}

/** A parameter at the beginning of a command. */
export function strayParameter(name: string): Finding {
  return found(
    'error',
    'cs-stray-parameter',
    l10n.t(
      '{0} begins a command: the one above has ended. Where it is to go on, its line ends with a backtick.',
      name,
    ),
  );
}

/** A backtick that does not continue its line. */
export function brokenContinuation(): Finding {
  return found(
    'error',
    'cs-stray-parameter',
    l10n.t('Blanks stand behind this backtick: the command ends here, and what follows is lost.'),
    '`',
  );
}

export function ambiguousParameter(parameter: string, names: readonly string[]): Finding {
  return found(
    'error',
    'cs-ambiguous-parameter',
    l10n.t('{0} can be any of {1}.', `-${parameter}`, names.map(name => `-${name}`).join(', ')),
  );
}

/** `published`: it is often taken for the name itself. */
export function abbreviatedParameter(
  parameter: string,
  whole: string,
  published: boolean,
): Finding {
  return found(
    published ? 'warning' : 'information',
    'cs-abbreviated-parameter',
    l10n.t(
      '{0} works only as an abbreviation of {1}: write the whole name.',
      `-${parameter}`,
      `-${whole}`,
    ),
    `-${whole}`,
  );
}

export function parameterTwice(parameter: string): Finding {
  return found(
    'error',
    'cs-parameter-twice',
    l10n.t('The parameter {0} is given twice.', `-${parameter}`),
  );
}

export function mixedSets(parameter: string, others: readonly string[], cmdlet: string): Finding {
  return found(
    'error',
    'cs-mixed-parameter-sets',
    l10n.t(
      '{0} of {1} cannot be used together with {2}: they belong to different parameter sets.',
      `-${parameter}`,
      cmdlet,
      others.map(name => `-${name}`).join(', '),
    ),
  );
}

/** What is missing; `ways` are the sets that could be completed, one list each. */
export function missingParameters(cmdlet: string, ways: readonly (readonly string[])[]): Finding {
  const texts = ways.map(names => names.map(name => `-${name}`).join(` ${l10n.t('and')} `));
  return found(
    'error',
    'cs-missing-parameter',
    l10n.t('{0} needs {1}.', cmdlet, texts.join(`, ${l10n.t('or')} `)),
  );
}

export function wrongValue(
  parameter: string,
  value: string,
  values: readonly string[],
  meant?: string,
): Finding {
  return found(
    'error',
    'cs-wrong-value',
    l10n.t('"{0}" is no value of {1}: {2}.', value, `-${parameter}`, values.join(', ')),
    meant,
  );
}

export function noNumber(parameter: string, value: string): Finding {
  return found(
    'error',
    'cs-wrong-value',
    l10n.t('{0} takes a whole number; "{1}" is none.', `-${parameter}`, value),
  );
}

export function valueMissing(parameter: string): Finding {
  return found(
    'error',
    'cs-value-missing',
    l10n.t('The parameter {0} needs a value.', `-${parameter}`),
  );
}

export function switchValue(parameter: string, value: string): Finding {
  const right = `-${parameter}:${value}`;
  return found(
    'error',
    'cs-switch-value',
    l10n.t('{0} is a switch: its value is tied to it by a colon, {1}.', `-${parameter}`, right),
    right,
  );
}

/** A parameter that removes or disables something, with what that is. */
export function dangerousParameter(
  parameter: string,
  what: string,
  severity: 'information' | 'warning',
): Finding {
  return found(
    severity,
    'cs-dangerous-parameter',
    l10n.t('{0} is dangerous: {1}', `-${parameter}`, what),
  );
}

/** A mistake that is in published procedures, with the right form. */
export function knownMistake(
  message: string,
  severity: Finding['severity'],
  fix?: string,
): Finding {
  return found(severity, 'cs-known-mistake', message, fix);
}

/** Something that is written as the cmdlet takes it and does not do what is meant. */
export function trap(
  code: string,
  severity: Finding['severity'],
  message: string,
  fix?: string,
): Finding {
  return found(severity, code, message, fix);
}
