import { SaxesParser, type SaxesTagNS } from 'saxes';
import {
  topologyNotText,
  topologyNotXml,
  topologyTooLarge,
  topologyWithDocumentType,
} from '../../errors/topology.ts';

/** An element of a document, without what is not needed of it: prefixes, comments, white space. */
export interface XmlElement {
  /** Local name; names are compared together with `namespace`, never with their prefix. */
  readonly name: string;
  readonly namespace: string;
  /** Attributes without a namespace, by name. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, trimmed. */
  readonly text: string;
  /** Where its start tag is, 1-based. */
  readonly line: number;
  readonly column: number;
}

interface Growing extends XmlElement {
  readonly children: Growing[];
  text: string;
}

/** Deepest nesting and most elements that are kept; the topology of 1,000 servers needs a tenth. */
const limits = { depth: 200, elements: 2_000_000 };

/** Largest document, bytes. */
export const largestDocument = 256 * 1024 * 1024;

const marks: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * Encoding of a document: its byte-order mark, else the zero bytes of UTF-16, else what its declaration
 * says. A declaration of UTF-16 on a text of single bytes is wrong: the text was saved anew.
 */
function encodingOf(bytes: Uint8Array): string {
  const marked = marks.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte));
  if (marked !== undefined) return marked[0];
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be';
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head)?.[1];
  return declared === undefined || /^(?:utf|ucs)-?16/i.test(declared) ? 'utf-8' : declared;
}

/** The text of an XML document. Throws a `Problem` that names `file` where the bytes are no text. */
export function xmlText(bytes: Uint8Array, file: string): string {
  if (bytes.length > largestDocument) throw topologyTooLarge(file, bytes.length, largestDocument);
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw topologyNotText(file, encoding);
  }
}

function elementOf(tag: SaxesTagNS, line: number, column: number): Growing {
  const attributes = Object.values(tag.attributes).filter(({ prefix }) => prefix === '');
  return {
    name: tag.local,
    namespace: tag.uri,
    attributes: new Map(attributes.map(({ local, value }) => [local, value])),
    children: [],
    text: '',
    line,
    column,
  };
}

/**
 * The elements of a document that `isWanted` names, each with everything below it; the rest is read
 * and let go, so that a large document costs little. Nothing outside the document is ever opened: a
 * document type is refused, and with it every entity of its own. Throws a `Problem` with the place.
 */
export function wantedElements(
  text: string,
  file: string,
  isWanted: (name: string, namespace: string) => boolean,
): { readonly root: XmlElement | undefined; readonly found: readonly XmlElement[] } {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: Growing[] = [];
  const found: Growing[] = [];
  let root: XmlElement | undefined;
  let depth = 0;
  let elements = 0;
  parser.on('error', error => {
    throw topologyNotXml(file, parser.line, parser.column, reasonOf(error));
  });
  parser.on('doctype', () => {
    throw topologyWithDocumentType(file, parser.line);
  });
  parser.on('opentag', tag => {
    depth += 1;
    const element = elementOf(tag, parser.line, parser.column);
    root ??= element;
    const parent = open.at(-1);
    if (parent === undefined && !isWanted(tag.local, tag.uri)) return;
    elements += 1;
    if (depth > limits.depth || elements > limits.elements) {
      throw topologyNotXml(file, parser.line, parser.column, undefined);
    }
    (parent?.children ?? found).push(element);
    open.push(element);
  });
  parser.on('text', piece => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  });
  parser.on('cdata', piece => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  });
  parser.on('closetag', () => {
    depth -= 1;
    const element = open.pop();
    if (element !== undefined) element.text = element.text.trim();
  });
  parser.write(text).close();
  return { root, found };
}

/** The parser puts the place before its words; the place is told apart. */
function reasonOf(error: Error): string {
  return error.message.replace(/^[^:]*?:?\d+:\d+:\s*/, '');
}

/** Children of that name, whatever their namespace: parts of a document move between them. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter(child => child.name === name) ?? [];
}

/** The first child of that name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find(child => child.name === name);
}

/** Every element below, in the order of the document. */
export function* below(element: XmlElement): Generator<XmlElement> {
  for (const child of element.children) {
    yield child;
    yield* below(child);
  }
}
