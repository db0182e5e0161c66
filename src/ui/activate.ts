import { config as configureTexts } from '@vscode/l10n';
import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import { chooseLanguage } from '../errors/language.ts';
import { backgroundOf, type Background } from './background.ts';
import { registerAuthoringCommands } from './commands/authoring-commands.ts';
import { registerEstateCommands } from './commands/estate-commands.ts';
import { registerLogs } from './commands/log-commands.ts';
import { registerPracticeCommands } from './commands/practice-commands.ts';
import { registerRecoverCommand } from './commands/recover-command.ts';
import { command } from './commands/register.ts';
import { registerRunCommands } from './commands/run-commands.ts';
import { registerScheduleCommand } from './commands/schedule-command.ts';
import { registerSecretCommand } from './commands/secret-command.ts';
import { registerServerCommands } from './commands/server-commands.ts';
import { registerSetCommands } from './commands/set-commands.ts';
import { registerTopologyCommands } from './commands/topology-commands.ts';
import { Estates } from './estate/estates.ts';
import { registerLanguage } from './language/register.ts';
import { EstateMapPanel } from './map/map-panel.ts';
import { Controllers } from './notebook/controllers.ts';
import { RunbookReader } from './notebook/open-runbook.ts';
import { RunbookSerializer } from './notebook/serializer.ts';
import { ShownRunbooks } from './notebook/shown.ts';
import { StepStatusItems } from './notebook/status-items.ts';
import { notebookTypes } from './notebook/types.ts';
import { completeValues } from './run/ask-values.ts';
import { Asks } from './run/asks.ts';
import { OutputDocuments } from './run/output-documents.ts';
import { PanelMessages } from './run/panel-messages.ts';
import { RunDesk } from './run/run-desk.ts';
import { SetStatus } from './run/set-status.ts';
import { WindowStatus } from './run/window-status.ts';
import type { EditorServices, LoadServices } from './services.ts';
import { Views } from './trees/views.ts';

/** Key of the file that is opened when its folder has been opened in this window. */
const openNextKey = 'recoveryRunbooks.openNext';

/** Languages, beside English, in which the shipped runbooks are there. */
const translated: readonly string[] = ['fr'];

/** Outputs belong to the run's log, never to the runbook. */
const contentOptions: vscode.NotebookDocumentContentOptions = { transientOutputs: true };

function loadOnce(make: () => Promise<EditorServices>): LoadServices {
  let loaded: Promise<EditorServices> | undefined;
  return () => (loaded ??= make());
}

async function openNext(context: vscode.ExtensionContext): Promise<void> {
  const file = context.globalState.get<string>(openNextKey);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (file === undefined || folder === undefined || !file.startsWith(folder)) return;
  await context.globalState.update(openNextKey, undefined);
  // the lost server is seen beside the runbook that brings it back
  await vscode.commands.executeCommand('recoveryRunbooks.servers.focus');
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
}

/** After an update editor and extension lie elsewhere; the installed script follows them. */
async function refreshScript(context: vscode.ExtensionContext, load: LoadServices): Promise<void> {
  if (context.environmentVariableCollection.get('PATH') === undefined) return;
  const services = await load();
  if ((await services.refreshCommandLine()) === undefined) {
    context.environmentVariableCollection.delete('PATH');
  }
}

interface RunRoom {
  readonly reader: RunbookReader;
  readonly asks: Asks;
  readonly controllers: Controllers;
  readonly desk: RunDesk;
}

function runRoom(
  load: LoadServices,
  estates: Estates,
  background: Background,
  extension: string,
): RunRoom {
  const reader = new RunbookReader(load);
  const asks = new Asks();
  const controllers = new Controllers(extension, (cells, notebook) =>
    desk.of(notebook).execute(cells),
  );
  const desk: RunDesk = new RunDesk(
    {
      load,
      reader,
      asks,
      readEstate: near => estates.read(near),
      estateKind: near => estates.kind(near),
      async completeValues(runbook, estate, given) {
        const services = await load();
        const defaults = await services.defaultValues(runbook, estate, given);
        return completeValues(runbook, estate, given, defaults);
      },
      cellRun: (cell, step, batch) => controllers.cellRun(cell, step, batch),
    },
    background,
  );
  return { reader, asks, controllers, desk };
}

