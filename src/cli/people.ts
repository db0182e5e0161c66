import * as l10n from '@vscode/l10n';
import { say } from '../errors/language.ts';
import { planText } from '../run/confirmation.ts';
import type {
  ApprovalAnswer,
  ApprovalRequest,
  ConfirmationAnswer,
  ConfirmationRequest,
  InterruptedAnswer,
  InterruptedRequest,
  OverrideAnswer,
  OverrideRequest,
  RunPeople,
} from '../run/people.ts';
import type { ManualAnswer, ManualForm } from '../runbook/execution.ts';
import type { Step } from '../runbook/model.ts';

/** What the engine says, which the log keeps in English, in the reader's language. */
function indented(line: string): string {
  return `  ${say(line)}`;
}

/** A person at the terminal. */
export interface Terminal {
  show(lines: readonly string[]): void;
  /** One line of answer; rejects when the signal fires. */
  ask(question: string, signal: AbortSignal): Promise<string>;
}

export interface CliPeopleOptions {
  /** `--yes` */
  readonly yes: boolean;
  /** `--destroy`, FQDNs. */
  readonly destroy: readonly string[];
  readonly user: string;
  /** Missing where nobody is there to ask. */
  readonly terminal?: Terminal;
}

/**
 * Answers from the command line's options, else from the terminal, else none. `--yes` stands for
 * confirmations only: it never does what hands have to do, and never destroys what was not named.
 */
export class CliPeople implements RunPeople {
  readonly #options: CliPeopleOptions;

  constructor(options: CliPeopleOptions) {
    this.#options = options;
  }

  async confirm(
    request: ConfirmationRequest,
    signal: AbortSignal,
  ): Promise<ConfirmationAnswer | undefined> {
    const by = this.#options.user;
    const named = new Set(this.#options.destroy.map(server => server.toLowerCase()));
    const unnamed = request.destroys.filter(server => !named.has(server.toLowerCase()));
    if (this.#options.yes) {
      const how = request.destroys.length > 0 && unnamed.length === 0 ? '--destroy' : '--yes';
      return { answer: 'yes', by, how, unnamed };
    }
    const { terminal } = this.#options;
    if (terminal === undefined) return undefined;
    terminal.show([
      l10n.t('Step {0} asks for a confirmation:', request.step.id),
      ...planText(request.plan).map(indented),
    ]);
    for (const server of unnamed) {
      const typed = await terminal.ask(
        l10n.t('This destroys data on {0}. Type its name to go on:', server),
        signal,
      );
      if (typed.trim().toLowerCase() !== server.toLowerCase()) {
        return { answer: 'no', by, how: 'typed' };
      }
    }
    const answer = await this.#yes(terminal, l10n.t('Do it?'), signal);
    return { answer: answer ? 'yes' : 'no', by, how: 'typed' };
  }

  async override(
    request: OverrideRequest,
    signal: AbortSignal,
  ): Promise<OverrideAnswer | undefined> {
    const { terminal, user } = this.#options;
    if (terminal === undefined) return undefined;
    terminal.show([
      request.rule === 'changed-step'
        ? l10n.t('Step {0} was changed since it was run:', request.step.id)
        : l10n.t('Step {0} should not be run yet:', request.step.id),
      ...request.detail.map(indented),
    ]);
    const question = l10n.t('Reason to set this aside (empty: do not):');
    const reason = (await terminal.ask(question, signal)).trim();
    return reason === '' ? undefined : { reason, by: user, how: 'typed' };
  }

  async interrupted(
    request: InterruptedRequest,
    signal: AbortSignal,
  ): Promise<InterruptedAnswer | undefined> {
    const { terminal, user, yes } = this.#options;
    const found = request.reconciliation.finding;
    if (yes) {
      const decision = found === 'done' ? 'taken-as-done' : 'run-again';
      return { decision, by: user, how: '--yes' };
    }
    if (terminal === undefined) return undefined;
    terminal.show([
      l10n.t('Step {0} was interrupted; its outcome is not recorded.', request.stepId),
      ...request.reconciliation.lines.map(indented),
    ]);
    const question = l10n.t('Type "again" to run it again, "done" to take it as done:');
    const answer = (await terminal.ask(question, signal)).trim().toLowerCase();
    if (answer === 'again') return { decision: 'run-again', by: user, how: 'typed' };
    if (answer === 'done') return { decision: 'taken-as-done', by: user, how: 'typed' };
    return { decision: 'left-open', by: user, how: 'typed' };
  }

  async approve(
    request: ApprovalRequest,
    signal: AbortSignal,
  ): Promise<ApprovalAnswer | undefined> {
    const by = this.#options.user;
    if (this.#options.yes) return { answer: 'yes', by, how: '--yes' };
    const { terminal } = this.#options;
    if (terminal === undefined) return undefined;
    terminal.show([
      l10n.t('The estate file gives a command: {0}', say(request.purpose)),
      `  ${request.command.join(' ')}`,
    ]);
    const answer = await this.#yes(terminal, l10n.t('Use it in this run?'), signal);
    return { answer: answer ? 'yes' : 'no', by, how: 'typed' };
  }

  async manual(
    step: Step,
    form: ManualForm,
    signal: AbortSignal,
  ): Promise<ManualAnswer | undefined> {
    const { terminal, user } = this.#options;
    if (terminal === undefined) return undefined;
    terminal.show([
      l10n.t('Step {0} is done by hand:', step.id),
      ...form.instruction.split('\n').map(line => `  ${line}`),
    ]);
    const done = await this.#yes(terminal, l10n.t('Is it done?'), signal);
    const note = await terminal.ask(l10n.t('Note (may be empty):'), signal);
    const evidence = [];
    for (const title of done ? form.evidenceAsked : []) {
      const text = await terminal.ask(l10n.t('Evidence, {0}:', title), signal);
      if (text.trim() !== '') evidence.push({ kind: 'text' as const, title, text });
    }
    return { done, note, evidence, by: user };
  }

  async #yes(terminal: Terminal, question: string, signal: AbortSignal): Promise<boolean> {
    const answer = await terminal.ask(`${question} [yes/no]`, signal);
    return answer.trim().toLowerCase() === 'yes';
  }
}
