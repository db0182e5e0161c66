import * as l10n from '@vscode/l10n';
import { taskRefused } from '../../errors/practice.ts';
import type { ComputerState } from '../state.ts';
import type { PracticeStore } from '../store.ts';

/** The server's state; throws a `Problem` while no operating system runs there. */
export async function runningComputer(
  store: PracticeStore,
  task: string,
  server: string,
): Promise<ComputerState> {
  const computer = await store.computer(server);
  if (computer.power === 'running') return computer;
  throw taskRefused(
    task,
    server,
    l10n.t('it is lost since {0}.', computer.lostAt),
    l10n.t('Install the operating system first (task install-os).'),
  );
}
