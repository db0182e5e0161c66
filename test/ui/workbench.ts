import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser, type FrameLocator, type Page } from 'playwright-core';
import {
  chromiumArguments,
  ensureEditor,
  startServer,
  workbenchUrl,
} from '../../scripts/editor.mjs';
import { patience, until } from './patience.ts';
import { choices, commandLine, offers, take } from './quick-input.ts';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export type Theme = 'Default Light Modern' | 'Default Dark Modern' | 'Default High Contrast';

/** Themes by the word for their pictures. */
export const themes: Readonly<Record<string, Theme>> = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
};

export interface Workbench extends AsyncDisposable {
  readonly page: Page;
  /** Runs a command by its title in the command palette. */
  command(title: string): Promise<void>;
  /** Whether the command palette has a command. */
  offers(title: string): Promise<boolean>;
  /** Shows the window, with the pages in it, in another theme; needs a folder that may be written to. */
  wear(theme: Theme): Promise<void>;
  screenshot(name: string): Promise<string>;
  /** Pictures in light and in dark: `light-NAME`, `dark-NAME`. Leaves the window light. */
  screenshots(name: string): Promise<void>;
}

export interface WorkbenchOptions {
  /** Or a `.code-workspace` file. Missing: a window without any, as the editor opens it at first. */
  readonly folder?: string;
  /** A packed extension to install; missing: this checkout. */
  readonly vsix?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly theme: Theme;
  /** `on`: the folder is not trusted, as one that was never opened before. */
  readonly trust?: 'on' | 'off';
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Display language of the extension; the editor's own texts stay English without a language pack. */
  readonly language?: string;
  readonly size?: { readonly width: number; readonly height: number };
}

/** Folder of the pictures that tests make. */
export const pictures = join(root, 'out', 'ui');

/** The editor as a user gets it, with the built extension installed, in a browser. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { chromium: executablePath } = ensureEditor();
  const profile = await mkdtemp(join(tmpdir(), 'rr-ui-'));
  const extensions = join(profile, 'ext');
  await mkdir(extensions, { recursive: true });
  if (options.vsix === undefined) {
    await symlink(root, join(extensions, 'recovery-runbooks.recovery-runbooks-0.1.0'));
  } else {
    await installVsix(options.vsix, profile, extensions);
  }
  const server = await startServer({
    profile,
    extensions,
    env: { RECOVERY_RUNBOOKS_DATA: join(profile, 'user-data'), ...options.env },
    trust: options.trust ?? 'off',
    settings: { 'workbench.colorTheme': options.theme, ...options.settings },
  });
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server.stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
    const viewport = options.size ?? { width: 1400, height: 1000 };
    const page = await browser.newPage({ viewport });
    page.setDefaultTimeout(patience);
    await slowDown(page);
    const { folder, language } = options;
    if (language !== undefined) {
      await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)}`);
    }
    await page.goto(workbenchUrl(server, folder === undefined ? {} : { workspace: folder }));
    await page.locator('.monaco-workbench').waitFor();
    return workbench(page, folder, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Installs a packed extension as `code --install-extension` does. */
async function installVsix(vsix: string, profile: string, extensions: string): Promise<void> {
  const { node, server } = ensureEditor({ browser: false });
  const folders = ['--server-data-dir', profile, '--extensions-dir', extensions];
  await promisify(execFile)(node, [server, ...folders, '--install-extension', vsix]);
}

/** `RECOVERY_RUNBOOKS_UI_SLOWDOWN=4`: the window is as slow as on a machine that is so many times slower. */
async function slowDown(page: Page): Promise<void> {
  const rate = Number(process.env.RECOVERY_RUNBOOKS_UI_SLOWDOWN ?? 1);
  if (rate <= 1) return;
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

/** Classes of the window and of its pages in a theme. */
const themeClasses: Readonly<Record<Theme, readonly [window: string, page: string]>> = {
  'Default Light Modern': ['vs', 'vscode-light'],
  'Default Dark Modern': ['vs-dark', 'vscode-dark'],
  'Default High Contrast': ['hc-black', 'vscode-high-contrast'],
};

async function wear(page: Page, folder: string, theme: Theme): Promise<void> {
  const file = join(folder, '.vscode', 'settings.json');
  await mkdir(dirname(file), { recursive: true });
  const before: unknown = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
  const settings = { ...(typeof before === 'object' ? before : {}), 'workbench.colorTheme': theme };
  await writeFile(file, JSON.stringify(settings));
  const [ofWindow, ofPage] = themeClasses[theme];
  await page.locator(`.monaco-workbench.${ofWindow}`).waitFor();
  await until(`every page is in ${theme}`, async () => {
    const worn = page.frames().map(frame =>
      // a frame that goes away while it is asked wears nothing
      frame.evaluate(`document.body?.dataset.vscodeThemeKind`).catch(() => undefined),
    );
    return (await Promise.all(worn)).every(kind => kind === undefined || kind === ofPage);
  });
}

function workbench(page: Page, folder: string | undefined, close: () => Promise<void>): Workbench {
  const shoot = async (name: string): Promise<string> => {
    await mkdir(pictures, { recursive: true });
    const path = join(pictures, `${name}.png`);
    await page.screenshot({ path });
    return path;
  };
  return {
    page,
    command: title => take(page, 'F1', `>${title}`, commandLine(page, title)),
    offers: title => offers(page, title),
    async wear(theme) {
      if (folder === undefined) throw new Error('A window without a folder keeps its theme.');
      await wear(page, folder, theme);
    },
    screenshot: shoot,
    async screenshots(name) {
      for (const shade of ['dark', 'light']) {
        await this.wear(themes[shade] ?? 'Default Light Modern');
        await shoot(`${shade}-${name}`);
      }
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Writes files below a new temporary folder. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rr-ws-'));
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return folder;
}

/** What the cells' renderer shows lies in a frame of its own. */
export function outputs(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
}

/** Waits for a notification that says this, and puts it aside. */
export async function told(page: Page, words: RegExp): Promise<void> {
  const toast = page.locator('.notifications-toasts .notification-list-item', { hasText: words });
  await toast.first().waitFor();
  const clear = toast.first().locator('.codicon-notifications-clear');
  await until('the notification is put aside', async () => {
    if ((await toast.count()) === 0) return true;
    // its buttons are there while the mouse is over it; what goes meanwhile needs none
    await toast
      .first()
      .hover({ timeout: 2000 })
      .then(() => clear.click({ timeout: 2000 }))
      .catch(() => undefined);
    return false;
  });
}

/** Opens a file of the workspace by its name, in the editor that is made for it. */
export function openEditor({ page }: Workbench, name: string): Promise<void> {
  return take(page, 'Control+P', name, choices(page, name).first());
}

/** Opens a runbook of the workspace by its name, and waits until it is in front. */
export async function openFile(bench: Workbench, name: string): Promise<void> {
  await openEditor(bench, name);
  await bench.page.locator('.tab.active', { hasText: name }).waitFor();
  await bench.page.locator('.notebookOverlay:visible').first().waitFor();
}

/** Closes every editor, and with them the pages in them. */
export async function closeEditors(bench: Workbench): Promise<void> {
  await bench.command('View: Close All Editors');
  await until('every editor is closed', async () => {
    const { page } = bench;
    return (
      (await page.locator('.tab').count()) + (await page.locator('iframe.webview').count()) === 0
    );
  });
}
