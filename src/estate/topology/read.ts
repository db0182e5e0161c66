import { noTopology } from '../../errors/topology.ts';
import { builderNamespace, readBuilder } from './builder.ts';
import { documentInZip, isZip, itemDocument } from './configuration-zip.ts';
import type { TopologyDocument } from './document.ts';
import { publishedNamespace, readPublished } from './published.ts';
import { childOf, wantedElements, xmlText, type XmlElement } from './xml.ts';

function isTopology(name: string, namespace: string): boolean {
  return (
    (name === 'Topology' && namespace === publishedNamespace) ||
    (name === 'TopologyBuilder' && namespace === builderNamespace)
  );
}

/** Of several topologies in one document the one with services: settings may hold an empty one. */
function fullest(found: readonly XmlElement[]): XmlElement | undefined {
  return found.find(element => childOf(element, 'Services') !== undefined) ?? found[0];
}

/**
 * The topology of a text: the XML of `Get-CsTopology -AsXml`, a file of Topology Builder, or a document
 * that has one of them inside. `file` is for messages. Throws a `Problem`.
 */
export function readTopologyText(text: string, file: string): TopologyDocument {
  const { root, found } = wantedElements(text, file, isTopology);
  const element = fullest(found);
  const document =
    element?.name === 'TopologyBuilder'
      ? readBuilder(element, file)
      : element === undefined
        ? undefined
        : readPublished(element, file);
  if (document === undefined) throw noTopology(file, root?.name);
  return document;
}

/**
 * The topology of a file's bytes, whichever of the three forms they are. Nothing but a `Problem` is
 * thrown, whatever the bytes.
 */
export async function readTopology(bytes: Uint8Array, file: string): Promise<TopologyDocument> {
  if (!isZip(bytes)) return readTopologyText(xmlText(bytes, file), file);
  const inner = `${file}!${itemDocument}`;
  return readTopologyText(xmlText(await documentInZip(bytes, file), inner), inner);
}
