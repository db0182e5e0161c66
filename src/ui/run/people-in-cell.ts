import * as l10n from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
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
} from '../../run/people.ts';
import type { Evidence, ManualAnswer, ManualForm } from '../../runbook/execution.ts';
import type { Step } from '../../runbook/model.ts';
import type { Panel, PanelAnswer } from '../panel.ts';
import {
  approvePanel,
  confirmPanel,
  interruptedPanel,
  manualPanel,
  overridePanel,
} from './ask-panels.ts';
import type { Asks } from './asks.ts';
import { writtenEvidence } from './evidence.ts';

type AskPanel = Extract<Panel, { panel: 'ask' }>;

/** A question as its cell shows it; `answered` puts what was answered in its place. */
export interface ShownAsk {
  answered(text: string): void;
}

/** Where questions are shown. */
export interface AskPlace {
  /** URI of the notebook, as text. */
  readonly notebook: string;
  show(step: string, panel: AskPanel): ShownAsk;
}

/**
 * The person in front of the notebook: each question is shown in the cell that asks, never as a
 * modal, and waits there for as long as it takes.
 */
export class PeopleInCell implements RunPeople {
  readonly #asks: Asks;
  readonly #place: AskPlace;
  readonly #user: string;
  readonly #commands: readonly string[];
  #allCommands = false;

  /** `commands`: every command that the estate file gives, each as one line. */
  constructor(asks: Asks, place: AskPlace, user: string, commands: readonly string[]) {
    this.#asks = asks;
    this.#place = place;
    this.#user = user;
    this.#commands = commands;
  }

  async confirm(request: ConfirmationRequest, signal: AbortSignal): Promise<ConfirmationAnswer> {
    const given = await this.#ask(request.step.id, id => confirmPanel(id, request), signal);
    const typed = new Set(given.typed.map(name => name.trim().toLowerCase()));
    const unnamed =
      given.decision === 'yes'
        ? request.destroys.filter(server => !typed.has(server.toLowerCase()))
        : [];
    return {
      answer: given.decision === 'yes' ? 'yes' : 'no',
      by: this.#user,
      how: request.destroys.length > 0 ? 'typed' : 'button',
      unnamed,
    };
  }

  async override(
    request: OverrideRequest,
    signal: AbortSignal,
  ): Promise<OverrideAnswer | undefined> {
    const given = await this.#ask(request.step.id, id => overridePanel(id, request), signal);
    const reason = given.text.trim();
    if (given.decision !== 'override' || reason === '') return undefined;
    return { reason, by: this.#user, how: 'typed' };
  }

  async interrupted(request: InterruptedRequest, signal: AbortSignal): Promise<InterruptedAnswer> {
    const { decision } = await this.#ask(
      request.stepId,
      id => interruptedPanel(id, request),
      signal,
    );
    const known = decision === 'run-again' || decision === 'taken-as-done';
    return { decision: known ? decision : 'left-open', by: this.#user, how: 'button' };
  }

  /** One answer may stand for all commands of the estate file, because all of them were shown. */
  async approve(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer> {
    const by = this.#user;
    const line = request.command.join(' ');
    if (this.#allCommands && this.#commands.includes(line)) {
      return { answer: 'yes', by, how: 'button' };
    }
    const others = this.#commands.filter(each => each !== line);
    const given = await this.#ask(request.step.id, id => approvePanel(id, request, others), signal);
    this.#allCommands ||= given.decision === 'all';
    const yes = given.decision === 'yes' || given.decision === 'all';
    return { answer: yes ? 'yes' : 'no', by, how: 'button' };
  }

  async manual(step: Step, form: ManualForm, signal: AbortSignal): Promise<ManualAnswer> {
    const given = await this.#ask(step.id, id => manualPanel(id, step.id, form), signal);
    const titles = [...form.evidenceAsked, l10n.t('Other evidence')];
    const evidence: Evidence[] = [];
    for (const [i, written] of given.evidence.entries()) {
      const title = titles[i];
      if (title !== undefined && written.trim() !== '') {
        evidence.push(await writtenEvidence(title, written));
      }
    }
    return { done: given.decision === 'done', note: given.text, evidence, by: this.#user };
  }

  async #ask(
    step: string,
    make: (id: string) => AskPanel,
    signal: AbortSignal,
  ): Promise<PanelAnswer> {
    const panel = make(randomUUID());
    const shown = this.#place.show(step, panel);
    try {
      const given = await this.#asks.wait({ panel, step, notebook: this.#place.notebook }, signal);
      const label = panel.labels[given.decision] ?? given.decision;
      shown.answered(l10n.t('{0} — {1}, by {2}', panel.title, label, this.#user));
      return given;
    } catch (thrown) {
      shown.answered(l10n.t('{0} — not answered', panel.title));
      throw thrown;
    }
  }
}
