/** Words that a name of a secret ends with; in small letters, one or two words. */
const secretWords = new Set(
  'password passwort kennwort passwd passphrase pwd pw pass psw motdepasse mdp secret token apikey'.split(
    ' ',
  ),
);
const secretPairs = new Set([
  'api key',
  'access key',
  'account key',
  'private key',
  'shared key',
  'de passe',
]);
/** Words that may follow without changing what is named. */
const trailing = /^(?:\d+|plain|text|plaintext|clear|cleartext|value|string)$/u;

function wordsOf(name: string): string[] {
  return name
    .replace(/([\p{Ll}\d])(?=\p{Lu})/gu, '$1 ')
    .replace(/(\p{L})(?=\d)/gu, '$1 ')
    .split(/[^\p{L}\d]+/u)
    .filter(word => word !== '')
    .map(word => word.toLowerCase());
}

/** Whether a variable, parameter or key of this name holds a secret: `SqlPassword`, not `PasswordFile`. */
export function namesSecret(name: string): boolean {
  const words = wordsOf(name);
  while (words.length > 1 && trailing.test(words.at(-1) ?? '')) words.pop();
  const last = words.at(-1) ?? '';
  const pair = `${words.at(-2) ?? ''} ${last}`;
  if (pair === 'key token') return false;
  return (
    secretPairs.has(pair) || secretWords.has(last) || /(?:password|passwort|kennwort)$/u.test(last)
  );
}

/** Values that stand for a secret and are none. */
const placeholder =
  /^(?:<.*>|\[.*\]|\{.*\}|%\w+%|\*+|\.{2,}|x{3,}|…|true|false|null|none|secret|password|kennwort|your[-_ ]?\w*|changeme|todo|prompt|-+)$/iu;

/** What is put in when it is run: `$Name`, `${Name}`, `$(…)`, and holes for it. */
const dynamic = /(?<!\$)\$[\p{L}_{(]|[<>{}]|@\p{L}/u;

/** Hashes, thumbprints and what Windows has encrypted look random and are no plain text. */
function isDigest(text: string): boolean {
  return /^(?:0x)?[0-9a-f]{32,}$/iu.test(text);
}

/** Whether a value that is written where a secret belongs is one. `literal`: nothing is put into it. */
export function isSecretValue(value: string, literal = false): boolean {
  const text = value.trim();
  if (text === '' || placeholder.test(text) || isDigest(text)) return false;
  return literal || !dynamic.test(text);
}

/** Whether a word of prose looks like a password rather than like a word, a name, a date or a place. */
export function looksLikePassword(word: string): boolean {
  if (word.length < 6 || !/\p{L}/u.test(word) || !isSecretValue(word)) return false;
  if (/[\\/]|^\p{L}+(?:[.-]\p{L}+)*$|^[\w-]+(?:\.[\w-]+){2,}$|^KB\d+$|^\S+:\d+$/u.test(word)) {
    return false;
  }
  return /\d/u.test(word) || /[!@#%&*?$^+~]/u.test(word.slice(0, -1));
}

/** Bits of a character, by how often each occurs in the text. */
function entropy(text: string): number {
  const count = new Map<string, number>();
  for (const char of text) count.set(char, (count.get(char) ?? 0) + 1);
  let bits = 0;
  for (const times of count.values()) {
    bits -= (times / text.length) * Math.log2(times / text.length);
  }
  return bits;
}

/** Whether a long text has no order in it: keys are made so. */
export function looksRandom(value: string): boolean {
  const mixed = /[a-z]/u.test(value) && /[A-Z]/u.test(value) && /\d/u.test(value);
  const words = /[\\/_-][a-z]{3,}[\\/_-]/iu.test(value);
  return mixed && !words && !isDigest(value) && entropy(value) >= 4.5;
}
