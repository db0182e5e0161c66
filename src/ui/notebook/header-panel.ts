import * as l10n from '@vscode/l10n';
import type { RunState } from '../../log/state.ts';
import type { RunMode } from '../../runbook/execution.ts';
import type { Runbook } from '../../runbook/model.ts';
import type { Panel, PanelFact } from '../panel.ts';
import { roleText } from '../trees/role-words.ts';
import { clockText, localMinute, shortDuration } from '../words.ts';

type HeaderPanel = Extract<Panel, { panel: 'header' }>;
type Banner = NonNullable<HeaderPanel['banner']>;

/** What the header of a runbook is made from. */
export interface HeaderFacts {
  readonly runbook: Runbook;
  /** `undefined` where there is no estate file. */
  readonly estate: { readonly name: string; readonly kind: 'practice' | 'live' } | undefined;
  /** The run in front: open here, or the newest in the logs. */
  readonly run: RunState | undefined;
  /** Whether this window drives the run. */
  readonly driven: boolean;
  readonly armed: boolean;
  /** Values that variables have now, secrets left out. */
  readonly values: ReadonlyMap<string, string>;
}

/** A run's mode as it is shown everywhere. */
function modeText(mode: RunMode): string {
  switch (mode) {
    case 'rehearse':
      return l10n.t('rehearsal: nothing but reads is sent');
    case 'practice':
      return l10n.t('practice');
    case 'live':
      return l10n.t('LIVE');
  }
}

function forText({ appliesTo }: Runbook): string {
  const { roles, editions, productVersion } = appliesTo;
  return [
    ...roles.map(roleText),
    ...editions.map(roleText),
    l10n.t('Lync Server {0}', productVersion),
  ].join(', ');
}

function modeOf({ estate, run, driven, armed }: HeaderFacts): RunMode | undefined {
  if (armed) return 'live';
  if (driven && run !== undefined) return run.mode;
  if (estate === undefined) return undefined;
  return estate.kind === 'practice' ? 'practice' : 'rehearse';
}

function lastText(run: RunState): string {
  const { finished } = run;
  const when = localMinute(run.started ?? '');
  if (finished === undefined) return l10n.t('{0}, not finished', when);
  const took = clockText(finished.summary.durationMs);
  return l10n.t('{0}, {1}, took {2}', when, outcomeText(finished.outcome), took);
}

/** How a run ended, in the words of trees, header and log. */
export function outcomeText(outcome: string): string {
  switch (outcome) {
    case 'succeeded':
      return l10n.t('done');
    case 'failed':
      return l10n.t('failed');
    case 'cancelled':
      return l10n.t('cancelled');
    case 'refused':
      return l10n.t('refused');
    case 'rehearsed':
      return l10n.t('rehearsed');
    case 'abandoned':
      return l10n.t('left before its end');
    default:
      return outcome;
  }
}

function needed({ runbook, values }: HeaderFacts): string[] {
  return runbook.variables
    .filter(each => each.required && each.type !== 'secret' && !values.has(each.name))
    .map(each => `$${each.name}`);
}

function expectedMs(runbook: Runbook): number {
  return runbook.steps.reduce((sum, step) => sum + (step.attributes.expectMs ?? 0), 0);
}

/** Expected durations are those of real servers: whoever practises is told so. */
function expectedText(ms: number, estate: HeaderFacts['estate']): string {
  const text = shortDuration(ms);
  return estate?.kind === 'practice'
    ? l10n.t('{0} on real servers, a few minutes in practice', text)
    : text;
}

function factsOf(facts: HeaderFacts): PanelFact[] {
  const { runbook, estate, run } = facts;
  const mode = modeOf(facts);
  const missing = needed(facts);
  const expected = expectedMs(runbook);
  const errors = runbook.diagnostics.filter(found => found.severity === 'error').length;
  const tone = (bad: boolean): Pick<PanelFact, 'tone'> => (bad ? { tone: 'warning' } : {});
  return [
    { label: l10n.t('For'), text: forText(runbook) },
    {
      label: l10n.t('Estate'),
      text: estate === undefined ? l10n.t('no estate file found') : estate.name,
      ...tone(estate === undefined),
    },
    ...(mode === undefined
      ? []
      : [{ label: l10n.t('Mode'), text: modeText(mode), ...tone(mode === 'live') }]),
    { label: l10n.t('Steps'), text: String(runbook.steps.length) },
    ...(expected > 0
      ? [{ label: l10n.t('Takes about'), text: expectedText(expected, estate) }]
      : []),
    ...(run === undefined ? [] : [{ label: l10n.t('Last run'), text: lastText(run) }]),
    ...(missing.length === 0
      ? []
      : [{ label: l10n.t('Needs'), text: missing.join(', '), ...tone(true) }]),
    ...(errors === 0
      ? []
      : [
          {
            label: l10n.t('Errors'),
            text: l10n.t('{0}: this runbook does not run until they are mended', errors),
            tone: 'danger' as const,
          },
        ]),
  ];
}

function bannerOf({ run, driven, runbook }: HeaderFacts): Banner | undefined {
  if (run === undefined || run.finished !== undefined) return undefined;
  const open = run.open === undefined ? undefined : run.steps.get(run.open);
  const resume = { action: 'resume', label: l10n.t('Check and resume') } as const;
  const log = { action: 'open-log', label: l10n.t('Review log') } as const;
  const close = { action: 'close-run', label: l10n.t('Close run') } as const;
  if (!driven && open !== undefined) {
    const when = localMinute(run.lastTime ?? '');
    const text = l10n.t(
      'This run was interrupted at {0} in step {1}; its outcome is unknown.',
      when,
      open.step,
    );
    return { tone: 'warning', text, buttons: [resume, log, close] };
  }
  if (driven) return undefined;
  const done = runbook.steps.filter(step => run.steps.get(step.id)?.outcome === 'succeeded').length;
  const text = l10n.t(
    'A run of {0} is open: {1} of {2} steps are done.',
    localMinute(run.started ?? ''),
    done,
    runbook.steps.length,
  );
  const go = { action: 'resume', label: l10n.t('Resume') } as const;
  return { tone: 'plain', text, buttons: [go, log, close] };
}

/** What stands above the first step: what this recovers, where, how long it takes, what is open. */
export function headerPanel(facts: HeaderFacts): HeaderPanel {
  const banner = bannerOf(facts);
  return {
    panel: 'header',
    title: facts.runbook.title,
    description: facts.runbook.description,
    facts: factsOf(facts),
    ...(banner === undefined ? {} : { banner }),
  };
}

/** The same as lines of text. */
export function headerText(panel: HeaderPanel): string {
  return [
    ...(panel.banner === undefined ? [] : [panel.banner.text]),
    panel.title,
    panel.description,
    ...panel.facts.map(fact => `${fact.label}: ${fact.text}`),
  ].join('\n');
}
