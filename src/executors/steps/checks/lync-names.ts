/**
 * How installed components and services of the product family call themselves: Lync Server 2010 and
 * 2013, Skype for Business Server 2015 and 2019.
 */
export const productPatterns: readonly string[] = [
  'Microsoft Lync Server*',
  'Skype for Business Server*',
  'Microsoft Skype for Business Server*',
];

export const servicePatterns: readonly string[] = ['Lync Server*', 'Skype for Business Server*'];

/** Components that hold no state of a role: management tools may be there before a recovery. */
export const toolComponents =
  /(?:Core Components|Administrative Tools|Documentation|Resource Kit|Debugging Tools)/iu;

/** SQL Server instances that hold a server's local copies of the configuration and of user state. */
export const localInstances: readonly string[] = ['RTCLOCAL', 'LYNCLOCAL'];

/** `a -like 'x*' -or a -like 'y*'`; patterns are constants of this file. */
export function anyLike(property: string, patterns: readonly string[]): string {
  return patterns.map(pattern => `${property} -like '${pattern}'`).join(' -or ');
}
