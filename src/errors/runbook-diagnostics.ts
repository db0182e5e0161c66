import * as l10n from '@vscode/l10n';
import type { Diagnostic } from './diagnostic.ts';

/** A diagnostic without its place. */
export type Finding = Pick<Diagnostic, 'code' | 'severity' | 'message' | 'fix'>;

function error(code: string, message: string, fix?: string): Finding {
  return { code, severity: 'error', message, ...(fix === undefined ? {} : { fix }) };
}

function warning(code: string, message: string, fix?: string): Finding {
  return { code, severity: 'warning', message, ...(fix === undefined ? {} : { fix }) };
}

/** Ends a message with the name that was most likely meant. */
function orMeant(message: string, meant: string | undefined): string {
  return meant === undefined ? message : l10n.t('{0} Meant is most likely {1}.', message, meant);
}

export function noSteps(): Finding {
  return warning(
    'no-steps',
    l10n.t(
      'The runbook has no step: a fenced code block at top level whose language is powershell, sql or step.',
    ),
  );
}

export function nestedStep(): Finding {
  return warning(
    'nested-step',
    l10n.t('This code block is not executed: it is inside a list or a quotation.'),
  );
}

export function indentedStep(): Finding {
  return warning(
    'indented-step',
    l10n.t(
      'This code block is not executed: it is indented by a tab or by four blanks or more. A step begins three blanks from the margin at most.',
    ),
  );
}

/** `language` as written, empty where there is none; `meant`: that of a step. */
export function notAStep(language: string, meant?: string): Finding {
  if (language === '') {
    return warning(
      'not-a-step',
      l10n.t(
        'This code block is not executed: a step has its language in front of the braces, as in {0}.',
        `\`\`\`${meant ?? 'powershell'} {#id}`,
      ),
    );
  }
  const message = l10n.t(
    'This code block is not executed: {0} is no language of steps. Steps are powershell, sql or step.',
    language,
  );
  return warning('not-a-step', orMeant(message, meant), meant);
}

/** `fence`: the marks that are missing; `line`: where the block begins whose end is missing. */
export function stepInStep(fence: string, line: number): Finding {
  return warning(
    'step-in-step',
    l10n.t(
      'A step begins inside the code block of line {1} and is only text of it: the closing {0} of that block is missing above.',
      fence,
      line,
    ),
  );
}

export function unclosedStep(): Finding {
  return warning(
    'unclosed-step',
    l10n.t('This step has no closing fence: everything to the end of the file belongs to it.'),
  );
}

export function emptyStep(): Finding {
  return warning('empty-step', l10n.t('This step has no text: it does nothing.'));
}

export function badStepId(id: string): Finding {
  return error(
    'step-id',
    l10n.t(
      '"{0}" is no step id: it begins with a letter and goes on with letters, digits, dashes, dots and underscores.',
      id,
    ),
  );
}

export function duplicateStep(id: string, line: number): Finding {
  return error('duplicate-step', l10n.t('The step id {0} is taken: see line {1}.', id, line));
}

export function unknownStep(id: string, meant?: string): Finding {
  return error('unknown-step', orMeant(l10n.t('There is no step {0}.', id), meant), meant);
}

export function circularRequires(ids: readonly string[]): Finding {
  return error(
    'circular-requires',
    l10n.t('The steps require each other in a circle: {0}.', ids.join(' -> ')),
  );
}

export function requiresLater(id: string): Finding {
  return warning(
    'requires-later',
    l10n.t('{0} comes later: run in order, this step is stopped because it is not done.', id),
  );
}

export function infoText(text: string): Finding {
  return warning(
    'info-text',
    l10n.t('"{0}" is not read: attributes stand in braces after the language.', text),
  );
}

export function attributeSyntax(
  kind: 'unclosed-brace' | 'unclosed-quote' | 'empty-id' | 'stray',
  text: string,
): Finding {
  const messages = {
    'unclosed-brace': l10n.t('The closing brace of the attributes is missing on this line.'),
    'unclosed-quote': l10n.t('The closing quotation mark of {0} is missing.', text),
    'empty-id': l10n.t('The step id after # is missing.'),
    stray: l10n.t('"{0}" is no attribute: write key=value, key="a value" or a single word.', text),
  };
  return error('attribute-syntax', messages[kind]);
}

export function unknownAttribute(key: string, meant?: string): Finding {
  const message = l10n.t('The attribute {0} is not known.', key);
  return error('unknown-attribute', orMeant(message, meant), meant);
}

