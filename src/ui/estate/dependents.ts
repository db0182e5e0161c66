import * as l10n from '@vscode/l10n';
import { dependentsOf, type Dependent } from '../../estate/dependencies.ts';
import type { Estate } from '../../estate/model.ts';
import { reasonText } from '../map/reason-words.ts';

/** A line of a list: what depends on a thing, and how much. */
export interface DependentItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

function itemOf(dependent: Dependent): DependentItem {
  const { name, effect, needs, steps } = dependent;
  const loss =
    effect === 'stops' ? l10n.t('does not work without it') : l10n.t('goes on with less');
  const way = l10n.t('needs {0}: {1}', needs, reasonText(dependent));
  return {
    label: name,
    description: loss,
    detail: steps === 1 ? way : `${'→ '.repeat(steps - 1)}${way}`,
  };
}

/** What depends on a pool, server, instance or file store, the nearest first. */
export function dependentItems(estate: Estate, name: string): readonly DependentItem[] {
  return dependentsOf(estate, name).map(itemOf);
}
