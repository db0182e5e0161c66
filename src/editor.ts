import { makeEditorServices } from './compose/editor-services.ts';
import type { Program } from './compose/program.ts';
import type { EditorServices } from './ui/services.ts';

/** What the editor gives to the part of us that is loaded late. */
export type EditorHost = Pick<
  Program,
  'version' | 'dist' | 'powershell' | 'secret' | 'askSecret' | 'trusted'
>;

/** What our own command line is started with: it is run by the editor's program, and has its PowerShell. */
function selfEnvironment(powershell: string): Record<string, string> {
  return {
    ...(process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }),
    ...(powershell === '' ? {} : { RECOVERY_RUNBOOKS_POWERSHELL: powershell }),
  };
}

/** Composition root of what lies behind the editor's display; a bundle of its own, loaded late. */
export function editorServices(host: EditorHost): EditorServices {
  return makeEditorServices({
    version: host.version,
    dist: host.dist,
    // read each time: the setting may change while the editor is open
    get powershell() {
      return host.powershell;
    },
    secret: name => host.secret(name),
    trusted: () => host.trusted?.() ?? true,
    askSecret: name => host.askSecret?.(name) ?? Promise.resolve(undefined),
    front: 'editor',
    get self() {
      return {
        file: process.execPath,
        args: [`${host.dist}/cli.mjs`],
        env: selfEnvironment(host.powershell),
      };
    },
    env: process.env,
    platform: process.platform,
  });
}
