import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  eventsOf,
  logFiles,
  logOf,
  marked,
  newFolder,
  openRunbook,
  ours,
  outputText,
  said,
  settled,
  steps,
  until,
} from './editor.ts';

const check = (id: string): string =>
  `\`\`\`step {#${id}}\ncheck:\n  port:\n    host: se01.contoso.com\n    port: 5061\n\`\`\`\n\n`;

const threeSteps = `---\ntitle: Three steps\n---\n\n${check('a')}${check('b')}${check('c')}`;

let practice = '';
let count = 0;

function newFile(): string {
  count += 1;
  return join(practice, 'runbooks', `c${count}.runbook.md`);
}

function field(event: unknown, name: string): unknown {
  return typeof event === 'object' && event !== null ? Reflect.get(event, name) : undefined;
}

/** Events of a kind in a log, each as text. */
async function written(log: string, type: string): Promise<unknown[]> {
  return (await eventsOf(log)).filter(event => event.type === type);
}

function titleOf(text: string): string {
  return /^title: (.*)$/m.exec(text)?.[1] ?? '';
}

before(async () => {
  practice = join(await newFolder('commands'), 'estate');
  await ours('practise', { folder: practice, open: 'no' });
});
afterEach(async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});

describe('Commands on a run', () => {
  it('run from here: that step and those below it, none above', async () => {
    const opened = await openRunbook(newFile(), threeSteps);
    const log = await logOf(async () => {
      await ours('runFromHere', steps(opened)[1]);
      await settled(opened);
    });
    await marked(opened, ['none', 'tick', 'tick']);
    const begun = await written(log, 'step-started');
    assert.deepEqual(
      begun.map(event => field(event, 'step')),
      ['b', 'c'],
    );
  });

  it('skip with a reason: the cell says it, the log keeps it, what requires the step may run', async () => {
    const text = threeSteps.replace('{#b}', '{#b requires=a}');
    const opened = await openRunbook(newFile(), text);
    const log = await logOf(async () => {
      await ours('skipStep', steps(opened)[0], { reason: 'the port is closed on purpose' });
      await ours('runToHere', steps(opened)[1]);
      await settled(opened);
    });
    const [skip] = await written(log, 'override');
    assert.equal(field(skip, 'rule'), 'skip');
    assert.equal(field(skip, 'reason'), 'the port is closed on purpose');
    await said(steps(opened)[0], /the port is closed on purpose/);
    const [ran] = await written(log, 'step-started');
    assert.equal(field(ran, 'step'), 'b');
  });

  it('a note and evidence go into the log of the open run, at their step', async () => {
    const opened = await openRunbook(newFile(), threeSteps);
    const [first] = steps(opened);
    const log = await logOf(async () => {
      await ours('runStepAgain', first);
      await settled(opened);
    });
    await ours('addLogNote', first, { text: 'asked the network team' });
    await ours('addLogEvidence', first, { title: 'Their answer', text: 'open again at 03:40' });
    const [note] = await written(log, 'note');
    assert.deepEqual([field(note, 'text'), field(note, 'step')], ['asked the network team', 'a']);
    const evidence = (await written(log, 'evidence')).at(-1);
    assert.equal(field(evidence, 'step'), 'a');
    assert.match(JSON.stringify(evidence), /open again at 03:40.*Their answer/);
  });

  it('after the end a note stands beside the log, which is not changed', async () => {
    const opened = await openRunbook(newFile(), threeSteps);
    const log = await logOf(async () => {
      await ours('runAll');
      await settled(opened);
    });
    const before = await readFile(log, 'utf8');
    assert.match(before, /run-finished/);
    await ours('addLogNote', steps(opened)[0], { text: 'seen again in the drill' });
    assert.equal(await readFile(log, 'utf8'), before);
    const beside = (await readdir(join(log, '..'))).filter(name => name.includes('notes'));
    const notes = await Promise.all(beside.map(name => readFile(join(log, '..', name), 'utf8')));
    assert.match(notes.join('\n'), /seen again in the drill/);
  });

  it('an id that the log of the open run has is not renamed', async () => {
    const opened = await openRunbook(newFile(), threeSteps);
    await ours('runStepAgain', steps(opened)[0]);
    await settled(opened);
    await ours('renameStep', steps(opened)[0], { to: 'first' });
    assert.equal(steps(opened)[0]?.metadata.info, 'step {#a}');
    await ours('renameStep', steps(opened)[2], { to: 'third' });
    assert.equal(steps(opened)[2]?.metadata.info, 'step {#third}');
  });

  it('a step inserted above a run that goes on moves neither its marks nor its log', async () => {
    const opened = await openRunbook(newFile(), threeSteps);
    const log = await logOf(async () => {
      const run = ours('runAll');
      await ours('insertStep', opened.cellAt(0), { step: 'check' });
      await run;
      await settled(opened);
    });
    assert.equal(steps(opened).length, 4);
    await marked(opened, ['none', 'tick', 'tick', 'tick']);
    const ended = await written(log, 'step-ended');
    assert.deepEqual(
      ended.map(event => field(event, 'step')),
      ['a', 'b', 'c'],
    );
  });

  it('what is not saved is what runs', async () => {
    const file = newFile();
    const opened = await openRunbook(file, threeSteps);
    const [first] = steps(opened);
    assert.ok(first);
    const files = vscode.workspace.getConfiguration('files');
    await files.update('autoSave', 'off', vscode.ConfigurationTarget.Workspace);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(first.document.uri, new vscode.Range(3, 10, 3, 14), '5062');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const log = await logOf(async () => {
      await ours('runStepAgain', first);
      await settled(opened);
    });
    const [started] = await written(log, 'step-started');
    assert.match(String(field(started, 'text')), /port: 5062/);
    assert.match(await readFile(file, 'utf8'), /port: 5061/);
    assert.ok(opened.isDirty);
  });
});

