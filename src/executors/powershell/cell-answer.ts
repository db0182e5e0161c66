import * as l10n from '@vscode/l10n';
import type { Progress } from '../../runbook/execution.ts';
import { Secret, type VariableValue } from '../../runbook/variables.ts';
import type { Frame } from './frames.ts';
import type { ShellEnd, ShellError, ShellRequest, ShellResult } from './session.ts';

/** Errors that are kept one by one; all of them are shown as they come. */
const mostErrors = 1_000;

type ErrorFrame = Extract<Frame, { t: 'error' }>;
type EndFrame = Extract<Frame, { t: 'end' }>;

function shellError(frame: ErrorFrame): ShellError {
  return {
    message: frame.m,
    category: frame.c,
    errorId: frame.id,
    command: frame.cmd,
    line: frame.l,
    column: frame.col,
    terminating: frame.end,
  };
}

/** An error as it is shown: the words first, then where. */
export function errorText(error: ShellError): string {
  const words = error.command === '' ? error.message : `${error.command}: ${error.message}`;
  if (error.line === 0) return `${words.trimEnd()}\n`;
  const at = l10n.t('line {0}, column {1}', error.line, error.column);
  return `${words.trimEnd()}\n    ${at} [${error.category}]\n`;
}

function progressOf(frame: Extract<Frame, { t: 'progress' }>): Progress {
  const detail = frame.st.trim();
  return {
    activity: detail === '' ? frame.a : `${frame.a}: ${detail}`,
    ...(frame.done ? { percent: 100 } : frame.p < 0 ? {} : { percent: frame.p }),
    ...(frame.r < 0 ? {} : { remainingMs: frame.r * 1000 }),
  };
}

/** Gathers what one cell gives, and hands on what is to be seen at once. */
export class CellAnswer {
  readonly #request: ShellRequest;
  readonly #errors: ShellError[] = [];
  readonly #objects: unknown[] = [];
  #end: EndFrame | undefined;

  constructor(request: ShellRequest) {
    this.#request = request;
  }

  take(frame: Frame): void {
    const request = this.#request;
    switch (frame.t) {
      case 'text':
        request.onText?.(frame.s, frame.x);
        break;
      case 'host':
        request.onText?.('information', Buffer.from(frame.b, 'base64').toString('utf8'));
        break;
      case 'object':
        this.#objects.push(frame.o);
        break;
      case 'table': {
        const [columns = [], ...rows] = frame.rows;
        request.onTable?.({ columns: columns.map(name => name ?? ''), rows });
        break;
      }
      case 'error': {
        const error = shellError(frame);
        if (this.#errors.length < mostErrors || error.terminating) this.#errors.push(error);
        request.onText?.('error', errorText(error));
        break;
      }
      case 'progress':
        request.onProgress?.(progressOf(frame));
        break;
      case 'end':
        this.#end = frame;
        break;
      default:
        break; // answers to other requests
    }
  }

  /** What PowerShell's own host writes with `-WhatIf` comes past the streams. */
  stray(text: string): void {
    this.#request.onText?.(this.#request.whatIf === true ? 'information' : 'stray', text);
  }

  /** The result where the driver ended the cell, or where its process did. */
  result(lost?: { readonly end: ShellEnd; readonly reason: string }): ShellResult {
    const end = this.#end;
    const found = { errors: this.#errors, objects: this.#objects };
    if (lost !== undefined || end === undefined) {
      const { end: how, reason } = lost ?? { end: 'died' as const, reason: '' };
      return { ...found, end: how, reason, variables: new Map() };
    }
    return {
      ...found,
      end: end.e,
      variables: this.#variables(end),
      ...(end.code === null ? {} : { exitCode: end.code }),
    };
  }

  #variables(end: EndFrame): Map<string, VariableValue> {
    const values = new Map<string, VariableValue>();
    for (const [name, value] of Object.entries(end.v)) {
      if (typeof value === 'string') {
        values.set(name, value);
        continue;
      }
      const sent = this.#request.variables?.[name];
      if (value.s && sent instanceof Secret) values.set(name, sent);
      else this.#request.onText?.('warning', `${changedSecret(name)}\n`);
    }
    return values;
  }
}

function changedSecret(name: string): string {
  return l10n.t(
    '${0} is a SecureString that the step made: it stays in the session and is not kept.',
    name,
  );
}
