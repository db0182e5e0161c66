import { join } from 'node:path';
import * as vscode from 'vscode';
import { userDataFolder } from './compose/program.ts';
import { activateEditor, secretKey, type RunningEditor } from './ui/activate.ts';
import { askSecret } from './ui/run/ask-secret.ts';

function versionOf(context: vscode.ExtensionContext): string {
  const manifest: unknown = context.extension.packageJSON;
  const known = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return known && typeof manifest.version === 'string' ? manifest.version : '0';
}

let running: RunningEditor | undefined;

/** Called by the editor when a runbook, a view or a command of ours is first used. */
export function activate(context: vscode.ExtensionContext): void {
  running = activateEditor(
    context,
    async () => {
      const { editorServices } = await import('./editor.ts');
      return editorServices({
        version: versionOf(context),
        dist: join(context.extensionPath, 'dist'),
        get powershell() {
          const settings = vscode.workspace.getConfiguration('recoveryRunbooks');
          return settings.get<string>('powershell.executable', '').trim();
        },
        secret: name => Promise.resolve(context.secrets.get(secretKey(name))),
        trusted: () => vscode.workspace.isTrusted,
        askSecret: name =>
          askSecret(name, value => Promise.resolve(context.secrets.store(secretKey(name), value))),
      });
    },
    userDataFolder(process),
  );
}

/** Called by the editor when it closes; it waits a few seconds for the logs. */
export function deactivate(): Promise<void> | undefined {
  return running?.close();
}
