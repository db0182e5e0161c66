/** One thing of the estate as the map shows it. */
export interface MapItem {
  /** As the estate writes it; names are data. */
  readonly name: string;
  readonly kind: string;
  /** Roles, databases, version: what stands below the name. */
  readonly facts: readonly string[];
  /** `lost`, or what the losses do to it: `stops`, `suffers`; `whole` without any. */
  readonly fate: 'whole' | 'lost' | 'stops' | 'suffers';
  /** The fate in words, with what it comes from. */
  readonly fateText: string;
  /** Whether it can be supposed lost. */
  readonly mayBeLost: boolean;
  readonly needs: readonly MapLink[];
  readonly neededBy: readonly MapLink[];
  readonly parts: readonly MapItem[];
}

/** One end of a dependency, with why. */
export interface MapLink {
  readonly name: string;
  readonly why: string;
}

export interface MapSite {
  readonly name: string;
  readonly items: readonly MapItem[];
}

/** A stage of the recovery: what comes back together. */
export interface MapStage {
  readonly title: string;
  readonly servers: readonly string[];
  readonly pools: readonly string[];
}

/** A step of the run in front. */
export interface MapStep {
  readonly id: string;
  readonly title: string;
  readonly requires: readonly string[];
  readonly outcome: string;
  readonly outcomeText: string;
  readonly time: string;
}

export interface MapRun {
  readonly title: string;
  readonly progress: string;
  readonly steps: readonly MapStep[];
}

/** All that the page shows. */
export interface MapPage {
  readonly title: string;
  readonly subtitle: string;
  readonly sites: readonly MapSite[];
  readonly stages: readonly MapStage[];
  readonly lost: readonly string[];
  readonly run?: MapRun;
}

/** Words of the page itself. */
export type MapLabels = Readonly<Record<string, string>>;

export type ToMap =
  | { readonly say: 'labels'; readonly labels: MapLabels }
  | { readonly say: 'page'; readonly page: MapPage }
  | { readonly say: 'failed'; readonly lines: readonly string[] };

export type FromMap =
  | { readonly message: 'ready' }
  /** Names that are supposed lost from now on. */
  | { readonly message: 'suppose'; readonly lost: readonly string[] }
  | { readonly message: 'open'; readonly name: string }
  | { readonly message: 'recover'; readonly lost: readonly string[] }
  | { readonly message: 'show-step'; readonly step: string };

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether something is a message of the page; what comes from a webview is data of unknown shape. */
export function isFromMap(value: unknown): value is FromMap {
  if (typeof value !== 'object' || value === null || !('message' in value)) return false;
  switch (value.message) {
    case 'ready':
      return true;
    case 'suppose':
    case 'recover':
      return 'lost' in value && Array.isArray(value.lost) && value.lost.every(isText);
    case 'open':
      return 'name' in value && isText(value.name);
    case 'show-step':
      return 'step' in value && isText(value.step);
    default:
      return false;
  }
}