export function duplicateAttribute(key: string): Finding {
  return error('duplicate-attribute', l10n.t('The attribute {0} stands here twice.', key));
}

export function attributeValue(key: string, value: string | undefined, wanted: string): Finding {
  return error(
    'attribute-value',
    value === undefined
      ? l10n.t('The attribute {0} needs a value: {1}.', key, wanted)
      : l10n.t('"{0}" is no value of {1}: {2}.', value, key, wanted),
  );
}

/** What the value of an attribute looks like. */
export function attributeForm(key: string): string {
  switch (key) {
    case 'timeout':
    case 'expect':
      return l10n.t('a duration such as 90s, 5m, 1h30m or 250ms');
    case 'on-error':
      return l10n.t('stop, continue or retry:N with N from 1 to 100');
    case 'confirm':
    case 'rolling':
      return l10n.t('{0} alone, or true or false', key);
    case 'throttle':
      return l10n.t('a number from 1 to 999');
    case 'requires':
      return l10n.t('step ids with commas between them');
    case 'target':
      return l10n.t('the full name of a server or pool, role:NAME, a list of them, or a variable');
    default:
      return l10n.t('a text');
  }
}

/** Why a condition cannot be read; the parts of the parser's fault that matter here. */
export interface ConditionFaultText {
  readonly reason:
    | 'empty'
    | 'unclosed-text'
    | 'unclosed-parenthesis'
    | 'too-deep'
    | 'bad-reference'
    | 'powershell'
    | 'other-operator'
    | 'operand-expected'
    | 'operator-expected'
    | 'compared-twice';
  readonly text: string;
  readonly fix?: string;
}

function conditionMessage({ reason, text, fix }: ConditionFaultText): string {
  switch (reason) {
    case 'empty':
      return l10n.t('The condition is empty.');
    case 'unclosed-text':
      return l10n.t('The closing quotation mark is missing.');
    case 'unclosed-parenthesis':
      return l10n.t('The closing parenthesis is missing.');
    case 'too-deep':
      return l10n.t('The parentheses are nested too deep.');
    case 'bad-reference':
      return l10n.t(
        '{0} is no reference: write {1}, {2} or {3}.',
        text,
        '$Name',
        '${Name}',
        '${estate.…}',
      );
    case 'powershell':
    case 'other-operator':
      return fix === undefined
        ? l10n.t('{0} is not known here: there is ==, !=, and, or, not and parentheses.', text)
        : l10n.t('{0} is not known here: write {1}.', text, fix.trim());
    case 'operand-expected':
      return text === ''
        ? l10n.t('The condition ends where a variable, a text or a word is expected.')
        : l10n.t('{0} stands where a variable, a text or a word is expected.', text);
    case 'operator-expected':
      return l10n.t('{0} stands where ==, !=, and, or or the end is expected.', text);
    case 'compared-twice':
      return l10n.t('Only two values can be compared: join comparisons by and.');
  }
}

export function conditionFault(fault: ConditionFaultText): Finding {
  return error('condition', conditionMessage(fault), fault.fix);
}

/** `written` is the reference as it stands there: what is meant is written in the same form. */
export function unknownVariable(name: string, meant?: string, written?: string): Finding {
  const message = l10n.t('The variable {0} is not declared in the front matter.', `$${name}`);
  const fix = meant === undefined ? undefined : written?.replace(name, () => meant);
  return error('unknown-variable', orMeant(message, meant && `$${meant}`), fix);
}

export function badReference(text: string): Finding {
  return error(
    'bad-reference',
    l10n.t(
      '{0} is no reference: write {1}, {2} or {3}, and {4} for a dollar sign.',
      text,
      '$Name',
      '${Name}',
      '${estate.…}',
      '$$',
    ),
  );
}

export function secretInText(name: string): Finding {
  return error(
    'secret-in-text',
    l10n.t('The secret {0} can only stand alone as a whole value.', `$${name}`),
  );
}

export function secretInCondition(name: string): Finding {
  return error(
    'secret-in-condition',
    l10n.t('The secret {0} cannot be compared; ask only whether it has a value.', `$${name}`),
  );
}

export function unusedVariable(name: string): Finding {
  return warning('unused-variable', l10n.t('The variable {0} is not used.', `$${name}`));
}

export function sessionVariable(name: string, step: string): Finding {
  return warning(
    'session-variable',
    l10n.t(
      '{0} is set in step {1} and not declared: it is gone when the run is resumed, and on another target. Declare it in the front matter.',
      `$${name}`,
      step,
    ),
  );
}
