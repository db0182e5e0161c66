import type { Diagnostic } from '../../errors/diagnostic.ts';
import { plainSecret } from '../../errors/runbook-rules.ts';
import type { ProseText, TextRange } from '../../runbook/model.ts';
import { TextPlaces } from '../../runbook/positions.ts';
import { powershellRegions } from '../../runbook/powershell/text.ts';
import type { Span } from '../powershell/script.ts';
import { rangeOf, type StepFacts } from '../step-facts.ts';
import { at, type RunbookRule } from './rule.ts';
import {
  everywhere,
  inProse,
  inStrings,
  inYaml,
  keyForms,
  type SecretPattern,
} from './secrets/patterns.ts';
import { isSecretValue, looksLikePassword, looksRandom, namesSecret } from './secrets/values.ts';

/** In what kind of text a secret is looked for. */
type TextKind = StepFacts['step']['language'] | 'yaml' | 'prose';

/** Words of which one must be there for a pattern to fit. */
const worth =
  /passw|passphrase|pwd|\bpw|kennwort|mot de passe|secret|token|\bkey|Key\b|credential|certutil|sqlcmd|osql|bcp|\bnet\b|schtasks|psexec|cmdkey|winrs|plink|curl|openssl|wmic|:\/\/|Basic|Bearer|SecureString|\bpass\b|mdp/iu;

/** A secret where it stands; `name` is what it is called there. */
interface Secret extends Span {
  readonly name?: string;
}

/** What a match is about: the name in it, else the word that it begins or ends with. */
function labelOf(match: RegExpExecArray, value: string): string {
  const around = match[0].replace(value, ' ');
  return match.groups?.name ?? /[\p{L}\d-]{2,}/u.exec(around)?.[0] ?? '';
}

function matches({ pattern, named }: SecretPattern, text: string, kind: TextKind): Secret[] {
  return Array.from(text.matchAll(pattern)).flatMap(match => {
    const { name = '', s, d, b } = match.groups ?? {};
    if (named && !namesSecret(name)) return [];
    const value = s ?? d ?? b ?? '';
    if (!isSecretValue(value, s !== undefined && kind === 'powershell')) return [];
    const start = match.index + match[0].lastIndexOf(value);
    return [{ start, end: start + value.length, name: labelOf(match, value) }];
  });
}

/** The text with all but strings and comments blanked out; offsets stay. */
function withoutCode(text: string): string {
  return powershellRegions(text)
    .map(({ kind, start, end }) => {
      const part = text.slice(start, end);
      return kind === 'code' ? part.replace(/[^\n]/gu, ' ') : part;
    })
    .join('');
}

/** In prose a value has to look like a password. */
function inSentences(text: string): Secret[] {
  return Array.from(text.matchAll(inProse)).flatMap(match => {
    const { name = '', b = '' } = match.groups ?? {};
    const value = b.replace(/[.?:)]+$/u, '');
    if (!looksLikePassword(value)) return [];
    const start = match.index + match[0].lastIndexOf(b);
    return [{ start, end: start + value.length, name }];
  });
}

const random = /["'`](?<r>[A-Za-z0-9+/_-]{40,}={0,2})["'`]/gu;

function randomTexts(text: string): Span[] {
  return Array.from(text.matchAll(random)).flatMap(match => {
    const value = match.groups?.r ?? '';
    if (!looksRandom(value)) return [];
    return [{ start: match.index + 1, end: match.index + 1 + value.length }];
  });
}

/** Each place once, the longest first; comments are told too: they are in the file as well. */
function secretsIn(text: string, kind: TextKind): Secret[] {
  const forms: Secret[] = keyForms.flatMap(form =>
    Array.from(text.matchAll(form), match => ({
      start: match.index,
      end: match.index + match[0].length,
    })),
  );
  const inPlace = !worth.test(text)
    ? []
    : [
        ...everywhere.flatMap(each => matches(each, text, kind)),
        ...(kind === 'prose' ? [] : inStrings).flatMap(each =>
          matches(each, kind === 'powershell' ? withoutCode(text) : text, kind),
        ),
        ...(kind === 'step' || kind === 'yaml' ? inYaml : []).flatMap(each =>
          matches(each, text, kind),
        ),
        ...inSentences(kind === 'powershell' ? withoutCode(text) : text),
      ];
  const found = [...forms, ...inPlace, ...randomTexts(text)];
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  return found.filter(span => {
    const fresh = span.start >= end;
    if (fresh) ({ end } = span);
    return fresh;
  });
}

const known = new WeakMap<object, readonly Secret[]>();

function secretsOf({ step, places }: StepFacts): readonly Secret[] {
  let found = known.get(places);
  if (found === undefined) {
    found = secretsIn(step.text, step.language);
    known.set(places, found);
  }
  return found;
}

function inVariables({ runbook }: Parameters<RunbookRule>[0]): Diagnostic[] {
  return runbook.variables.flatMap(({ name, type, default: value, range }) => {
    if (type === 'secret' || value === undefined) return [];
    const secret = namesSecret(name) && isSecretValue(value);
    return secret || secretsIn(`"${value}"`, 'yaml').length > 0
      ? [at(range, plainSecret(name))]
      : [];
  });
}

/** What stands between the steps, and in front of them. */
function inText({ kind, line, text }: ProseText): Diagnostic[] {
  const places = new TextPlaces(text);
  return secretsIn(text, kind).map(({ start, end, name }) => {
    const [from, to] = [places.at(start), places.at(end)];
    const range: TextRange = {
      start: { line: line + from.line - 1, column: from.column },
      end: { line: line + to.line - 1, column: to.column },
    };
    return at(range, plainSecret(name ?? '…'));
  });
}

/** Secrets in plain text: in steps, in defaults of variables, in what is written around them. */
export const secrets: RunbookRule = input => {
  const variables = inVariables(input);
  const lines = new Set(variables.map(({ line }) => line));
  return [
    ...input.steps.flatMap(facts =>
      secretsOf(facts).map(secret =>
        at(rangeOf(facts, secret), plainSecret(secret.name ?? facts.step.id)),
      ),
    ),
    ...variables,
    ...input.runbook.prose.flatMap(inText).filter(({ line }) => !lines.has(line)),
  ];
};
