/** A place where a secret can stand; groups: `name`, and of the value `s` single, `d` double quotes, `b` bare. */
export interface SecretPattern {
  readonly pattern: RegExp;
  /** The name has to say that it is a secret. */
  readonly named: boolean;
}

const quoted = '(?:"(?<d>[^"\\n]{1,200})"|\'(?<s>[^\'\\n]{1,200})\')';
const bare = '(?<b>[^\\s"\'`$@(){}<>|;,][^\\s|;)"\'`]*)';
const either = `(?:${quoted}|${bare})`;

function unnamed(text: string, flags = 'giu'): SecretPattern {
  return { pattern: new RegExp(text, flags), named: false };
}

function named(text: string): SecretPattern {
  return { pattern: new RegExp(text, 'giu'), named: true };
}

/** Forms of keys that nothing else has. */
export const keyForms: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/gu,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/gu,
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b/gu,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}\b/gu,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/gu,
  /\bAccountKey=[A-Za-z0-9+/]{40,}={0,2}/gu,
];

/** What holds in every text. */
export const everywhere: readonly SecretPattern[] = [
  // $password = '…', $SqlPassword = "…", Password = '…' in a table, "password": "…"
  named(`(?<![-\\w])\\$?\\{?(?<name>[\\w-]+)\\}?["']?\\s*[:=]\\s*N?${quoted}`),
  // -Password '…', -Password:…
  named(`(?<![\\w-])[-\u2013](?<name>[A-Za-z]\\w*)(?:\\s+|:\\s*)(?![-\u2013]\\p{L})${either}`),
  // ConvertTo-SecureString '…' -AsPlainText, with -String, and what is piped to it
  unnamed(
    `ConvertTo-SecureString\\b(?:\\s+-(?!Key\\b|SecureKey\\b)\\w+(?::\\$\\w+)?)*\\s+(?![-\u2013])${either}`,
  ),
  unnamed(`${quoted}\\s*\\|\\s*ConvertTo-SecureString`),
  // credentials of .NET
  unnamed(`\\b(?:Network|PS)Credential\\b[^\\n(]{0,40}\\(\\s*["'][^"'\\n]*["']\\s*,\\s*${quoted}`),
  // programs of the command line
  unnamed(`\\bcertutil(?:\\.exe)?\\b[^\\n|;]*?\\s-p\\s+${either}`),
  unnamed(`\\b(?:sqlcmd|osql|isql|bcp)(?:\\.exe)?\\b[^\\n|;]*?\\s-P\\s*(?![-\\s])${either}`, 'gu'),
  unnamed(
    `\\bnet(?:\\.exe)?\\s+use\\s+(?:[a-z]:\\s+|\\*\\s+)?\\\\\\\\\\S+\\s+(?:/user:\\S+\\s+)?(?![*/])${either}`,
  ),
  unnamed(`\\bnet(?:\\.exe)?\\s+user\\s+[^\\s/]+\\s+(?![*/])${either}`),
  unnamed(`\\bschtasks(?:\\.exe)?\\b[^\\n|;]*?\\s/rp\\s+(?!\\*)${either}`),
  unnamed(
    `\\bps(?:exec|loggedon|kill|list|service)(?:64)?(?:\\.exe)?\\b[^\\n|;]*?\\s-p\\s+${either}`,
  ),
  unnamed(`\\bcmdkey(?:\\.exe)?\\b[^\\n|;]*?\\s/pass:${either}`),
  unnamed(`\\bwinrs(?:\\.exe)?\\b[^\\n|;]*?\\s[-/]p(?:assword)?:${either}`),
  unnamed(`\\b(?:plink|pscp|psftp)(?:\\.exe)?\\b[^\\n|;]*?\\s-pw\\s+${either}`),
  unnamed(`\\bcurl(?:\\.exe)?\\b[^\\n|;]*?\\s(?:-u|--user)\\s+["']?[^\\s"':]+:${either}`),
  unnamed(`\\bopenssl\\b[^\\n|;]*?\\s-(?:passin|passout|password)\\s+pass:${either}`),
  unnamed(`\\bsc(?:\\.exe)?\\s+(?:create|config)\\b[^\\n|;]*?\\bpassword=\\s+${either}`),
  named(`\\s/(?<name>password\\w?|passwd|pwd|pass)[:=]${either}`),
  // https://user:password@host
  unnamed(`\\b[a-z][a-z0-9+.-]*://[^\\s/:@"'$]+:(?<b>[^\\s/@"'$]+)@`),
  unnamed(`\\b(?:Basic|Bearer)\\s+(?<b>(?=[A-Za-z+/_-]*\\d)[A-Za-z0-9+/=._-]{16,})`),
];

/** `Password=…;` of a connection string; not in code, where it is an assignment. */
export const inStrings: readonly SecretPattern[] = [
  named(`(?<![-$\\w])(?<name>password|pwd)\\s*=\\s*(?!N["'])${either}`),
];

/** `password: …` on a line of its own, as YAML has it. */
export const inYaml: readonly SecretPattern[] = [
  {
    pattern:
      /^[ \t-]*["']?(?<name>[\w-]+)["']?[ \t]*:[ \t]+(?<b>[^\s"'$&*!|>{[#][^#\n]*?)[ \t]*(?:\s#.*)?$/gmu,
    named: true,
  },
];

/** What prose says: *the password is …*, `Password: …`. */
export const inProse =
  /(?<![\p{L}$_-])(?<name>pass(?:word|phrase|wort)|kennwort|mot de passe|pwd|token|secret|api key)(?![\p{L}_])[*_`"']*\s*(?:[:=]|is|lautet|ist|est)\s*[*_`"'«]*\s*(?<b>[^\s`"'*«»,;]+)/giu;
