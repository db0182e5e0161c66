import type { XmlElement } from './xml.ts';

/** A site; `key` is its number as the document writes it. */
export interface TopologySite {
  readonly key: string;
  readonly name: string;
}

export interface TopologyInterface {
  /** `Primary`, `External`, `Pstn`, `Internal`. */
  readonly side: string;
  /** Address; `undefined` where the document says all (`0.0.0.0`). */
  readonly address: string | undefined;
  /** Address that is seen from outside, where it is another one. */
  readonly publicAddress: string | undefined;
}

export interface TopologyMachine {
  readonly fqdn: string;
  readonly interfaces: readonly TopologyInterface[];
}

/** A pool, a stand-alone server, or a host without Lync's own software. */
export interface TopologyCluster {
  readonly key: string;
  readonly fqdn: string;
  readonly site: string;
  /** Neither replicated to nor set up: a SQL Server, a file server, a gateway, Office Web Apps. */
  readonly foreign: boolean;
  readonly machines: readonly TopologyMachine[];
  readonly element: XmlElement;
}

export interface TopologyInstance {
  readonly key: string;
  readonly cluster: string;
  /** Empty for the default instance. */
  readonly name: string;
  /** Keys of other instances. */
  readonly mirror: string | undefined;
  readonly witness: string | undefined;
}

export interface TopologyService {
  readonly key: string;
  readonly role: string;
  /** As the document writes it: 6 for Lync Server 2013. */
  readonly version: string;
  /** Keys of the cluster, and of the instance where it is installed on one. */
  readonly cluster: string | undefined;
  readonly instance: string | undefined;
  readonly needs: readonly { readonly usage: string; readonly service: string }[];
  readonly element: XmlElement;
}

/** A topology as both forms of the document say it. */
export interface TopologyDocument {
  /** Name of the file, and of the document in it; for messages. */
  readonly file: string;
  readonly form: 'published' | 'builder';
  /** The file of Topology Builder holds changes that were never published. */
  readonly unpublished: boolean;
  readonly sipDomains: readonly string[];
  readonly sites: readonly TopologySite[];
  readonly clusters: readonly TopologyCluster[];
  readonly instances: readonly TopologyInstance[];
  readonly services: readonly TopologyService[];
  /** Elements that the reader does not know, and references that lead nowhere. */
  readonly notUnderstood: readonly string[];
}
