import * as vscode from 'vscode';
import type { Diagnostic } from '../../errors/diagnostic.ts';
import { readInfo } from '../../runbook/attributes/info-string.ts';
import type { Step } from '../../runbook/model.ts';
import { infoOf } from '../notebook/edit-attributes.ts';

/** A finding at its place in one document, with what would mend it. */
export interface PlacedFinding {
  readonly found: Diagnostic;
  readonly range: vscode.Range;
  /** It is about the text of its cell alone. */
  readonly own?: boolean;
  /** A whole new info string for the cell; text fixes stand in `found.fix`. */
  readonly info?: string;
}

/** A 1-based range as the editor counts; lines are those of the document. */
export function rangeOf(
  { line, column, endLine, endColumn }: Diagnostic,
  from = { line: 1, column: 1 },
): vscode.Range {
  const at = (each: number, base: number): number => Math.max(0, each - base);
  return new vscode.Range(
    at(line, from.line),
    at(column, from.column),
    at(endLine, from.line),
    at(endColumn, from.column),
  );
}

/** Where the info string of a step begins on its line, by an attribute that it has. */
function infoColumn(step: Step, info: string): number | undefined {
  const [first] = step.attributes.all;
  const [read] = readInfo(info).attributes;
  return first === undefined || read === undefined
    ? undefined
    : first.range.start.column - read.start;
}

/** The info string with a fix of the file's line put into it. */
function mendedInfo(found: Diagnostic, step: Step, info: string): string | undefined {
  const column = infoColumn(step, info);
  if (found.fix === undefined || column === undefined || found.line !== found.endLine) {
    return undefined;
  }
  return info.slice(0, found.column - column) + found.fix + info.slice(found.endColumn - column);
}

function inStep(found: Diagnostic, step: Step): boolean {
  return found.line >= step.range.start.line && found.line <= step.range.end.line;
}

function ofStep(found: Diagnostic, step: Step, cell: vscode.NotebookCell): PlacedFinding {
  if (found.line >= step.textStart.line) return { found, range: rangeOf(found, step.textStart) };
  // the attributes are not part of the cell's text: its first line stands for them
  const range = new vscode.Range(0, 0, 0, Math.max(1, cell.document.lineAt(0).text.length));
  const info = mendedInfo(found, step, infoOf(cell));
  return { found, range, ...(info === undefined ? {} : { info }) };
}

/**
 * Findings in a file as findings in the cells of its notebook, by the cell's index. Front matter is
 * cell 0 and begins on line 2; what stands between the steps is told at the cell after it.
 */
export function inCells(
  notebook: vscode.NotebookDocument,
  stepAt: ReadonlyMap<number, Step>,
  all: readonly Diagnostic[],
): Map<number, PlacedFinding[]> {
  const found = new Map<number, PlacedFinding[]>();
  const add = (index: number, placed: PlacedFinding): void => {
    found.set(index, [...(found.get(index) ?? []), placed]);
  };
  const steps = [...stepAt];
  const hasFront = notebook.cellCount > 0 && notebook.cellAt(0).document.languageId === 'yaml';
  let next = 0;
  for (const each of all) {
    while (next < steps.length && (steps[next]?.[1].range.end.line ?? 0) < each.line) next += 1;
    const [index, step] = steps[next] ?? [];
    if (index !== undefined && step !== undefined && inStep(each, step)) {
      add(index, ofStep(each, step, notebook.cellAt(index)));
    } else if (hasFront && each.line <= notebook.cellAt(0).document.lineCount + 2) {
      add(0, { found: each, range: rangeOf(each, { line: 2, column: 1 }) });
    } else add(index ?? 0, { found: each, range: new vscode.Range(0, 0, 0, 1) });
  }
  return found;
}
