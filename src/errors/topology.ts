import * as l10n from '@vscode/l10n';
import { Problem, type TheirWords } from './problem.ts';

const nothingWritten = (): string => l10n.t('Nothing was written.');

function unreadable(
  code: string,
  what: string,
  where: string,
  more: { readonly theirs?: readonly TheirWords[]; readonly next: readonly string[] },
): Problem {
  const { theirs, next } = more;
  return new Problem({
    code: `TOPOLOGY-${code}`,
    kind: 'usage',
    what,
    where,
    ...(theirs === undefined ? {} : { theirs }),
    changed: nothingWritten(),
    next,
  });
}

const exportAgain = (): string =>
  l10n.t(
    'write the topology anew in the Lync Server Management Shell: (Get-CsTopology -AsXml).ToString() | Out-File Topology.xml -Encoding UTF8',
  );

/** The file of a topology is not there, or may not be read. */
export function topologyUnreadable(file: string, reason: string, number?: string): Problem {
  const source = l10n.t('File system');
  const theirs = [{ source, text: reason, ...(number === undefined ? {} : { number }) }];
  const next = [l10n.t('name the file that holds the topology.')];
  return unreadable('UNREADABLE', l10n.t('The topology cannot be read.'), file, { theirs, next });
}

/** Larger than any topology; sizes in bytes. */
export function topologyTooLarge(file: string, bytes: number, most: number): Problem {
  const what = l10n.t('The document is too large: {0} bytes, and {1} are read.', bytes, most);
  return unreadable('TOO-LARGE', what, file, { next: [exportAgain()] });
}

/** The bytes do not fit the encoding that the document claims. */
export function topologyNotText(file: string, encoding: string): Problem {
  const what = l10n.t('The document is no text in the encoding {0}.', encoding);
  return unreadable('NOT-TEXT', what, file, { next: [exportAgain()] });
}

/** Not well-formed, or nested beyond all measure. */
export function topologyNotXml(
  file: string,
  line: number,
  column: number,
  reason: string | undefined,
): Problem {
  const where = `${file}:${line}:${column}`;
  return unreadable('NOT-XML', l10n.t('The document is no sound XML.'), where, {
    ...(reason === undefined ? {} : { theirs: [{ source: 'XML', text: reason }] }),
    next: [exportAgain()],
  });
}

/** A document type could pull in other files and blow up entities; no topology has one. */
export function topologyWithDocumentType(file: string, line: number): Problem {
  const what = l10n.t('The document has a document type (DOCTYPE), and no topology has one.');
  return unreadable('DOCTYPE', what, `${file}:${line}`, { next: [exportAgain()] });
}

/** XML of another kind; `root` is its root element. */
export function noTopology(file: string, root: string | undefined): Problem {
  const what =
    root === undefined
      ? l10n.t('The document holds no topology.')
      : l10n.t('The document holds no topology; its root element is {0}.', root);
  return unreadable('NONE', what, file, {
    next: [
      l10n.t(
        'name the XML of Get-CsTopology -AsXml, a .tbxml file of Topology Builder, or the ZIP file of Export-CsConfiguration.',
      ),
    ],
  });
}

/** Two pools claim the active Central Management store; positions are 1-based. */
export function topologyWithTwoStores(
  file: string,
  first: string,
  second: string,
  line: number,
  column: number,
): Problem {
  return new Problem({
    code: 'TOPOLOGY-TWO-STORES',
    kind: 'refused',
    what: l10n.t(
      'The topology has two active Central Management stores, {0} and {1}, and there can be one.',
      first,
      second,
    ),
    where: `${file}:${line}:${column}`,
    changed: nothingWritten(),
    next: [
      l10n.t('look which one is active with Get-CsService -CentralManagement, then export again.'),
    ],
  });
}

/** Why a ZIP file cannot be an export of the configuration. */
export type ZipFault = 'encrypted' | 'bomb' | 'no-document' | 'too-many' | 'damaged';

function zipFaultText(fault: ZipFault): string {
  switch (fault) {
    case 'encrypted':
      return l10n.t('The ZIP file is encrypted.');
    case 'bomb':
      return l10n.t('The ZIP file unpacks to more than any export of the configuration.');
    case 'no-document':
      return l10n.t(
        'The ZIP file holds no DocItemSet.xml, so it is no export of the configuration.',
      );
    case 'too-many':
      return l10n.t('The ZIP file holds more files than any export of the configuration.');
    case 'damaged':
      return l10n.t('The ZIP file is damaged.');
  }
}

/** A ZIP file that is no sound export; `reason` is what the reader of ZIP files said. */
export function zipRefused(file: string, fault: ZipFault, reason?: string): Problem {
  return unreadable('ZIP', zipFaultText(fault), file, {
    ...(reason === undefined ? {} : { theirs: [{ source: 'ZIP', text: reason }] }),
    next: [l10n.t('export again with Export-CsConfiguration -FileName CsConfig.zip.')],
  });
}

/** The estate file is there already and is not replaced unasked. */
export function estateFileExists(file: string): Problem {
  return new Problem({
    code: 'ESTATE-FILE-EXISTS',
    kind: 'refused',
    what: l10n.t('The estate file is there already.'),
    where: file,
    changed: l10n.t('It was not touched.'),
    next: [
      l10n.t('enter the differences above into it by hand.'),
      l10n.t(
        'Or have it replaced with --replace: what a person completed is kept, and the old file stays beside it.',
      ),
    ],
  });
}

/** The estate file could not be written. */
export function estateFileNotWritten(file: string, reason: string, number?: string): Problem {
  return new Problem({
    code: 'ESTATE-FILE-NOT-WRITTEN',
    kind: 'failed',
    what: l10n.t('The estate file cannot be written.'),
    where: file,
    theirs: [
      {
        source: l10n.t('File system'),
        text: reason,
        ...(number === undefined ? {} : { number }),
      },
    ],
    changed: l10n.t('A file that was there before is as it was.'),
    next: [l10n.t('name another file with --out FILE.')],
  });
}

/** The management shell of a server did not give its topology. */
export function liveTopologyFailed(server: string, theirs: readonly TheirWords[]): Problem {
  return new Problem({
    code: 'TOPOLOGY-LIVE-FAILED',
    kind: 'failed',
    what: l10n.t('The server did not give the topology.'),
    where: server,
    theirs,
    changed: l10n.t('Nothing was changed there; only reading cmdlets were sent.'),
    next: [
      l10n.t(
        'use an account that is a member of RTCUniversalReadOnlyAdmins or CsViewOnlyAdministrator, on a server with the Lync management tools.',
      ),
      l10n.t(
        'Or import a file: (Get-CsTopology -AsXml).ToString() | Out-File Topology.xml -Encoding UTF8',
      ),
    ],
  });
}
