/** Types of `order-rules.mjs` for the tests that are written in TypeScript. */
export function brokenRules(steps: readonly string[]): string[];
export function succeededSteps(log: string): string[];
