import { editDistance } from '../../estate/nearest.ts';
import { cmdletByName, cmdletNames } from './catalogue.ts';
import { otherCmdlets, otherNouns } from './other-nouns.ts';

/** Verbs of which a configured thing has several, so that a sibling of a known cmdlet is plausible. */
const siblingVerbs = new Set(
  'get set new remove grant revoke enable disable clear copy add test debug'.split(' '),
);

/** What people write for what the cmdlets are called. */
const meantVerbs: Readonly<Record<string, readonly string[]>> = {
  get: ['Export'],
  set: ['Import', 'Update'],
  new: ['Install'],
  remove: ['Uninstall'],
  restore: ['Import', 'Move', 'Install'],
  load: ['Import'],
  read: ['Import', 'Get'],
  show: ['Get'],
  backup: ['Export', 'Backup'],
  save: ['Export'],
  dump: ['Export'],
  create: ['New', 'Install'],
  delete: ['Remove', 'Uninstall'],
  drop: ['Uninstall', 'Remove'],
  run: ['Invoke', 'Start'],
  sync: ['Sync', 'Invoke'],
  failover: ['Invoke'],
  check: ['Test'],
  verify: ['Test'],
};

interface Parts {
  readonly verb: string;
  readonly noun: string;
}

function partsOf(name: string): Parts {
  const dash = name.indexOf('-');
  return { verb: name.slice(0, dash), noun: name.slice(dash + 1).replace(/^cs/iu, '') };
}

interface KnownName extends Parts {
  readonly name: string;
  readonly nounKey: string;
}

const knownNames: readonly KnownName[] = cmdletNames.map(name => {
  const parts = partsOf(name);
  return { name, ...parts, nounKey: parts.noun.toLowerCase() };
});

/** What a command name is, held against the catalogue. */
export type NameVerdict =
  | { readonly kind: 'known' }
  /** No management cmdlet, and nothing like one. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'misspelled'; readonly meant: string }
  /** Exists most likely; its parameters are not known. */
  | { readonly kind: 'not-described' }
  | { readonly kind: 'unknown' };

/** How far a misspelled name may be from the right one: letters. */
function limit(length: number): number {
  return length < 6 ? 1 : length < 12 ? 2 : 3;
}

function nearestWhole(name: string): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let least = limit(partsOf(name).noun.length) + 1;
  for (const { name: candidate } of knownNames) {
    if (Math.abs(candidate.length - wanted.length) >= least) continue;
    const found = editDistance(wanted, candidate.toLowerCase());
    if (found < least) [best, least] = [candidate, found];
  }
  return best;
}

/** Of the cmdlets with the same noun, the one whose verb was most likely meant. */
function otherVerb(verb: string, same: readonly KnownName[]): string | undefined {
  for (const meant of meantVerbs[verb.toLowerCase()] ?? []) {
    const found = same.find(known => known.verb === meant);
    if (found !== undefined) return found.name;
  }
  let best: string | undefined;
  let least = Infinity;
  for (const { name, verb: candidate } of same) {
    const found = editDistance(verb.toLowerCase(), candidate.toLowerCase());
    if (found < least) [best, least] = [name, found];
  }
  return best;
}

function ofKnownNoun(verb: string, same: readonly KnownName[]): NameVerdict {
  const configured = same.some(known => siblingVerbs.has(known.verb.toLowerCase()));
  if (configured && siblingVerbs.has(verb.toLowerCase())) return { kind: 'not-described' };
  const meant = otherVerb(verb, same);
  return meant === undefined ? { kind: 'unknown' } : { kind: 'misspelled', meant };
}

/** Verbs of cmdlets that may be written in small or in capital letters alone. */
const usualVerbs = new Set(
  'get set new remove test start stop enable disable import export install uninstall invoke move update clear sync backup restore grant revoke'.split(
    ' ',
  ),
);

/** Beginnings of nouns of other things: CSV and CSS, C#, its projects and scripts. */
const otherThings = /^cs(?:v|s|harp|proj|cript|psession|om$|c$|r$)/iu;

/**
 * Whether a word looks like a management cmdlet: `Verb-Cs` and a capital, or a usual verb where it is
 * written otherwise, as PowerShell allows.
 */
function looksLikeOne(name: string, { verb }: Parts): boolean {
  if (/^\p{L}+-Cs(?=\p{Lu})/u.test(name)) return true;
  const noun = name.slice(verb.length + 1);
  return (
    usualVerbs.has(verb.toLowerCase()) && /^cs\p{L}{3,}$/iu.test(noun) && !otherThings.test(noun)
  );
}

/** Names that begin as the cmdlets do and are others. */
const foreignNouns = new Set(['csv', 'css', 'cspsession']);

/** Holds a command's name against the catalogue; upper and lower case are the same. */
export function judgeName(name: string): NameVerdict {
  if (cmdletByName(name) !== undefined) return { kind: 'known' };
  if (!/^[\p{L}\p{Nd}-]{4,80}$/u.test(name)) return { kind: 'foreign' };
  if (!/cs/iu.test(name)) {
    // one of the two letters is missing, and all else is right
    const meant = cmdletByName(name.replace(/-[cs]/iu, '-Cs'))?.name;
    return meant === undefined ? { kind: 'foreign' } : { kind: 'misspelled', meant };
  }
  const parts = partsOf(name);
  const { verb, noun } = parts;
  if (foreignNouns.has(name.slice(verb.length + 1).toLowerCase())) return { kind: 'foreign' };
  const like = looksLikeOne(name, parts);
  if (otherCmdlets.has(name.toLowerCase())) return { kind: 'not-described' };
  if (like && otherNouns.has(noun.toLowerCase())) return { kind: 'not-described' };
  if (/^\p{L}+-cs/iu.test(name)) {
    const same = knownNames.filter(known => known.nounKey === noun.toLowerCase());
    if (same.length > 0) return ofKnownNoun(verb, same);
  }
  const meant = nearestWhole(name);
  if (meant !== undefined) return { kind: 'misspelled', meant };
  return like ? { kind: 'unknown' } : { kind: 'foreign' };
}
