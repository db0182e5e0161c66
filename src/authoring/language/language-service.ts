import type { StepAction } from '../../executors/steps/action.ts';
import type { StepLanguage } from '../../runbook/model.ts';
import { attributeCompletions, attributeHover } from './attribute-language.ts';
import { documentPlace } from './document-place.ts';
import { frontMatterCompletions, frontMatterHover } from './front-matter-language.ts';
import type { Completion, Hover, World } from './model.ts';
import { powershellCompletions, powershellHover } from './powershell-language.ts';
import { sqlCompletions, sqlHover } from './sql-language.ts';
import { stepCompletions, stepHover } from './step-language.ts';

/** A text that has completion: a step's cell, front matter, an info string, or a whole file. */
export type Subject = StepLanguage | 'front-matter' | 'attributes' | 'file';

/** Completion and hover for everything that a runbook holds. Offsets count UTF-16 units; never throws. */
export class LanguageService {
  readonly #actions: readonly StepAction[];

  constructor(actions: readonly StepAction[]) {
    this.#actions = actions;
  }

  completions(subject: Subject, text: string, offset: number, world: World): Completion[] {
    switch (subject) {
      case 'step':
        return stepCompletions(text, offset, this.#actions, world);
      case 'powershell':
        return powershellCompletions(text, offset, world);
      case 'sql':
        return sqlCompletions(text, offset, world);
      case 'front-matter':
        return frontMatterCompletions(text, offset, world);
      case 'attributes':
        return attributeCompletions(text, offset, world);
      case 'file': {
        const place = documentPlace(text, offset);
        if (place.part === 'prose') return [];
        const part = place.part === 'step' ? place.language : place.part;
        const found = this.completions(part, place.text, offset - place.start, world);
        return found.map(each => ({ ...each, span: moved(each.span, place.start) }));
      }
    }
  }

  hover(subject: Subject, text: string, offset: number, world: World): Hover | undefined {
    switch (subject) {
      case 'step':
        return stepHover(text, offset, this.#actions, world);
      case 'powershell':
        return powershellHover(text, offset, world);
      case 'sql':
        return sqlHover(text, offset, world);
      case 'front-matter':
        return frontMatterHover(text, offset);
      case 'attributes':
        return attributeHover(text, offset, world);
      case 'file': {
        const place = documentPlace(text, offset);
        if (place.part === 'prose') return undefined;
        const part = place.part === 'step' ? place.language : place.part;
        const found = this.hover(part, place.text, offset - place.start, world);
        return found && { ...found, span: moved(found.span, place.start) };
      }
    }
  }
}

function moved(
  { start, end }: { readonly start: number; readonly end: number },
  by: number,
): { start: number; end: number } {
  return { start: start + by, end: end + by };
}
