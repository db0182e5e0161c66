/** An instance as SQL Browser lists it. */
export interface ListedInstance {
  readonly name: string;
  /** TCP port; without one the instance takes no TCP connections. */
  readonly port: number | undefined;
}

const response = 0x05;

/**
 * The instances in a datagram of SQL Browser (MC-SQLR SVR_RESP: 0x05, length, then
 * `key;value;…;;` for each). `undefined` for anything else, such as a stray datagram.
 */
export function readBrowserAnswer(datagram: Buffer): readonly ListedInstance[] | undefined {
  if (datagram.length < 3 || datagram[0] !== response) return undefined;
  const text = datagram.subarray(3, 3 + datagram.readUInt16LE(1)).toString('latin1');
  const found: ListedInstance[] = [];
  for (const part of text.split(';;')) {
    const fields = part.split(';');
    const values = new Map<string, string>();
    for (let i = 0; i + 1 < fields.length; i += 2) {
      values.set((fields[i] ?? '').toLowerCase(), fields[i + 1] ?? '');
    }
    const name = values.get('instancename');
    if (name === undefined) continue;
    const port = Number(values.get('tcp'));
    const usable = Number.isInteger(port) && port > 0 && port < 65_536;
    found.push({ name, port: usable ? port : undefined });
  }
  return found;
}
