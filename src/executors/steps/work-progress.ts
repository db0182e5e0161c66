import type { WorkProgress } from '../../backup/sets.ts';
import type { StepOutput } from '../../runbook/execution.ts';

/** Shows work on files as the progress of the step. `activity` is put before the file's name. */
export function showWork(output: StepOutput, activity: string): (progress: WorkProgress) => void {
  return ({ filesDone, filesTotal, bytesDone, bytesTotal, current }) => {
    output.progress({
      activity: current === '' ? activity : `${activity}: ${current}`,
      filesDone,
      filesTotal,
      bytesDone,
      bytesTotal,
      ...(bytesTotal > 0 ? { percent: Math.floor((bytesDone / bytesTotal) * 100) } : {}),
    });
  };
}
