import { isMap, isScalar, parseDocument, type Document, type YAMLMap } from 'yaml';
import type { PathMapping } from '../../estate/model.ts';

/** The map under `paths:`, if there is one. */
function pathsOf(document: Document): YAMLMap | undefined {
  const found: unknown = document.get('paths');
  return isMap(found) ? found : undefined;
}

/** Sets a scalar to another text, and says whether it was another one. */
function change(value: unknown, to: string | undefined): boolean {
  if (!isScalar(value) || to === undefined || value.value === to) return false;
  value.value = to;
  return true;
}

/**
 * The estate file for another folder: the local folders of `paths:` that were written relative to the
 * file become absolute, everything else stays as it is, comments too. `mappings` are those paths as
 * they were understood.
 */
export function estateTextElsewhere(text: string, mappings: readonly PathMapping[]): string {
  const document = parseDocument(text);
  const changed = pathsOf(document)?.items.filter((item, i) =>
    change(item.value, mappings[i]?.local),
  );
  return (changed?.length ?? 0) > 0 ? document.toString({ lineWidth: 0 }) : text;
}

/** The same with one more local folder for a network path; one that is there already is replaced. */
export function estateTextWithPath(text: string, mapping: PathMapping): string {
  const document = parseDocument(text);
  const folded = mapping.unc.toLowerCase();
  const paths = pathsOf(document);
  if (paths !== undefined) {
    paths.items = paths.items.filter(
      ({ key }) => !(isScalar(key) && String(key.value).toLowerCase() === folded),
    );
  }
  document.setIn(['paths', mapping.unc], mapping.local);
  return document.toString({ lineWidth: 0 });
}
