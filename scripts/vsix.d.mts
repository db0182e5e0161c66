/** Types of `vsix.mjs` for the tests that are written in TypeScript. */
export const largestVsix: number;
export function packVsix(out: string): Promise<string>;
