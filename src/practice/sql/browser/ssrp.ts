/** What SQL Browser tells about an instance (MC-SQLR). */
export interface BrowserEntry {
  /** Short host name, upper case. */
  readonly serverName: string;
  readonly instanceName: string;
  readonly version: string;
  readonly port: number;
}

const request = { broadcast: 0x02, all: 0x03, instance: 0x04, dedicated: 0x0f } as const;

function entryText(entry: BrowserEntry): string {
  const fields = [
    ['ServerName', entry.serverName],
    ['InstanceName', entry.instanceName.toUpperCase()],
    ['IsClustered', 'No'],
    ['Version', entry.version],
    ['tcp', String(entry.port)],
  ];
  return `${fields.map(([name, value]) => `${name ?? ''};${value ?? ''}`).join(';')};;`;
}

/** SVR_RESP: 0x05, two bytes of length, the text. */
function response(text: string): Buffer {
  const body = Buffer.from(text, 'latin1');
  const head = Buffer.alloc(3);
  head.writeUInt8(0x05, 0);
  head.writeUInt16LE(body.length, 1);
  return Buffer.concat([head, body]);
}

/** The answer to a datagram; undefined where a browser says nothing (unknown instance, no request). */
export function browserAnswer(
  datagram: Buffer,
  entries: readonly BrowserEntry[],
): Buffer | undefined {
  const kind = datagram[0];
  if (kind === request.broadcast || kind === request.all)
    return entries.length === 0 ? undefined : response(entries.map(entryText).join(''));
  if (kind !== request.instance) return undefined;
  const name = datagram.subarray(1).toString('latin1').split('\0')[0] ?? '';
  const found = entries.find(entry => entry.instanceName.toUpperCase() === name.toUpperCase());
  return found === undefined ? undefined : response(entryText(found));
}
