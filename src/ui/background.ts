import type { LogOutputChannel } from 'vscode';

/** Lets work go on that nobody waits for; what it throws goes to the extension's output channel. */
export type Background = (work: Promise<unknown>) => void;

/** Background work that tells its failures to the channel. */
export function backgroundOf(channel: LogOutputChannel): Background {
  return work => {
    work.catch((thrown: unknown) => {
      channel.error(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    });
  };
}
