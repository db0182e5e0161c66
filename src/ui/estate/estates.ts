import * as vscode from 'vscode';
import { noEstateFile } from '../../errors/editor.ts';
import { estateFileInvalid } from '../../errors/estate.ts';
import type { Estate } from '../../estate/model.ts';
import type { LoadServices } from '../services.ts';

/** Names under which an estate file is looked for in a workspace folder. */
const fileName = 'estate.yaml';

/** Folders above its own in which the estate of a runbook outside the workspace is looked for. */
const outsideDepth = 1;

function configured(folder: vscode.WorkspaceFolder | undefined): string {
  const settings = vscode.workspace.getConfiguration('recoveryRunbooks', folder);
  return settings.get<string>('estateFile', '').trim();
}

function inFolder(folder: vscode.WorkspaceFolder, path: string): vscode.Uri {
  const absolute = /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path);
  return absolute ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder.uri, path);
}

/** A document of another file system has a path, too, which would be taken for one of this disk. */
function isOnDisk({ scheme }: vscode.Uri): boolean {
  return scheme === 'file';
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type !== vscode.FileType.Directory;
  } catch {
    return false;
  }
}

/** The estate file of the workspace, found and read; told when it changes. */
export class Estates implements vscode.Disposable {
  readonly #load: LoadServices;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChange = this.#changed.event;
  readonly #parts: vscode.Disposable[] = [];

  constructor(load: LoadServices) {
    this.#load = load;
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${fileName}`);
    const tell = (): void => {
      this.#changed.fire(undefined);
    };
    this.#parts.push(
      watcher,
      watcher.onDidChange(tell),
      watcher.onDidCreate(tell),
      watcher.onDidDelete(tell),
      vscode.workspace.onDidChangeWorkspaceFolders(tell),
      vscode.workspace.onDidChangeConfiguration(change => {
        if (change.affectsConfiguration('recoveryRunbooks.estateFile')) tell();
      }),
    );
  }

  /** Absolute path of the estate file, and the places that were looked at. */
  async find(near?: vscode.Uri): Promise<{ file: string | undefined; looked: string[] }> {
    const looked: string[] = [];
    for (const uri of this.#candidates(near)) {
      looked.push(uri.fsPath);
      if (await exists(uri)) return { file: uri.fsPath, looked };
    }
    if (
      configured(near === undefined ? undefined : vscode.workspace.getWorkspaceFolder(near)) !== ''
    ) {
      return { file: undefined, looked };
    }
    const found = await vscode.workspace.findFiles(`**/${fileName}`, '**/node_modules/**', 10);
    return { file: found.find(isOnDisk)?.fsPath, looked };
  }

  /** The estate; throws a `Problem` where there is none or where its file has errors. */
  async read(near?: vscode.Uri): Promise<Estate> {
    const { file, looked } = await this.find(near);
    if (file === undefined) throw noEstateFile(looked);
    const services = await this.#load();
    const { estate, findings } = await services.readEstate(file);
    if (estate === undefined) throw estateFileInvalid(file, findings);
    return estate;
  }

  /** The same, or nothing where there is no estate file. */
  async readIfAny(near?: vscode.Uri): Promise<Estate | undefined> {
    const { file } = await this.find(near);
    return file === undefined ? undefined : this.read(near);
  }

  /** Kind of the estate; `undefined` where there is none or its file has errors. */
  async kind(near?: vscode.Uri): Promise<Estate['kind'] | undefined> {
    try {
      return (await this.readIfAny(near))?.kind;
    } catch {
      return undefined;
    }
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
    this.#changed.dispose();
  }

  /** The setting alone where it is set; else the runbook's own folder, those above it, and the workspace's. */
  #candidates(shown: vscode.Uri | undefined): vscode.Uri[] {
    const near = shown !== undefined && isOnDisk(shown) ? shown : undefined;
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => isOnDisk(uri));
    const own = near === undefined ? undefined : vscode.workspace.getWorkspaceFolder(near);
    const base = own ?? folders[0];
    const named = configured(base);
    // a named file that is missing is an error, never replaced by another that is found
    if (named !== '')
      return base === undefined ? [vscode.Uri.file(named)] : [inFolder(base, named)];
    const above: vscode.Uri[] = [];
    if (near !== undefined) {
      let at = vscode.Uri.joinPath(near, '..');
      for (let depth = 0; depth < 8; depth += 1) {
        above.push(vscode.Uri.joinPath(at, fileName));
        if (at.fsPath === own?.uri.fsPath || (own === undefined && depth >= outsideDepth)) break;
        at = vscode.Uri.joinPath(at, '..');
      }
    }
    const top = folders.map(folder => vscode.Uri.joinPath(folder.uri, fileName));
    const seen = new Set<string>();
    return [...above, ...top].filter(uri => {
      const fresh = !seen.has(uri.fsPath);
      seen.add(uri.fsPath);
      return fresh;
    });
  }
}