/** The editor side, running. */
export interface RunningEditor {
  /** Stops what runs; resolves when every log is closed. */
  close(): Promise<void>;
}

/** Builds the editor side. Everything behind `make` is loaded when it is first needed. */
export function activateEditor(
  context: vscode.ExtensionContext,
  make: () => Promise<EditorServices>,
  dataFolder: string,
): RunningEditor {
  const { bundle } = vscode.l10n;
  if (bundle !== undefined) configureTexts({ contents: bundle });
  chooseLanguage(bundle);
  const load = loadOnce(make);
  const keep = <T extends { dispose(): unknown }>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const channel = keep(vscode.window.createOutputChannel('Recovery Runbooks', { log: true }));
  const background = backgroundOf(channel);
  const serializer = new RunbookSerializer(load);
  const estates = keep(new Estates(load));
  const { reader, asks, controllers, desk } = runRoom(
    load,
    estates,
    background,
    context.extension.id,
  );
  keep(reader);
  keep(controllers);
  const items = keep(new StepStatusItems(reader, desk));
  for (const type of notebookTypes) {
    keep(vscode.workspace.registerNotebookSerializer(type, serializer, contentOptions));
    keep(vscode.notebooks.registerNotebookCellStatusBarItemProvider(type, items));
  }
  const status = keep(new WindowStatus(desk));
  keep(new SetStatus(desk));
  const outputs = keep(new OutputDocuments(load));
  const views = keep(new Views({ estates, desk, reader, asks, load, background }));
  keep(new PanelMessages(asks, reader, background));
  const readEstate = (near: vscode.Uri): ReturnType<Estates['readIfAny']> =>
    estates.readIfAny(near);
  keep(new ShownRunbooks({ controllers, desk, reader, load, readEstate, background }));
  const storeSecret = async (name: string, value: string): Promise<void> => {
    await context.secrets.store(secretKey(name), value);
  };
  const offerOnPath = (folder: string): void => {
    context.environmentVariableCollection.prepend('PATH', `${folder}${delimiter}`);
  };
  const shipped = vscode.Uri.joinPath(context.extensionUri, 'notebooks', ...translation());
  const next = (file: string): Thenable<void> => context.globalState.update(openNextKey, file);
  const all = [
    ...registerRunCommands({ desk, reader, asks, outputs, status, load }),
    ...registerLogs({
      desk,
      views,
      reader,
      outputs,
      load,
      background,
      extension: context.extensionUri,
      dataFolder,
    }),
    ...registerEstateCommands({ estates, desk, reader, views, load, storeSecret }),
    ...registerSetCommands({ estates, desk, reader, views, load, offerOnPath }),
    ...registerScheduleCommand({ estates, load }),
    ...registerServerCommands({ estates, views, load }),
    registerRecoverCommand({ estates, load }),
    registerSecretCommand({ estates, desk, reader, load, storeSecret }),
    ...registerTopologyCommands({ estates, load }),
    ...registerAuthoringCommands({ load, estates, reader, desk }),
    ...registerPracticeCommands({ estates, desk, views, load, shipped, openNext: next }),
  ];
  const written = registerLanguage({ load, estates, reader, background });
  for (const registered of [...all, ...written]) keep(registered);
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const map = keep(new EstateMapPanel({ estates, desk, reader, load, background, dist }));
  keep(command('showMap', () => map.show()));
  background(openNext(context));
  background(refreshScript(context, load));
  return { close: () => desk.close() };
}

/** Folder below `notebooks` with the runbooks in the editor's language; none for the English ones. */
function translation(): readonly string[] {
  const [language = ''] = vscode.env.language.split('-');
  return translated.includes(language) ? [language] : [];
}

/** Key of a secret in the editor's secret storage. */
export function secretKey(name: string): string {
  return `recoveryRunbooks.secret.${name}`;
}
