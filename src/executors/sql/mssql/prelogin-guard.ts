/** Answers of a server about encryption in PRELOGIN (MS-TDS 2.2.6.5). */
const answers = { off: 0, on: 1, notSupported: 2, required: 3 } as const;
/** The server wants a client certificate on top. */
const clientCertificate = 0x80;
const encryptionOption = 1;
const endOfOptions = 0xff;
const headerLength = 8;
const tabularResult = 0x04;
const endOfMessage = 0x01;

export type PreloginVerdict =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'encrypted' }
  /** The login would go over the line in clear; `answer` is what the server said. */
  | { readonly kind: 'clear'; readonly answer: 'not-supported' | 'login-only' }
  /** What came is no answer to PRELOGIN. */
  | { readonly kind: 'malformed' };

/**
 * Reads along with the server's first answer and says whether the login that follows will be encrypted.
 * It must be asked before the driver sees the bytes: the driver goes on in clear by itself.
 */
export class PreloginGuard {
  #bytes: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): PreloginVerdict {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const payload: Buffer[] = [];
    for (let at = 0; ;) {
      if (this.#bytes.length > at && this.#bytes[at] !== tabularResult)
        return { kind: 'malformed' };
      if (this.#bytes.length < at + headerLength) return { kind: 'waiting' };
      const length = this.#bytes.readUInt16BE(at + 2);
      if (length < headerLength) return { kind: 'malformed' };
      if (this.#bytes.length < at + length) return { kind: 'waiting' };
      payload.push(this.#bytes.subarray(at + headerLength, at + length));
      const status = this.#bytes[at + 1] ?? 0;
      at += length;
      if ((status & endOfMessage) !== 0) return judge(Buffer.concat(payload));
    }
  }
}

function judge(payload: Buffer): PreloginVerdict {
  for (let at = 0; at + 5 <= payload.length && payload[at] !== endOfOptions; at += 5) {
    if (payload[at] !== encryptionOption) continue;
    const answer = payload[payload.readUInt16BE(at + 1)];
    if (answer === undefined) break;
    switch (answer & ~clientCertificate) {
      case answers.on:
      case answers.required:
        return { kind: 'encrypted' };
      case answers.off:
        return { kind: 'clear', answer: 'login-only' };
      case answers.notSupported:
        return { kind: 'clear', answer: 'not-supported' };
      default:
        return { kind: 'malformed' };
    }
  }
  return { kind: 'malformed' };
}
