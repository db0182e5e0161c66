/** Types of `settings-page.mjs` for the tests that are written in TypeScript. */
export function settingsPage(manifest: unknown, texts: unknown): string;
