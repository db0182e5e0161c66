import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

/** Only the editor of a desktop, with its files on the same computer, can do it. */
const reveal = 'revealFileInOS';

/** Shows a folder in the computer's file manager; where the editor has none, says where the folder is. */
export async function showFolder(folder: string): Promise<void> {
  const known = await vscode.commands.getCommands();
  const { remoteName = 'wsl' } = vscode.env;
  if (known.includes(reveal) && remoteName === 'wsl') {
    await vscode.commands.executeCommand(reveal, vscode.Uri.file(folder));
    return;
  }
  const copy = l10n.t('Copy path');
  const words = l10n.t('This editor cannot open a file manager. The folder is {0}', folder);
  const chosen = await vscode.window.showInformationMessage(words, copy);
  if (chosen === copy) await vscode.env.clipboard.writeText(folder);
}
