import { createHmac, timingSafeEqual, X509Certificate } from 'node:crypto';
import { childrenOf, numberOf, octetsOf, oidOf, readDer, type Der } from './der.ts';
import { decryptWith, pkcs12Key } from './password-based.ts';

const data = '1.2.840.113549.1.7.1';
const encryptedData = '1.2.840.113549.1.7.6';
const bag = '1.2.840.113549.1.12.10.1.';
const plainKeyBag = `${bag}1`;
const shroudedKeyBag = `${bag}2`;
const certificateBag = `${bag}3`;

const hashOf: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

interface Mac {
  readonly hash: string;
  readonly digest: Buffer;
  readonly salt: Buffer;
  readonly iterations: number;
}

/** A PFX (PKCS #12) file, taken apart as far as that goes without its password. */
export interface Pfx {
  readonly safe: Buffer;
  readonly mac: Mac | undefined;
}

function macOf(element: Der | undefined): Mac | undefined {
  const [info, salt, iterations] = (element && childrenOf(element)) ?? [];
  const [algorithm, digest] = (info && childrenOf(info)) ?? [];
  const [name] = (algorithm && childrenOf(algorithm)) ?? [];
  const hash = name && hashOf[oidOf(name)];
  if (hash === undefined || digest === undefined || salt === undefined) return undefined;
  return {
    hash,
    digest: octetsOf(digest),
    salt: octetsOf(salt),
    iterations: iterations === undefined ? 1 : numberOf(iterations),
  };
}

/** The content of a PKCS #7 piece of type `data`. */
function dataOf(piece: Der): Buffer | undefined {
  const [type, wrapped] = childrenOf(piece) ?? [];
  if (type === undefined || wrapped === undefined || oidOf(type) !== data) return undefined;
  const inner = readDer(wrapped.content);
  return inner && octetsOf(inner);
}

/** Takes a file apart; `undefined` for what is no PFX, or is cut off. */
export function readPfx(bytes: Buffer): Pfx | undefined {
  const outer = readDer(bytes);
  if (outer?.tag !== 0x30) return undefined;
  const [version, content, mac] = childrenOf(outer) ?? [];
  if (version?.tag !== 2 || numberOf(version) !== 3 || content === undefined) return undefined;
  const safe = dataOf(content);
  return safe === undefined ? undefined : { safe, mac: macOf(mac) };
}

/** Largest work, hash steps, that one guess of a password may take. */
const mostSteps = 2_000_000;

/** Whether the password is the file's; `undefined` where the file cannot tell. */
export function opensWith({ safe, mac }: Pfx, password: string | undefined): boolean | undefined {
  if (mac === undefined || mac.iterations > mostSteps) return undefined;
  const { hash, salt, iterations, digest } = mac;
  const key = pkcs12Key(hash, password, salt, iterations, 3, digest.length);
  const found = createHmac(hash, key).update(safe).digest();
  return found.length === digest.length && timingSafeEqual(found, digest);
}

/** Hash steps that one guess takes. */
export function stepsOfGuess({ mac }: Pfx): number {
  return mac?.iterations ?? 1;
}

interface Bags {
  readonly kinds: readonly string[];
  readonly certificates: readonly X509Certificate[];
  /** Pieces that the password did not open. */
  readonly closed: number;
}

function certificateIn(value: Der | undefined): X509Certificate | undefined {
  const inner = value && readDer(value.content);
  const [, wrapped] = (inner && childrenOf(inner)) ?? [];
  const octets = wrapped && readDer(wrapped.content);
  if (octets === undefined) return undefined;
  try {
    return new X509Certificate(octetsOf(octets));
  } catch {
    return undefined;
  }
}

function openPiece(piece: Der, password: string | undefined): Buffer | undefined {
  const plain = dataOf(piece);
  if (plain !== undefined || password === undefined) return plain;
  const [type, wrapped] = childrenOf(piece) ?? [];
  if (type === undefined || wrapped === undefined || oidOf(type) !== encryptedData)
    return undefined;
  const envelope = readDer(wrapped.content);
  const [, info] = (envelope && childrenOf(envelope)) ?? [];
  const [, algorithm, hidden] = (info && childrenOf(info)) ?? [];
  if (algorithm === undefined || hidden === undefined) return undefined;
  return decryptWith(algorithm, password, octetsOf(hidden));
}

/** The bags of the file that can be seen, with a password or without one. */
function bagsOf({ safe }: Pfx, password: string | undefined): Bags {
  const kinds: string[] = [];
  const certificates: X509Certificate[] = [];
  let closed = 0;
  const outer = readDer(safe);
  for (const piece of (outer && childrenOf(outer)) ?? []) {
    const opened = openPiece(piece, password);
    const list = opened && readDer(opened);
    const bags = list && childrenOf(list);
    if (bags === undefined) closed += 1;
    for (const one of bags ?? []) {
      const [kind, value] = childrenOf(one) ?? [];
      if (kind === undefined) continue;
      kinds.push(oidOf(kind));
      const certificate = oidOf(kind) === certificateBag ? certificateIn(value) : undefined;
      if (certificate !== undefined) certificates.push(certificate);
    }
  }
  return { kinds, certificates, closed };
}

/** Whether a private key lies in it in clear. */
export function hasPlainKey(pfx: Pfx): boolean {
  return bagsOf(pfx, undefined).kinds.includes(plainKeyBag);
}

/** What a look into a PFX says of its certificates. */
export type ChainState =
  | { readonly state: 'whole' | 'no-key' | 'no-certificate' | 'closed' }
  /** The issuer whose certificate is missing. */
  | { readonly state: 'broken'; readonly issuer: string };

/** Whether the certificates of a PFX lead from the one with the key to one that signed itself. */
export function chainOf(pfx: Pfx, password: string): ChainState {
  const { kinds, certificates, closed } = bagsOf(pfx, password);
  if (closed > 0) return { state: 'closed' };
  if (!kinds.includes(shroudedKeyBag) && !kinds.includes(plainKeyBag)) return { state: 'no-key' };
  const issuers = new Set(certificates.filter(isCa));
  const [leaf] = certificates.filter(one => !issuers.has(one));
  let at = leaf ?? certificates[0];
  if (at === undefined) return { state: 'no-certificate' };
  for (let step = 0; step <= certificates.length; step++) {
    const current: X509Certificate = at;
    if (current.checkIssued(current)) return { state: 'whole' };
    const issuer = certificates.find(one => one !== current && current.checkIssued(one));
    if (issuer === undefined) return { state: 'broken', issuer: at.issuer.replaceAll('\n', ', ') };
    at = issuer;
  }
  return { state: 'broken', issuer: at.issuer.replaceAll('\n', ', ') };
}

function isCa(certificate: X509Certificate): boolean {
  return certificate.ca;
}
