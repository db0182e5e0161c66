import * as l10n from '@vscode/l10n';
import { dirname } from 'node:path';
import { z } from 'zod';
import {
  handsFailed,
  handsNotApproved,
  handsNotStarted,
  handsSaidNothing,
} from '../../errors/manual.ts';
import type { Evidence, StepOutput } from '../../runbook/execution.ts';
import type { Program } from '../powershell/transport.ts';
import type { ActionRunContext, ActionServices } from './action.ts';
import type { CommandRequest } from './command-runner.ts';

/** Something done outside that the estate's `hands` command knows by name. */
export interface HandsTask {
  readonly task: string;
  /** FQDN. */
  readonly server: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Title of the evidence. */
  readonly title: string;
}

/** In first place of a command of the estate file: this very program, however it was started. */
const ownName = 'recovery-runbooks';

const answer = z.looseObject({ evidence: z.string() });

/** The command as it is started; `hands` as the estate file writes it. */
function startOf(hands: readonly string[], self: Program): Pick<CommandRequest, 'command' | 'env'> {
  const [first, ...rest] = hands;
  if (first !== ownName) return { command: hands };
  return {
    command: [self.file, ...self.args, ...rest],
    ...(self.env === undefined ? {} : { env: self.env }),
  };
}

/** The text of what the command gave: its `evidence` where it is such an object, else as it is. */
function evidenceText(output: string): string {
  const text = output.trim();
  if (!text.startsWith('{')) return text;
  try {
    const read = answer.safeParse(JSON.parse(text));
    return read.success ? read.data.evidence.trim() : text;
  } catch {
    return text; // it only looks like JSON
  }
}

/** What the command was given on its standard input. */
function inputOf(asked: HandsTask, context: ActionRunContext): string {
  const { task, server, parameters } = asked;
  const document = {
    task,
    ...(server === undefined ? {} : { server }),
    run: context.runId,
    step: context.stepId,
    parameters,
  };
  return `${JSON.stringify(document)}\n`;
}

/** Shows what the command writes as it comes, but for an object, of which only the evidence is shown. */
function liveText(output: StepOutput): {
  readonly take: (stream: 'output' | 'error', text: string) => void;
  readonly isHeld: () => boolean;
} {
  let held: boolean | undefined;
  return {
    take: (stream, text) => {
      if (stream === 'error') {
        output.write('information', text);
        return;
      }
      if (held === undefined && text.trim() !== '') held = text.trimStart().startsWith('{');
      if (held === false) output.write('output', text);
    },
    isHeld: () => held === true,
  };
}

/**
 * Has the estate's `hands` command do a task: `TASK SERVER` after its own words, one JSON object
 * `{task, server, run, step, parameters}` on its standard input, the estate file's folder as working
 * folder. What it writes is shown and becomes the evidence. Throws a `Problem` where it is not
 * approved, does not start, fails, or says nothing.
 */
export async function useHands(
  asked: HandsTask,
  hands: readonly string[],
  context: ActionRunContext,
  services: ActionServices,
): Promise<Evidence> {
  const purpose = l10n.t('do what is done outside: {0}', asked.task);
  if (!(await context.people.approveCommand(hands, purpose))) {
    throw handsNotApproved(hands.join(' '), asked.task);
  }
  const words = [asked.task, ...(asked.server === undefined ? [] : [asked.server])];
  const shown = liveText(context.output);
  const start = startOf(hands, services.self);
  const result = await services.commands.run({
    ...start,
    command: [...start.command, ...words],
    cwd: dirname(services.estate.file),
    input: inputOf(asked, context),
    signal: context.signal,
    onText: shown.take,
  });
  const command = [...hands, ...words].join(' ');
  if ('notStarted' in result) throw handsNotStarted(command, result.notStarted, result.text);
  if (result.exitCode !== 0) throw handsFailed(command, asked.task, result);
  const text = evidenceText(result.output);
  if (text === '') throw handsSaidNothing(command, asked.task);
  if (shown.isHeld()) context.output.write('output', `${text}\n`);
  return { kind: 'text', title: asked.title, text };
}
