/** Types of `command-line-page.mjs` for the tests that are written in TypeScript. */
export function commandLinePage(): string;
export function optionsOf(usage: readonly string[]): ReadonlySet<string>;
