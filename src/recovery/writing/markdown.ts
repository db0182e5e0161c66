import type { RunbookDraft, SectionDraft, StepDraft } from '../draft.ts';
import { stepFence } from './fence.ts';
import { frontMatter } from './front-matter.ts';
import { paragraphs } from './prose.ts';

/** Gives every step an id of its own: a name that came twice gets a number. */
function withOwnIds(sections: readonly SectionDraft[]): SectionDraft[] {
  const taken = new Set<string>();
  const own = (step: StepDraft): StepDraft => {
    let id = step.id;
    for (let n = 2; taken.has(id.toLowerCase()); n += 1) id = `${step.id}-${n}`;
    taken.add(id.toLowerCase());
    return id === step.id ? step : { ...step, id };
  };
  return sections.map(section => ({ ...section, steps: section.steps.map(own) }));
}

/** What each step waits for: what it names, else the step before it that others wait for. */
function requirements(sections: readonly SectionDraft[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  let last: string | undefined;
  for (const step of sections.flatMap(section => section.steps)) {
    found.set(step.id, step.requires ?? (last === undefined ? [] : [last]));
    if (step.aside !== true) last = step.id;
  }
  return found;
}

function sectionText(
  section: SectionDraft,
  ordinal: number,
  requires: ReadonlyMap<string, readonly string[]>,
): string[] {
  return [
    `## ${ordinal}. ${section.heading}`,
    ...paragraphs(section.say),
    ...section.steps.flatMap(step => [
      ...paragraphs(step.say),
      stepFence(step, requires.get(step.id) ?? []),
    ]),
    ...paragraphs(section.close ?? []),
  ];
}

/** The runbook's file. The same draft gives the same bytes. */
export function runbookText(draft: RunbookDraft): string {
  const sections = withOwnIds(draft.sections.filter(hasContent));
  const requires = requirements(sections);
  const blocks = [
    `# ${draft.title}`,
    ...paragraphs(draft.opening),
    ...sections.flatMap((section, i) => sectionText(section, i + 1, requires)),
  ];
  return `${frontMatter({ ...draft, sections })}\n${joined(blocks)}\n`;
}

function hasContent({ steps, say }: SectionDraft): boolean {
  return steps.length > 0 || say.length > 0;
}

/** Blank lines between blocks, but not between the items of one list. */
function joined(blocks: readonly string[]): string {
  return blocks.reduce((text, block, i) => {
    if (i === 0) return block;
    const inList = block.startsWith('- ') && (blocks[i - 1] ?? '').startsWith('- ');
    return `${text}${inList ? '\n' : '\n\n'}${block}`;
  }, '');
}
