import { shellValueRefused } from '../../../errors/powershell.ts';
import { bootstrapArguments } from '../command-line.ts';
import type { Launch, Program } from '../transport.ts';

/** In first place of a command of the estate file: this very program, however it was started. */
const ownName = 'recovery-runbooks';

/** The command of the estate file with the bootstrap behind it, started in the estate file's folder. */
export function commandLaunch(
  command: readonly string[],
  parts: {
    readonly server: { readonly fqdn: string };
    readonly nonce: string;
    readonly folder: string;
    readonly self: Program;
  },
): Launch {
  const [first, ...words] = command;
  if (first === undefined || first === '') {
    throw shellValueRefused(parts.server.fqdn, 'command', command.join(' '));
  }
  const program = first === ownName ? parts.self : { file: first, args: [] };
  return {
    ...program,
    args: [...program.args, ...words, ...bootstrapArguments(parts.nonce)],
    cwd: parts.folder,
    driver: 'first-line',
  };
}
