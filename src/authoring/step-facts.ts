import type { Diagnostic } from '../errors/diagnostic.ts';
import type { StepAction } from '../executors/steps/action.ts';
import { parseStep, type ParsedStep } from '../executors/steps/parse.ts';
import type { EffectKind } from '../runbook/execution.ts';
import type { Step, TextRange } from '../runbook/model.ts';
import { filePosition, TextPlaces } from '../runbook/positions.ts';
import { scanPowerShell } from './powershell/scanner.ts';
import type { ScannedCommand, ScannedScript, Span } from './powershell/script.ts';

/** What a command, or a text, does to the estate, as its executor judges it. */
export interface JudgedEffect {
  readonly kind: EffectKind;
  /** What is lost, one line each. */
  readonly losses: readonly string[];
}

/** How the executors judge texts; given by the composition root. */
export interface EffectJudges {
  /** `parameters` without their dashes; `@` for a splatted one. */
  command(command: {
    readonly name: string;
    readonly line: number;
    readonly parameters: readonly string[];
  }): JudgedEffect;
  sql(text: string): JudgedEffect;
}

/** What is known of a step from its text alone. */
export interface StepFacts {
  readonly step: Step;
  /** Of a PowerShell step. */
  readonly script?: ScannedScript;
  /** Of a typed step. */
  readonly parsed?: ParsedStep;
  readonly effect: JudgedEffect;
  readonly places: TextPlaces;
}

/** What depends on nothing but language and text. */
export type TextFacts = Omit<StepFacts, 'step'>;

function commandEffects(
  commands: readonly ScannedCommand[],
  places: TextPlaces,
  judges: EffectJudges,
): JudgedEffect {
  const effects = commands.flatMap(({ name, args, start }) => {
    if (name === undefined) return [{ kind: 'changes' as const, losses: [] }];
    const parameters = args.flatMap(arg =>
      arg.kind === 'parameter' ? [arg.name] : arg.kind === 'value' ? [] : ['@'],
    );
    return [judges.command({ name, line: places.at(start).line, parameters })];
  });
  return strongest(effects);
}

function strongest(effects: readonly JudgedEffect[]): JudgedEffect {
  const losses = effects.flatMap(effect => effect.losses);
  if (losses.length > 0) return { kind: 'destroys', losses };
  return { kind: effects.some(({ kind }) => kind !== 'reads') ? 'changes' : 'reads', losses };
}

/** Actions that only look. */
const readingActions = new Set(['check', 'wait-for', 'verify-backup-set', 'verify-backup']);

function actionEffect(parsed: ParsedStep): JudgedEffect {
  const { action } = parsed;
  const reads = action !== undefined && readingActions.has(action.name);
  return { kind: reads ? 'reads' : 'changes', losses: [] };
}

/**
 * Reads steps, and remembers what was read by the text of a step: of a runbook that is being typed in,
 * only the cell with the cursor is read again.
 */
export class StepReader {
  readonly #actions: readonly StepAction[];
  readonly #judges: EffectJudges;
  #known = new Map<string, TextFacts>();

  constructor(actions: readonly StepAction[], judges: EffectJudges) {
    this.#actions = actions;
    this.#judges = judges;
  }

  facts(written: Pick<Step, 'language' | 'text'>): TextFacts {
    const key = `${written.language}\n${written.text}`;
    let found = this.#known.get(key);
    if (found === undefined) {
      found = this.#read(written);
      this.#known.set(key, found);
    }
    return found;
  }

  /** Facts of all steps of a runbook; what no step of it has is forgotten. */
  all(steps: readonly Step[]): StepFacts[] {
    const all = steps.map(step => ({ step, ...this.facts(step) }));
    if (this.#known.size > 2 * steps.length + 50) {
      this.#known = new Map(
        all.map(({ step, ...facts }) => [`${step.language}\n${step.text}`, facts]),
      );
    }
    return all;
  }

  #read({ language, text }: Pick<Step, 'language' | 'text'>): TextFacts {
    const places = new TextPlaces(text);
    switch (language) {
      case 'powershell': {
        const script = scanPowerShell(text);
        return { script, places, effect: commandEffects(script.commands, places, this.#judges) };
      }
      case 'sql':
        return { places, effect: this.#judges.sql(text) };
      case 'step': {
        const parsed = parseStep(text, this.#actions);
        return { parsed, places, effect: actionEffect(parsed) };
      }
    }
  }
}

/** A part of a step's text as a range of the file. */
export function rangeOf({ step, places }: StepFacts, { start, end }: Span): TextRange {
  const from = places.at(start);
  const to = places.at(end);
  return {
    start: filePosition(step, from.line, from.column),
    end: filePosition(step, to.line, to.column),
  };
}

/** Where a finding about a whole step stands: its id, else the beginning of its fence. */
export function stepRange({ attributes, range }: Step): TextRange {
  const id = attributes.all.find(({ key }) => key === 'id')?.range;
  if (id !== undefined) return id;
  const { line, column } = range.start;
  return { start: { line, column }, end: { line, column: column + 3 } };
}

/** A finding of a step's text, whose places are inside the text, in places of the file. */
export function inFile(found: Diagnostic, step: Step): Diagnostic {
  const start = filePosition(step, found.line, found.column);
  const end = filePosition(step, found.endLine, found.endColumn);
  return { ...found, ...start, endLine: end.line, endColumn: end.column };
}