describe('Practise a Recovery', () => {
  it('loses no server where the first backup fails', async () => {
    const folder = join(await newFolder('no-shell'), 'estate');
    const settings = vscode.workspace.getConfiguration('recoveryRunbooks');
    const user = vscode.ConfigurationTarget.Global;
    await settings.update('powershell.executable', '/nowhere/pwsh', user);
    try {
      assert.equal(await ours('practise', { folder }), undefined);
    } finally {
      await settings.update('powershell.executable', undefined, user);
    }
    const computer = join(folder, 'servers', 'se01.contoso.com', 'computer.json');
    assert.match(await readFile(computer, 'utf8'), /"power": "running"/);
    assert.ok((await readdir(join(folder, 'runbooks'))).includes('backup-core-data.runbook.md'));
  });
});

describe('New runbooks', () => {
  it('for a lost server: the procedure that fits it, in the folder of its estate', async () => {
    const settings = vscode.workspace.getConfiguration('recoveryRunbooks');
    const workspace = vscode.ConfigurationTarget.Workspace;
    await settings.update('estateFile', join(practice, 'estate.yaml'), workspace);
    try {
      const path = await ours('openRecoveryRunbook', { target: 'se02.contoso.com' });
      assert.equal(path, join(practice, 'runbooks', 'recover-se02.contoso.com.runbook.md'));
      const text = await readFile(path, 'utf8');
      assert.match(titleOf(text), /se02\.contoso\.com/);
      assert.doesNotMatch(text, /Install-CsDatabase -CentralManagementDatabase/);
      await until(
        'it is shown',
        () => vscode.window.activeNotebookEditor?.notebook.uri.fsPath === path,
      );
    } finally {
      await settings.update('estateFile', undefined, workspace);
    }
  });

  it('from a template: a file that stands the checks', async () => {
    const title = `Restore ${Date.now()}`;
    const path = await ours('newRunbook', { template: 'restore', title });
    assert.ok(typeof path === 'string');
    const text = await readFile(path, 'utf8');
    assert.equal(titleOf(text), title);
    assert.match(text, /^```step/m);
    await ours('newRunbook', { template: 'restore', title });
    assert.equal(await readFile(path, 'utf8'), text, 'a second one of that title is refused');
  });
});

/** A file system that is no disk, as `vscode-vfs` of a remote repository is. */
class Elsewhere implements vscode.FileSystemProvider {
  readonly #files = new Map<string, Uint8Array>();
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  put(path: string, text: string): void {
    this.#files.set(path, new TextEncoder().encode(text));
  }
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }
  stat(uri: vscode.Uri): vscode.FileStat {
    const file = this.#files.get(uri.path);
    if (file === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: file.length };
  }
  readFile(uri: vscode.Uri): Uint8Array {
    const file = this.#files.get(uri.path);
    if (file === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }
  readDirectory(): [string, vscode.FileType][] {
    return [];
  }
  createDirectory(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  writeFile(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  delete(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  rename(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
}

describe('A runbook that is not in the workspace', () => {
  it('is shown from a file system that is no disk, and refused a run in plain words', async () => {
    const elsewhere = new Elsewhere();
    const registered = vscode.workspace.registerFileSystemProvider('elsewhere', elsewhere);
    try {
      // the path of an estate file of this disk is none of that file system
      elsewhere.put(join(practice, 'runbooks', 'far.runbook.md'), threeSteps);
      const uri = vscode.Uri.from({
        scheme: 'elsewhere',
        path: join(practice, 'runbooks', 'far.runbook.md'),
      });
      await vscode.commands.executeCommand('vscode.open', uri);
      await until(
        'it is shown',
        () => vscode.window.activeNotebookEditor?.notebook.uri.toString() === uri.toString(),
      );
      const opened = vscode.window.activeNotebookEditor?.notebook;
      assert.ok(opened);
      const logs = await logFiles();
      for (const name of ['rehearse', 'runAll']) {
        await ours(name);
        await until('it is refused', () =>
          outputText(steps(opened)[0]).includes('This runbook is not on a disk'),
        );
        await settled(opened);
      }
      await marked(opened, ['cross', 'none', 'none']);
      assert.deepEqual(await logFiles(), logs, 'no log was begun');
      await ours('previewPlan');
      const shown = vscode.workspace.textDocuments.find(
        document => document.uri.scheme === 'recovery-instructions',
      );
      assert.match(shown?.getText() ?? '', /Three steps/);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      registered.dispose();
    }
  });

  it('runs from a folder outside it, against the estate that lies there, logged in the workspace', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'rr-out-'));
    try {
      const estate = join(outside, 'estate');
      await ours('practise', { folder: estate, open: 'no' });
      await mkdir(join(estate, 'runbooks'), { recursive: true });
      const file = join(estate, 'runbooks', 'x.runbook.md');
      await writeFile(file, threeSteps);
      const opened = await openRunbook(file);
      const log = await logOf(async () => {
        await ours('runStepAgain', steps(opened)[0]);
        await settled(opened);
      });
      const [started] = await written(log, 'run-started');
      assert.match(JSON.stringify(started), /"mode":"practice"/);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await rm(outside, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  });
});
