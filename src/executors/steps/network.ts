/** `address`: A and AAAA, answers are IP addresses. `service`: SRV, answers are `host:port`. */
export type NameKind = 'address' | 'service';

/** DNS. A practice estate answers from its own records, a real one through this computer. */
export interface NameResolver {
  /**
   * The answers, empty where the name is not known. Throws an `Error` with the resolver's own words
   * for everything else (no server reached, refused).
   */
  lookup(name: string, kind: NameKind, signal: AbortSignal): Promise<readonly string[]>;
}

/** How a TCP connection attempt ended; `text` is the system's own word for it. */
export type PortAnswer =
  | { readonly state: 'open' }
  | { readonly state: 'refused' | 'silent' | 'unreachable'; readonly text: string };

export interface PortProbe {
  /** Connects and hangs up at once. Never rejects but for the signal. */
  connect(host: string, port: number, timeoutMs: number, signal: AbortSignal): Promise<PortAnswer>;
}
