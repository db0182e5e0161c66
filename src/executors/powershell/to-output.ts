import type { StepOutput } from '../../runbook/execution.ts';
import type { ShellRequest } from './session.ts';

/** Has everything that a shell says go to the step's output, as it comes. */
export function toOutput(
  output: StepOutput,
): Required<Pick<ShellRequest, 'onText' | 'onTable' | 'onProgress'>> {
  return {
    onText: (stream, text) => {
      output.write(stream, text);
    },
    onTable: table => {
      output.table(table);
    },
    onProgress: progress => {
      output.progress(progress);
    },
  };
}
