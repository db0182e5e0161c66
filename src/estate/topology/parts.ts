import * as l10n from '@vscode/l10n';
import type { TopologyInterface, TopologyMachine, TopologySite } from './document.ts';
import { below, childOf, childrenOf, type XmlElement } from './xml.ts';

/** Attribute of an element, empty where it is missing. */
export function attribute(element: XmlElement | undefined, name: string): string {
  return element?.attributes.get(name)?.trim() ?? '';
}

/** Where an element stands, for what was not understood. */
export function placeOf(element: XmlElement): string {
  return l10n.t('{0} in line {1}', element.name, element.line);
}

/** The SIP domains, the default one first. */
export function sipDomainsOf(domains: XmlElement | undefined): string[] {
  const names = childrenOf(domains, 'InternalDomain').map(domain => attribute(domain, 'Name'));
  const first = attribute(domains, 'DefaultDomain');
  return [...new Set([first, ...names])].filter(name => name !== '');
}

/** A site with its name; one without a name is called by its number. */
export function siteOf(element: XmlElement): TopologySite {
  const key = attribute(element, 'SiteId');
  const name = childOf(element, 'Name')?.text ?? attribute(element, 'Name');
  return { key, name: name === '' ? l10n.t('Site {0}', key === '' ? '?' : key) : name };
}

const everyAddress = new Set(['', '0.0.0.0', '::']);

function given(address: string): string | undefined {
  return everyAddress.has(address) ? undefined : address;
}

function interfaceOf(element: XmlElement): TopologyInterface {
  const side = attribute(element, 'InterfaceSide');
  const address = given(attribute(element, 'IPAddress'));
  const configured = given(attribute(element, 'ConfiguredIPAddress'));
  // Only an address that is translated on its way out is another one outside.
  const translated = side === 'External' && address !== undefined && configured !== address;
  return {
    side,
    address: address ?? configured,
    publicAddress: translated ? configured : undefined,
  };
}

/** The members of a cluster; one machine without a name of its own has that of the cluster. */
export function machinesOf(
  cluster: XmlElement,
  elements: readonly XmlElement[],
): readonly TopologyMachine[] {
  const own = attribute(cluster, 'Fqdn');
  return elements.map(element => {
    const fqdn = attribute(element, 'Fqdn');
    return {
      fqdn: fqdn === '' && elements.length === 1 ? own : fqdn,
      interfaces: childrenOf(element, 'NetInterface').map(interfaceOf),
    };
  });
}

/** Whether neither of the two attributes that mark Lync's own servers is set. */
export function isForeign(cluster: XmlElement): boolean {
  const marks = ['RequiresReplication', 'RequiresSetup'].map(name => attribute(cluster, name));
  return marks.some(mark => mark !== '') && marks.every(mark => mark.toLowerCase() !== 'true');
}

/**
 * The instance that an entry names as the other half of its mirror, or as its witness: an element or an
 * attribute with that word in its name. Where in the entry it stands is not documented.
 */
export function relatedInstance(
  entry: XmlElement,
  word: RegExp,
  keyOf: (element: XmlElement) => string | undefined,
): string | undefined {
  for (const [name, value] of entry.attributes) {
    if (word.test(name) && value !== '') return value.trim();
  }
  for (const element of below(entry)) {
    if (!word.test(element.name)) continue;
    const key = keyOf(element) ?? keyOf(childOf(element, 'SqlInstanceId') ?? element);
    if (key !== undefined) return key;
  }
  return undefined;
}

/** Children whose name is none of these, said for the list of what was not understood. */
export function unknownChildren(
  element: XmlElement | undefined,
  known: readonly string[],
): string[] {
  const others = element?.children.filter(({ name }) => !known.includes(name)) ?? [];
  return others.map(other => l10n.t('The element {0} is not known.', placeOf(other)));
}
