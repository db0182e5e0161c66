import * as l10n from '@vscode/l10n';
import type { Progress } from '../../runbook/execution.ts';
import { bytesText, shortDuration } from '../words.ts';
import { harmless } from './stream-text.ts';

/** Progress in one line: `LcsCDR: 40 %, 3.1 GB of 7.8 GB, 52.0 MB/s, 1 min 30 s left`. */
export function progressText(progress: Progress): string {
  const parts: string[] = [];
  const { percent, bytesDone, bytesTotal, filesDone, filesTotal } = progress;
  if (percent !== undefined) parts.push(l10n.t('{0} %', Math.round(percent)));
  if (filesDone !== undefined) {
    parts.push(
      filesTotal === undefined
        ? l10n.t('{0} files', filesDone)
        : l10n.t('{0} of {1} files', filesDone, filesTotal),
    );
  }
  if (bytesDone !== undefined) {
    parts.push(
      bytesTotal === undefined
        ? bytesText(bytesDone)
        : l10n.t('{0} of {1}', bytesText(bytesDone), bytesText(bytesTotal)),
    );
  }
  if (progress.bytesPerSecond !== undefined) {
    parts.push(l10n.t('{0}/s', bytesText(progress.bytesPerSecond)));
  }
  if (progress.remainingMs !== undefined) {
    parts.push(l10n.t('{0} left', shortDuration(progress.remainingMs)));
  }
  const activity = harmless(progress.activity).replaceAll('\n', ' ');
  return parts.length === 0 ? activity : `${activity}: ${parts.join(', ')}`;
}
