/** Where a connection goes. */
export interface Endpoint {
  /** Name or address, without brackets for IPv6. */
  readonly host: string;
  readonly port: number;
}

/** `host:port` or `[ipv6]:port`; `undefined` where it is neither. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const found = /^(?:\[([^\]]+)\]|([^:\\/]+)):([0-9]{1,5})$/.exec(text.trim());
  const host = found?.[1] ?? found?.[2];
  const port = Number(found?.[3]);
  if (host === undefined || port < 1 || port > 65_535) return undefined;
  return { host, port };
}

/**
 * Where to connect for `host\instance`, `host` or `host:port`: the entry under `addresses:` (names
 * compared regardless of case), else `host:port` itself. `undefined` means that the estate file does
 * not say, and the name must be looked up.
 */
export function addressOf(
  addresses: Readonly<Record<string, string>>,
  name: string,
): Endpoint | undefined {
  const wanted = name.trim().toLowerCase();
  for (const [key, value] of Object.entries(addresses)) {
    if (key.toLowerCase() === wanted) return parseEndpoint(value);
  }
  return parseEndpoint(name);
}
