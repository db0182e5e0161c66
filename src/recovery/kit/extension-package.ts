import { htmlText } from '../../runbook/html-text.ts';
import { zipOf, type ArchivedFile } from './zip-writer.ts';

/** What the package's own description says of the extension. */
export interface ExtensionManifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
  readonly displayName: string;
  readonly description: string;
  /** The editor's versions, for example `^1.104.0`. */
  readonly engine: string;
}

function packageManifest(manifest: ExtensionManifest): string {
  const { name, publisher, version, displayName, description, engine } = manifest;
  const schema = 'http://schemas.microsoft.com/developer/vsx-schema/2011';
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<PackageManifest Version="2.0.0" xmlns="${schema}">`,
    '  <Metadata>',
    `    <Identity Language="en-US" Id="${htmlText(name)}" Version="${htmlText(version)}" Publisher="${htmlText(publisher)}" />`,
    `    <DisplayName>${htmlText(displayName)}</DisplayName>`,
    `    <Description xml:space="preserve">${htmlText(description)}</Description>`,
    '    <Properties>',
    `      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${htmlText(engine)}" />`,
    '    </Properties>',
    '  </Metadata>',
    '  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code" /></Installation>',
    '  <Dependencies />',
    '  <Assets>',
    '    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true" />',
    '  </Assets>',
    '</PackageManifest>',
    '',
  ].join('\n');
}

function contentTypes(paths: readonly string[]): string {
  const endings = new Set(['vsixmanifest']);
  for (const path of paths) {
    const ending = /\.([A-Za-z0-9]+)$/.exec(path)?.[1];
    if (ending !== undefined) endings.add(ending.toLowerCase());
  }
  const types = Array.from(endings, ending => {
    const type = ending === 'vsixmanifest' ? 'text/xml' : 'application/octet-stream';
    return `<Default Extension=".${ending}" ContentType="${type}"/>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${types.join('')}</Types>\n`;
}

/**
 * The VSIX of an installed extension, made of its own files: the editor keeps no package of what it
 * installed. `files` are those of the extension's folder, by their paths in it.
 */
export function extensionPackage(
  manifest: ExtensionManifest,
  files: readonly ArchivedFile[],
): Uint8Array {
  const text = (path: string, content: string): ArchivedFile => ({
    path,
    content: Buffer.from(content, 'utf8'),
  });
  return zipOf([
    text('extension.vsixmanifest', packageManifest(manifest)),
    text('[Content_Types].xml', contentTypes(files.map(({ path }) => path))),
    ...files.map(({ path, content }) => ({ path: `extension/${path}`, content })),
  ]);
}
