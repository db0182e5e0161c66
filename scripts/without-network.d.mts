/** The words to put before a command so that it has no network; else why that cannot be. */
export function networkCut(): { readonly words: readonly string[] } | { readonly reason: string };
