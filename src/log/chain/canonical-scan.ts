import { deepest } from './canonical.ts';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;

/** Integers of so many digits are exact: they are their own canonical form. */
const exactDigits = 15;

/**
 * Checks that bytes are canonical JSON (RFC 8785) without making values of them, several times faster
 * than parsing. It may give up on what is canonical but unusual; what it accepts is canonical. The
 * bytes must be UTF-8, and a line feed must stand somewhere behind what is scanned.
 */
export abstract class CanonicalScan {
  protected bytes: Uint8Array = new Uint8Array();
  /** Position of the next byte. */
  protected at = 0;

  /** Steps over one value; false where it is not canonical, or cannot be told. */
  protected value(depth: number): boolean {
    switch (this.bytes[this.at]) {
      case quote:
        return this.#text() !== 'bad';
      case 0x7b:
        return depth < deepest && this.object(depth + 1);
      case 0x5b:
        return depth < deepest && this.#list(depth + 1);
      case 0x74:
        return this.#word('true');
      case 0x66:
        return this.#word('false');
      case 0x6e:
        return this.#word('null');
      default:
        return this.#number();
    }
  }

  /** Steps over an object; `member` hears where each key and value stand. */
  protected object(depth: number): boolean {
    const { bytes } = this;
    this.at += 1;
    if (bytes[this.at] === 0x7d) {
      this.at += 1;
      return true;
    }
    let before = -1;
    let beforeEnd = 0;
    let beforePlain = true;
    for (;;) {
      const key = this.at + 1;
      const form = bytes[this.at] === quote ? this.#text() : 'bad';
      if (form === 'bad') return false;
      const keyEnd = this.at - 1;
      const plain = form === 'plain';
      if (before >= 0 && !this.#inOrder(before, beforeEnd, key, keyEnd, plain && beforePlain)) {
        return false;
      }
      [before, beforeEnd, beforePlain] = [key, keyEnd, plain];
      if (bytes[this.at] !== colon) return false;
      const value = (this.at += 1);
      if (!this.value(depth)) return false;
      if (depth === 1) this.member(key, keyEnd, value, this.at);
      const next = bytes[this.at];
      this.at += 1;
      if (next === 0x7d) return true;
      if (next !== comma) return false;
    }
  }

  /** Called for each member of the outermost object, with the positions of key and value. */
  protected abstract member(key: number, keyEnd: number, value: number, valueEnd: number): void;

  /** Steps over a text, quotes included; `plain`: its bytes are its signs. */
  #text(): 'bad' | 'plain' | 'other' {
    const { bytes } = this;
    let form: 'plain' | 'other' = 'plain';
    for (let at = this.at + 1; ; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === quote) {
        this.at = at + 1;
        return form;
      }
      if (byte < 0x20) return 'bad';
      if (byte === backslash) {
        const length = this.#escape(at + 1);
        if (length === 0) return 'bad';
        form = 'other';
        at += length;
      } else if (byte >= 0x80) form = 'other';
    }
  }

  /** Length of a canonical escape after its backslash; 0 where it is none. */
  #escape(at: number): number {
    const { bytes } = this;
    switch (bytes[at]) {
      case quote:
      case backslash:
      case 0x62: // \b
      case 0x66: // \f
      case 0x6e: // \n
      case 0x72: // \r
      case 0x74: // \t
        return 1;
      case 0x75: // \u00XX, small letters, and only what has no shorter form
        return this.#isControl(at) ? 5 : 0;
      default:
        return 0;
    }
  }

  #isControl(at: number): boolean {
    const { bytes } = this;
    if (bytes[at + 1] !== zero || bytes[at + 2] !== zero) return false;
    const high = (bytes[at + 3] ?? 0) - zero;
    const digit = bytes[at + 4] ?? 0;
    const isDigit = digit >= zero && digit <= nine;
    const isLetter = digit >= 0x61 && digit <= 0x66;
    if ((high !== 0 && high !== 1) || (!isDigit && !isLetter)) return false;
    const code = high * 16 + (isDigit ? digit - zero : digit - 0x57);
    return code !== 8 && code !== 9 && code !== 10 && code !== 12 && code !== 13;
  }

  #list(depth: number): boolean {
    const { bytes } = this;
    this.at += 1;
    if (bytes[this.at] === 0x5d) {
      this.at += 1;
      return true;
    }
    for (;;) {
      if (!this.value(depth)) return false;
      const next = bytes[this.at];
      this.at += 1;
      if (next === 0x5d) return true;
      if (next !== comma) return false;
    }
  }

  #word(word: string): boolean {
    for (let index = 0; index < word.length; index += 1) {
      if (this.bytes[this.at + index] !== word.charCodeAt(index)) return false;
    }
    this.at += word.length;
    return true;
  }

  #number(): boolean {
    const start = this.at;
    const negative = this.bytes[start] === minus;
    const digits = negative ? start + 1 : start;
    let at = digits;
    while (isDigit(this.bytes[at])) at += 1;
    const first = this.bytes[digits];
    const count = at - digits;
    if (!isNumberPart(this.bytes[at])) {
      if (count === 0 || (first === zero && (count > 1 || negative))) return false;
      if (count <= exactDigits) {
        this.at = at;
        return true;
      }
    }
    while (isNumberPart(this.bytes[at])) at += 1;
    const text = Buffer.from(this.bytes.subarray(start, at)).toString('latin1');
    this.at = at;
    return text !== '' && String(Number(text)) === text && Number.isFinite(Number(text));
  }

  /** Whether one key stands before another, by UTF-16 units. */
  #inOrder(a: number, aEnd: number, b: number, bEnd: number, plain: boolean): boolean {
    const { bytes } = this;
    if (!plain) return this.#decoded(a, aEnd) < this.#decoded(b, bEnd);
    const length = Math.min(aEnd - a, bEnd - b);
    for (let index = 0; index < length; index += 1) {
      const difference = (bytes[a + index] ?? 0) - (bytes[b + index] ?? 0);
      if (difference !== 0) return difference < 0;
    }
    return aEnd - a < bEnd - b;
  }

  #decoded(start: number, end: number): string {
    const text: unknown = JSON.parse(
      Buffer.from(this.bytes.subarray(start - 1, end + 1)).toString('utf8'),
    );
    return String(text);
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine;
}

/** Digits, `+`, `-`, `.`, `e`, `E`. */
function isNumberPart(byte: number | undefined): boolean {
  return (
    isDigit(byte) ||
    byte === minus ||
    byte === 0x2b ||
    byte === 0x2e ||
    byte === 0x65 ||
    byte === 0x45
  );
}
