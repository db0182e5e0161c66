import * as l10n from '@vscode/l10n';
import { identityOf } from '../../estate/identity.ts';
import { findPool } from '../../estate/lookup.ts';
import type { Estate } from '../../estate/model.ts';
import { dependencyOrder } from '../../estate/recovery-order.ts';
import type { RunState } from '../../log/state.ts';
import type { Step } from '../../runbook/model.ts';
import type { MapLabels, MapPage, MapRun, MapStage } from '../map-page.ts';
import { shortDuration } from '../words.ts';
import { estateMap } from './estate-map.ts';
import { stageTitle } from './reason-words.ts';

/** What is lost as servers: the members of a pool, the server itself; names of nothing are left out. */
export function lostServers(estate: Estate, lost: readonly string[]): readonly string[] {
  const hosts = lost.flatMap(name => findPool(estate, name)?.servers ?? [name]);
  return [...new Set(hosts.flatMap(name => identityOf(estate, name)?.fqdn ?? []))];
}

/** The order in which what is lost comes back; nothing where nothing is lost. */
export function stagesOf(estate: Estate, lost: readonly string[]): readonly MapStage[] {
  const servers = lostServers(estate, lost);
  if (servers.length === 0) return [];
  return dependencyOrder(estate, servers).map(({ stage, ...rest }) => ({
    title: stageTitle(stage),
    ...rest,
  }));
}

const outcomeWords = (): Readonly<Record<string, string>> => ({
  pending: l10n.t('not yet'),
  running: l10n.t('running'),
  succeeded: l10n.t('done'),
  failed: l10n.t('failed'),
  cancelled: l10n.t('cancelled'),
  skipped: l10n.t('skipped'),
  refused: l10n.t('refused'),
  rehearsed: l10n.t('rehearsed'),
  interrupted: l10n.t('interrupted, outcome unknown'),
});

const ended: readonly string[] = ['succeeded', 'skipped', 'rehearsed'];

/** The run of a runbook as its steps stand now. */
export function runOf(steps: readonly Step[], state: RunState | undefined): MapRun {
  const words = outcomeWords();
  const rows = steps.map(({ id, title, attributes }) => {
    const past = state?.steps.get(id);
    const outcome = past?.outcome ?? 'pending';
    return {
      id,
      title,
      requires: attributes.requires,
      outcome,
      outcomeText: words[outcome] ?? outcome,
      time: past === undefined || past.durationMs === 0 ? '' : shortDuration(past.durationMs),
    };
  });
  const done = rows.filter(({ outcome }) => ended.includes(outcome)).length;
  return {
    title: state?.runbook.title ?? '',
    progress: l10n.t('{0} of {1} steps done', done, rows.length),
    steps: rows,
  };
}

/** All that the map shows. */
export function mapPageOf(
  estate: Estate,
  lost: readonly string[],
  run: MapRun | undefined,
): MapPage {
  const kind = estate.kind === 'practice' ? l10n.t('practice estate') : l10n.t('live estate');
  return {
    title: estate.name,
    subtitle: kind,
    sites: estateMap(estate, lost),
    stages: stagesOf(estate, lost),
    lost,
    ...(run === undefined ? {} : { run }),
  };
}

/** Words of the page itself. */
export function mapLabels(): MapLabels {
  return {
    map: l10n.t('Estate'),
    order: l10n.t('Order of recovery'),
    run: l10n.t('Progress of the run'),
    suppose: l10n.t('Suppose lost'),
    supposed: l10n.t('Lost'),
    needs: l10n.t('Needs'),
    neededBy: l10n.t('Needed by'),
    links: l10n.t('Needs {0}, needed by {1}'),
    open: l10n.t('Show in estate file'),
    recover: l10n.t('Make the recovery runbook…'),
    nothingLost: l10n.t(
      'Nothing is lost. Mark a server or pool as lost to see what stops and in which order it comes back.',
    ),
    lostNow: l10n.t('Lost: {0}'),
    clear: l10n.t('Nothing lost'),
    noRun: l10n.t('No runbook is open.'),
    requires: l10n.t('after {0}'),
    pools: l10n.t('of {0}'),
    legend: l10n.t('Legend'),
    whole: l10n.t('works'),
    lost: l10n.t('lost'),
    stops: l10n.t('does not work meanwhile'),
    suffers: l10n.t('works with less'),
    filter: l10n.t('Filter by name or role'),
  };
}
