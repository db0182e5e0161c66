import type { PageHead } from '../../log-page.ts';
import { element } from '../dom.ts';

const svgNames = 'http://www.w3.org/2000/svg';

/** Units of the drawing: it is stretched to the page's width. */
const width = 1000;
const laneHeight = 16;
const gap = 6;

type Timeline = PageHead['timeline'];

function shape(
  name: 'svg' | 'rect' | 'line' | 'title',
  attributes: Readonly<Record<string, string | number>>,
  children: readonly Node[] = [],
): SVGElement {
  const made = document.createElementNS(svgNames, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

function titled(text: string): SVGElement {
  return shape('title', {}, [document.createTextNode(text)]);
}

/** The run over time: lanes for steps, people and interruptions. `reveal` is called with a section. */
export function timelineElement(
  timeline: Timeline,
  reveal: (section: number) => void,
): HTMLElement {
  const { from, to, lanes, marks } = timeline;
  const span = Math.max(1, to - from);
  const x = (at: number): number => ((at - from) / span) * width;
  const drawing = shape('svg', {
    viewBox: `0 0 ${width} ${lanes.length * (laneHeight + gap)}`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': timeline.summary,
    class: 'lanes',
  });
  for (const [at, { stretches }] of lanes.entries()) {
    const y = at * (laneHeight + gap);
    drawing.append(shape('rect', { x: 0, y, width, height: laneHeight, class: 'lane' }));
    for (const { from: start, to: end, tone, label, section } of stretches) {
      const size = { x: x(start), y, width: Math.max(1.5, x(end) - x(start)), height: laneHeight };
      const rect = shape('rect', { ...size, class: `stretch ${tone} lane-${at}` }, [titled(label)]);
      if (section !== undefined) {
        rect.classList.add('link');
        rect.addEventListener('click', () => {
          reveal(section);
        });
      }
      drawing.append(rect);
    }
  }
  for (const { at, label } of marks) {
    const place = { x1: x(at), x2: x(at), y1: 0, y2: lanes.length * (laneHeight + gap) };
    drawing.append(shape('line', { ...place, class: 'mark' }, [titled(label)]));
  }
  return element('div', { className: 'timeline' }, [
    element(
      'div',
      { className: 'lane-names', attributes: { 'aria-hidden': 'true' } },
      lanes.map(({ label }) => element('span', { text: label })),
    ),
    element('div', { className: 'drawing' }, [
      drawing,
      element('div', { className: 'times', attributes: { 'aria-hidden': 'true' } }, [
        element('span', { text: timeline.start }),
        element('span', { className: 'marks', text: marks.map(mark => mark.label).join(' | ') }),
        element('span', { text: timeline.end }),
      ]),
    ]),
  ]);
}
