const roles: ReadonlyMap<string, string> = new Map([
  ['standard-edition', 'StandardEdition'],
  ['enterprise', 'FrontEnd'],
  ['director', 'Director'],
  ['mediation', 'Mediation'],
  ['edge', 'Edge'],
  ['persistent-chat', 'PersistentChat'],
  ['trusted-application', 'TrustedApplication'],
  ['office-web-apps', 'OfficeWebApps'],
  ['file-server', 'FileServer'],
  ['sql-server', 'SqlServer'],
]);

/** Role of the members of a pool, by its type; `undefined` where the type gives them none. */
export function memberRole(poolType: string): string | undefined {
  return roles.get(poolType);
}
