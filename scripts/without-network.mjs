/**
 * Runs a program where there is no network but the computer's own loopback: in a network namespace of
 * Linux, as root or where user namespaces are permitted. Nothing on the computer is changed by it.
 *
 *     node scripts/without-network.mjs COMMAND [ARGUMENT]...
 *
 * Exits with the program's status; with 3, and a line that says why, where it cannot be done.
 */
import { spawn, spawnSync } from 'node:child_process';
import { argv, getuid } from 'node:process';
import { pathToFileURL } from 'node:url';

/** Brings loopback up, which is down in a new namespace, and becomes the program. */
const withLoopback = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

/** Loopback answers, and an address of documentation (RFC 5737) cannot even be asked for. */
const probe = `
  const net = require('node:net');
  const server = net.createServer(socket => socket.end()).listen(0, '127.0.0.1', () => {
    net.connect(server.address().port, '127.0.0.1').once('connect', () => {
      server.close();
      net.connect(9, '192.0.2.1').once('error', ({ code }) => process.exit(code === 'ENETUNREACH' ? 0 : 1));
    });
  });
  setTimeout(() => process.exit(1), 10000);
`;

/**
 * The words to put before a command so that it has no network; else why that cannot be.
 * @returns {{ readonly words: readonly string[] } | { readonly reason: string }}
 */
export function networkCut() {
  if (process.platform !== 'linux') return { reason: 'network namespaces are of Linux only' };
  const user = getuid() === 0 ? [] : ['--user', '--map-root-user'];
  const words = ['unshare', ...user, '--net', ...withLoopback];
  const [file, ...args] = [...words, process.execPath, '-e', probe];
  const { status, error, stderr } = spawnSync(file, args, { encoding: 'utf8', timeout: 30_000 });
  if (status === 0) return { words };
  const why = error?.message ?? stderr.trim();
  return { reason: why === '' ? 'a namespace without network cannot be made here' : why };
}

function main() {
  const cut = networkCut();
  if ('reason' in cut || argv.length < 3) {
    process.stderr.write(`${cut.reason ?? 'which command is to be run?'}\n`);
    process.exitCode = 3;
    return;
  }
  const [file, ...args] = [...cut.words, ...argv.slice(2)];
  spawn(file, args, { stdio: 'inherit' }).once('exit', code => {
    process.exitCode = code ?? 1;
  });
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) main();
