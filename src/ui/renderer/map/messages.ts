import type { ToMap } from '../../map-page.ts';

export type { MapItem, MapLabels, MapPage, MapStage, ToMap } from '../../map-page.ts';

/** Whether a message comes from our extension; only it can post here, others are passed by. */
export function isToMap(value: unknown): value is ToMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    'say' in value &&
    (value.say === 'labels' || value.say === 'page' || value.say === 'failed')
  );
}
