import type { Diagnostic } from '../../errors/diagnostic.ts';
import { plainSecret } from '../../errors/runbook-rules.ts';
import type { Span } from '../powershell/script.ts';
import { rangeOf, type StepFacts } from '../step-facts.ts';
import { at, type RunbookRule } from './rule.ts';

/** Forms of keys that nothing else has; the first group is what is shown of them. */
const forms: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/gu,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/gu,
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b/gu,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}\b/gu,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/gu,
  /\bAccountKey=[A-Za-z0-9+/]{40,}={0,2}/gu,
];

const word =
  '(?:password|passwort|kennwort|passwd|pwd|passphrase|secret|api-?key|access-?key|token)';
const quoted = '(?:"(?<d>[^"\\n]{1,200})"|\'(?<s>[^\'\\n]{1,200})\')';

/** Places where a value of a name that says secret is written. */
const named: readonly RegExp[] = [
  // $password = '…', $sqlPassword = "…"
  new RegExp(`\\$\\{?[\\w]*${word}[\\w]*\\}?\\s*=\\s*${quoted}`, 'giu'),
  // -Password '…', -Password …
  new RegExp(`-[\\w]*${word}[\\s:]+(?:${quoted}|(?<b>[^\\s"'$@(|;{-][^\\s|;)]*))`, 'giu'),
  // ConvertTo-SecureString '…' -AsPlainText, and with -String
  new RegExp(`ConvertTo-SecureString\\s+(?:-String\\s+)?${quoted}`, 'giu'),
  // in connection strings, and in SQL
  new RegExp(`\\b(?:password|pwd)\\s*=\\s*(?:N?${quoted}|(?<b>[^\\s"';$@,{}<(]+))`, 'giu'),
  // certutil -p …, net user NAME …, sqlcmd -P …
  /\bcertutil(?:\.exe)?\b[^\n|;]*?\s-p\s+(?:"(?<d>[^"\n]+)"|'(?<s>[^'\n]+)'|(?<b>[^\s"'$-]\S*))/giu,
  /\b(?:sqlcmd|osql|bcp)(?:\.exe)?\b[^\n|;]*?\s-P\s*(?:"(?<d>[^"\n]+)"|'(?<s>[^'\n]+)'|(?<b>[^\s"'$-]\S*))/gu,
  // Password = '…' in a table, "password": "…"
  new RegExp(`(?<![-$\\w])[\\w-]*${word}["']?\\s*[:=]\\s*${quoted}`, 'giu'),
];

/** `password: …` on a line of its own, as YAML has it. */
const inYaml = new RegExp(
  `^[ \\t-]*[\\w-]*${word}[ \\t]*:[ \\t]+(?<b>[^\\s"'$&*!|>{\\[#].*)$`,
  'gimu',
);

/** Values that stand for a secret and are none. */
const placeholder =
  /^(?:<.*>|\[.*\]|\{.*\}|\*+|\.{2,}|x{3,}|…|.*\$.*|.*[<>{}].*|true|false|null|none|secret|password|kennwort|your[-_ ]?\w*|changeme|todo|prompt|-?)$/iu;

/** Bits of a character, by how often each occurs in the text. */
function entropy(text: string): number {
  const count = new Map<string, number>();
  for (const char of text) count.set(char, (count.get(char) ?? 0) + 1);
  let bits = 0;
  for (const times of count.values())
    bits -= (times / text.length) * Math.log2(times / text.length);
  return bits;
}

/** Hashes and thumbprints look random and are public. */
function isDigest(text: string): boolean {
  return /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/iu.test(text);
}

const random = /["'](?<r>[A-Za-z0-9+/_-]{40,}={0,2})["']/gu;

/** Long texts without any order in them, in quotation marks, mixed of letters and digits. */
function randomTexts(text: string): Span[] {
  return Array.from(text.matchAll(random)).flatMap(match => {
    const value = match.groups?.r ?? '';
    const mixed = /[a-z]/u.test(value) && /[A-Z]/u.test(value) && /\d/u.test(value);
    const words = /[\\/_-][a-z]{3,}[\\/_-]/iu.test(value);
    if (!mixed || words || isDigest(value) || entropy(value) < 4.5) return [];
    return [{ start: match.index + 1, end: match.index + 1 + value.length }];
  });
}

function isSecretValue(value: string): boolean {
  return value.length >= 3 && !placeholder.test(value.trim()) && !isDigest(value);
}

function namedSecrets(text: string, yaml: boolean): Span[] {
  return [...named, ...(yaml ? [inYaml] : [])].flatMap(pattern =>
    Array.from(text.matchAll(pattern)).flatMap(match => {
      const value = match.groups?.d ?? match.groups?.s ?? match.groups?.b ?? '';
      if (!isSecretValue(value)) return [];
      const start = match.index + match[0].lastIndexOf(value);
      return [{ start, end: start + value.length }];
    }),
  );
}

/** Comments are told too: they are in the file as well. */
function spans(text: string, yaml = false): Span[] {
  const worth = /passw|pwd|kennwort|passphrase|secret|key|token|certutil|-P\b|SecureString/iu.test(
    text,
  );
  const found = [
    ...forms.flatMap(form =>
      Array.from(text.matchAll(form), match => ({
        start: match.index,
        end: match.index + match[0].length,
      })),
    ),
    ...(worth ? namedSecrets(text, yaml) : []),
    ...randomTexts(text),
  ].sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  return found.filter(span => {
    const fresh = span.start >= end;
    if (fresh) ({ end } = span);
    return fresh;
  });
}

const known = new WeakMap<object, readonly Span[]>();

function spansOf({ step, places }: StepFacts): readonly Span[] {
  let found = known.get(places);
  if (found === undefined) {
    found = spans(step.text, step.language === 'step');
    known.set(places, found);
  }
  return found;
}

/** What stands where, without the secret itself. */
function whereOf({ step }: StepFacts, { start }: Span): string {
  const line = step.text.slice(step.text.lastIndexOf('\n', start - 1) + 1, start);
  const name = /([\w$-]+)["']?[\s:=]*["'(N]*$/u.exec(line)?.[1];
  return name ?? step.id;
}

function ofVariables({ runbook }: Parameters<RunbookRule>[0]): Diagnostic[] {
  return runbook.variables.flatMap(({ name, type, default: value, range }) => {
    if (type === 'secret' || value === undefined) return [];
    const secret = new RegExp(word, 'iu').test(name) && isSecretValue(value);
    return secret || spans(`"${value}"`).length > 0 ? [at(range, plainSecret(name))] : [];
  });
}

/** Secrets in plain text, in steps and in defaults of variables. */
export const secrets: RunbookRule = input => [
  ...input.steps.flatMap(facts =>
    spansOf(facts).map(span => at(rangeOf(facts, span), plainSecret(whereOf(facts, span)))),
  ),
  ...ofVariables(input),
];
