import type { FromMap } from '../../map-page.ts';

/** The editor, as the page reaches it. */
export interface MapHost {
  post(message: FromMap): void;
}

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

export function acquireMapHost(): MapHost {
  const api = acquireVsCodeApi();
  return {
    post(message) {
      api.postMessage(message);
    },
  };
}
