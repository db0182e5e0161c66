import type { CliCommand } from './command.ts';
import { estateUsage } from './commands/estate.ts';
import { lintUsage } from './commands/lint.ts';
import { logUsage } from './commands/log.ts';
import { planUsage } from './commands/plan.ts';
import { practiceUsage } from './commands/practice.ts';
import { runUsage } from './commands/run.ts';
import { scheduleUsage } from './commands/schedule.ts';
import { setUsage } from './commands/set.ts';

/** Name and uses of every command, in the order of `--help`; known without anything being started. */
export const commandUsages: readonly Pick<CliCommand, 'name' | 'usage'>[] = [
  { name: 'run', usage: runUsage },
  { name: 'lint', usage: lintUsage },
  { name: 'log', usage: logUsage },
  { name: 'set', usage: setUsage },
  { name: 'plan', usage: planUsage },
  { name: 'schedule', usage: scheduleUsage },
  { name: 'estate', usage: estateUsage },
  { name: 'practice', usage: practiceUsage },
];
