import type {
  CellValue,
  RunbookDraft,
  SectionDraft,
  StepBody,
  StepDraft,
  VariableDraft,
} from '../draft.ts';

/**
 * A made runbook as a template: the values of the case it was made for become variables that the reader
 * gives. The shipped runbooks are such templates, so that they and the made ones are one text.
 */
export interface TemplateValue {
  /** The value in the made runbook; unlike everything else in it. */
  readonly value: string;
  /** Declaration of the variable that stands in its place. */
  readonly variable: VariableDraft;
}

type Replace = (text: string) => string;

/** Longest values first: one may be part of another. */
function replacing(values: readonly TemplateValue[], written: (value: string) => string): Replace {
  const ordered = values.toSorted((a, b) => b.value.length - a.value.length);
  return text =>
    ordered.reduce(
      (before, { value, variable }) => before.replaceAll(written(value), () => `$${variable.name}`),
      text,
    );
}

function cellValue(value: CellValue, replace: Replace): CellValue {
  if (typeof value === 'string') return replace(value);
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(one => cellValue(one, replace));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, cellValue(one, replace)]),
  );
}

function isList(value: CellValue): value is readonly CellValue[] {
  return Array.isArray(value);
}

function bodyOf(body: StepBody, inCell: Replace, inScript: Replace): StepBody {
  if (body.kind === 'powershell') return { ...body, script: inScript(body.script) };
  const { parameters } = body;
  return parameters === undefined ? body : { ...body, parameters: cellValue(parameters, inCell) };
}

/** The draft with variables in place of the values; title and description are the caller's. */
export function asTemplate(
  draft: RunbookDraft,
  values: readonly TemplateValue[],
  words: Pick<RunbookDraft, 'title' | 'description'>,
): RunbookDraft {
  const inCell = replacing(values, value => value);
  const inScript = replacing(values, value => `'${value}'`);
  const step = (one: StepDraft): StepDraft => ({
    ...one,
    say: one.say.map(inCell),
    body: bodyOf(one.body, inCell, inScript),
    ...(one.target === undefined ? {} : { target: inCell(one.target) }),
  });
  const section = (one: SectionDraft): SectionDraft => ({
    ...one,
    heading: inCell(one.heading),
    say: one.say.map(inCell),
    steps: one.steps.map(step),
    ...(one.close === undefined ? {} : { close: one.close.map(inCell) }),
  });
  const own = new Set(values.map(({ variable }) => variable.name));
  return {
    ...draft,
    ...words,
    opening: draft.opening.map(inCell),
    variables: [
      ...values.map(({ variable }) => variable),
      ...draft.variables.filter(({ name }) => !own.has(name)),
    ],
    sections: draft.sections.map(section),
  };
}
