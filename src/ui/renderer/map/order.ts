import { button, element } from '../dom.ts';
import type { MapLabels, MapPage } from './messages.ts';

/** The stages of the recovery, each after the one before, as a chain that can be read as a list. */
export function stagesElement(page: MapPage, labels: MapLabels): HTMLElement | undefined {
  if (page.stages.length === 0) return undefined;
  return element('section', { attributes: { 'aria-labelledby': 'order-heading' } }, [
    element('h2', { text: labels.order ?? '', attributes: { id: 'order-heading' } }),
    element(
      'ol',
      { className: 'stages' },
      page.stages.map(({ title, servers, pools }) =>
        element('li', { className: 'stage' }, [
          element('div', { className: 'stage-title', text: title }),
          servers.length === 0
            ? undefined
            : element(
                'ol',
                {},
                servers.map(text => element('li', { text })),
              ),
          servers.length > 0 || pools.length === 0
            ? undefined
            : element('div', {
                className: 'fact',
                text: (labels.pools ?? '').replace('{0}', () => pools.join(', ')),
              }),
        ]),
      ),
    ),
  ]);
}

const marks: Readonly<Record<string, string>> = {
  succeeded: '✓',
  rehearsed: '✓',
  skipped: '–',
  running: '▶',
  failed: '✕',
  refused: '✕',
  cancelled: '✕',
  interrupted: '?',
};

/** The steps of the run in front as they stand. */
export function runElement(
  page: MapPage,
  labels: MapLabels,
  show: (step: string) => void,
): HTMLElement {
  const { run } = page;
  return element('section', { attributes: { 'aria-labelledby': 'run-heading' } }, [
    element('h2', { text: labels.run ?? '', attributes: { id: 'run-heading' } }),
    run === undefined
      ? element('p', { text: labels.noRun ?? '' })
      : element('p', { text: [run.title, run.progress].filter(text => text !== '').join(' · ') }),
    run === undefined
      ? undefined
      : element(
          'ol',
          { className: 'steps' },
          run.steps.map(step => {
            const name = button(step.id, 'name', () => {
              show(step.id);
            });
            name.setAttribute('data-focus', `step ${step.id}`);
            return element('li', { className: `step outcome-${step.outcome}` }, [
              element('span', {
                className: 'mark',
                text: marks[step.outcome] ?? '○',
                attributes: { 'aria-hidden': 'true' },
              }),
              name,
              element('span', { className: 'step-title', text: step.title }),
              element('span', {
                className: 'fact',
                text: [
                  step.outcomeText,
                  step.time,
                  step.requires.length === 0
                    ? ''
                    : (labels.requires ?? '').replace('{0}', step.requires.join(', ')),
                ]
                  .filter(text => text !== '')
                  .join(' · '),
              }),
            ]);
          }),
        ),
  ]);
}
