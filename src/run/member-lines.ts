import type { RunEvent } from '../log/events.ts';

type Output = Extract<RunEvent, { type: 'output' }>;

/** Longest part of a line that waits for its end, UTF-16 units. */
const longestPart = 16 * 1024;

/**
 * Output of several servers at once, for displays: whole lines only, each behind the name of its
 * server, so that no two servers' words run into one line.
 */
export class MemberLines {
  readonly #parts = new Map<string, Output>();
  #labels = new Map<string, string>();

  /** A step with these targets begins: they are told apart by the shortest name that is enough. */
  begin(servers: readonly string[]): void {
    this.#parts.clear();
    this.#labels = labelsOf(servers);
  }

  /** How the server is called in front of its lines. */
  label(server: string): string {
    return this.#labels.get(server) ?? server;
  }

  /** The lines that are whole now, or `undefined` where the output belongs to no server. */
  take(event: Output): string | undefined {
    const { server, stream } = event;
    if (server === undefined) return undefined;
    const key = JSON.stringify([server, stream]);
    const text = (this.#parts.get(key)?.text ?? '') + event.text;
    const end = text.length > longestPart ? text.length : text.lastIndexOf('\n') + 1;
    if (end < text.length) this.#parts.set(key, { ...event, text: text.slice(end) });
    else this.#parts.delete(key);
    return this.#labelled(server, text.slice(0, end));
  }

  /** What a server has written without an end of line: it writes no more. */
  rest(server: string): { readonly stream: Output['stream']; readonly text: string }[] {
    const rest: { stream: Output['stream']; text: string }[] = [];
    for (const [key, part] of this.#parts) {
      if (part.server !== server) continue;
      this.#parts.delete(key);
      rest.push({ stream: part.stream, text: this.#labelled(server, part.text) });
    }
    return rest;
  }

  #labelled(server: string, text: string): string {
    if (text === '') return '';
    const lines = text.replace(/\n$/, '').split('\n');
    return lines.map(line => `${this.label(server)} | ${line}\n`).join('');
  }
}

/** First labels of the names where no two are the same, else the whole names. */
function labelsOf(servers: readonly string[]): Map<string, string> {
  const short = servers.map(server => server.replace(/\..*$/s, ''));
  const enough = new Set(short.map(name => name.toLowerCase())).size === servers.length;
  return new Map(servers.map((server, at) => [server, enough ? (short[at] ?? server) : server]));
}
