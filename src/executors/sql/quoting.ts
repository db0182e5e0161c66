/** A name as a delimited identifier, as QUOTENAME gives it. */
export function bracketed(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`;
}

/** A text as a literal of `nvarchar`. */
export function literal(text: string): string {
  return `N'${text.replaceAll("'", "''")}'`;
}
