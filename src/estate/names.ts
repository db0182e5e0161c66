/** A DNS name: labels of letters, digits, `-` and `_`, at most 63 characters each. */
export const dnsName =
  /^(?=.{1,253}$)[A-Za-z0-9_][A-Za-z0-9_-]{0,62}(?:\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*$/;

/** `host\instance`, or `host` for the default instance. */
export const instanceNameForm = /^[^\\/\s]+(?:\\[^\\/\s]+)?$/;

export function isDnsName(text: string): boolean {
  return dnsName.test(text);
}
