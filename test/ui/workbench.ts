import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
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

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface Workbench extends AsyncDisposable {
  readonly page: Page;
  /** Runs a command by its title in the command palette. */
  command(title: string): Promise<void>;
  /** Whether the command palette has a command. */
  offers(title: string): Promise<boolean>;
  screenshot(name: string): Promise<string>;
}

export interface WorkbenchOptions {
  /** Or a `.code-workspace` file. Missing: a window without any, as the editor opens it at first. */
  readonly folder?: string;
  /** A packed extension to install; missing: this checkout. */
  readonly vsix?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly theme: 'Default Light Modern' | 'Default Dark Modern' | 'Default High Contrast';
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
    const { folder, language } = options;
    if (language !== undefined) {
      await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)}`);
    }
    await page.goto(workbenchUrl(server, folder === undefined ? {} : { workspace: folder }));
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    return workbench(page, close);
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

function workbench(page: Page, close: () => Promise<void>): Workbench {
  return {
    page,
    async command(title) {
      const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
      const input = page.locator('.quick-input-widget input');
      // in the first seconds the palette does not have every command yet, and is not filled up later
      for (let tries = 0; tries < 20; tries += 1) {
        await page.keyboard.press('F1');
        await input.fill(`>${title}`);
        const isThere = await row.waitFor({ timeout: 1500 }).then(
          () => true,
          () => false,
        );
        if (isThere) break;
        await page.keyboard.press('Escape');
      }
      await row.click();
    },
    async offers(title) {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').fill(`>${title}`);
      const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
      const found = await row.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      await page.keyboard.press('Escape');
      return found;
    },
    async screenshot(name) {
      await mkdir(pictures, { recursive: true });
      const path = join(pictures, `${name}.png`);
      await page.screenshot({ path });
      return path;
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
  await page.keyboard.press('Escape');
  await toast.first().waitFor({ state: 'hidden' });
}

/** Opens a file of the workspace by its name. */
export async function openFile({ page }: Workbench, name: string): Promise<void> {
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input').fill(name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
  await page.locator('.notebookOverlay:visible').first().waitFor();
}
