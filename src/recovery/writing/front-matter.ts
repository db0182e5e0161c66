import { stringify } from 'yaml';
import { nameKey } from '../../runbook/names.ts';
import { namesInText } from '../../runbook/variables/references.ts';
import type { RunbookDraft, StepDraft, VariableDraft } from '../draft.ts';

function textsOf(step: StepDraft): string[] {
  const body =
    step.body.kind === 'powershell' ? step.body.script : JSON.stringify(step.body.parameters ?? '');
  return [body, step.target ?? '', step.when ?? ''];
}

/** The variables that steps, or defaults of used ones, refer to; nobody is asked for anything else. */
function usedVariables({ variables, sections }: RunbookDraft): VariableDraft[] {
  const texts = sections.flatMap(section => section.steps).flatMap(textsOf);
  const used = new Set(texts.flatMap(namesInText).map(nameKey));
  for (let before = -1; before !== used.size;) {
    before = used.size;
    for (const variable of variables) {
      if (!used.has(nameKey(variable.name))) continue;
      for (const name of namesInText(variable.default ?? '')) used.add(nameKey(name));
    }
  }
  return variables.filter(variable => used.has(nameKey(variable.name)));
}

/** The front matter with its marks; every value is quoted as YAML needs it. */
export function frontMatter(draft: RunbookDraft): string {
  const variables = usedVariables(draft).map(variable => [
    variable.name,
    {
      type: variable.type,
      description: variable.description,
      ...(variable.default === undefined ? {} : { default: variable.default }),
      ...(variable.required === true ? { required: true } : {}),
    },
  ]);
  const mapping = {
    title: draft.title,
    description: draft.description,
    ...(variables.length === 0 ? {} : { variables: Object.fromEntries(variables) as unknown }),
    'applies-to': {
      ...(draft.roles.length === 0 ? {} : { roles: draft.roles }),
      'product-version': draft.productVersion,
    },
  };
  return `---\n${stringify(mapping, { lineWidth: 100 })}---\n`;
}
