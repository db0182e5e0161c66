/** Types of `command-words.mjs` for the tests that are written in TypeScript. */
export const commandWords: Readonly<
  Record<
    string,
    {
      readonly about: string;
      readonly pages: readonly string[];
      readonly options: Readonly<Record<string, string>>;
    }
  >
>;
