/** Types of `attributes-page.mjs` for the tests that are written in TypeScript. */
export function attributesPage(): string;
