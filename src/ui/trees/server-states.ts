import * as l10n from '@vscode/l10n';
import { ThemeColor, ThemeIcon } from 'vscode';
import { say } from '../../errors/language.ts';

export type StateKind = 'healthy' | 'impaired' | 'lost' | 'recovering' | 'unknown';

/** What is known of a server. */
export interface ServerState {
  readonly state: StateKind;
  /** In words, for example `LOST since 03:12`. */
  readonly words: string;
  /** When it was asked, as the reader's clock says it; a state that lies in files has none. */
  readonly checked?: string;
  /** What was found, a line each. */
  readonly details?: readonly string[];
}

/** By FQDN in lower case; a server that is missing was never asked. */
export type ServerStates = ReadonlyMap<string, ServerState>;

/** The state of a server in words, with the time of its check. */
export function stateWords({ words, checked }: ServerState): string {
  const said = say(words);
  return checked === undefined ? said : l10n.t('{0}, checked {1}', said, checked);
}

/** Icon of a state; none where the icon of the role says enough. */
export function stateIcon(state: StateKind | undefined): ThemeIcon | undefined {
  switch (state) {
    case 'lost':
      return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
    case 'impaired':
      return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
    case 'recovering':
      return new ThemeIcon('sync');
    case 'healthy':
    case 'unknown':
    case undefined:
      return undefined;
  }
}

/** How many of the servers are in which state, in words; empty where nothing is known of any. */
export function statesSummary(servers: readonly string[], states: ServerStates): string {
  const known = servers.flatMap(fqdn => states.get(fqdn.toLowerCase()) ?? []);
  const count = (kind: StateKind): number => known.filter(({ state }) => state === kind).length;
  if (known.length === 0) return '';
  const parts = [
    l10n.t('{0} of {1} running', count('healthy'), servers.length),
    ...(count('lost') > 0 ? [l10n.t('{0} lost', count('lost'))] : []),
    ...(count('impaired') > 0 ? [l10n.t('{0} impaired', count('impaired'))] : []),
    ...(count('recovering') > 0 ? [l10n.t('{0} being recovered', count('recovering'))] : []),
  ];
  return parts.join(', ');
}
