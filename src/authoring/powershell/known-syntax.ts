import type { Diagnostic } from '../../errors/diagnostic.ts';
import type { Runbook } from '../../runbook/model.ts';
import { inFile } from '../step-facts.ts';
import { syntaxFindings, type CheckSyntax } from './syntax.ts';

/** What PowerShell's parser said of scripts, by their text: asked once each, behind the writer's back. */
export class KnownSyntax {
  readonly #check: CheckSyntax;
  #known = new Map<string, readonly Diagnostic[]>();
  readonly #asked = new Set<string>();

  constructor(check: CheckSyntax) {
    this.#check = check;
  }

  /** What is known to be wrong with the scripts of a runbook, in places of its file. */
  of({ steps }: Runbook): Diagnostic[] {
    return steps.flatMap(step => {
      const found = step.language === 'powershell' ? (this.#known.get(step.text) ?? []) : [];
      return found.map(each => inFile(each, step));
    });
  }

  /** Asks about the scripts that are not known yet; whether something was found wrong with one. */
  async ask({ steps }: Runbook): Promise<boolean> {
    const texts = new Set(
      steps.flatMap(({ language, text }) => (language === 'powershell' ? [text] : [])),
    );
    if (this.#known.size > 2 * texts.size + 200) this.#known = new Map();
    let news = false;
    for (const text of texts) {
      if (this.#known.has(text) || this.#asked.has(text)) continue;
      this.#asked.add(text);
      try {
        const faults = await this.#check(text);
        if (faults === undefined) return news;
        const found = syntaxFindings(faults, text);
        this.#known.set(text, found);
        news ||= found.length > 0;
      } finally {
        this.#asked.delete(text);
      }
    }
    return news;
  }
}
