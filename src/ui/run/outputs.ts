import * as vscode from 'vscode';
import type { Table } from '../../runbook/execution.ts';
import { panelMime, type Panel } from '../panel.ts';
import { harmless } from './stream-text.ts';

/** Rows of a table that a cell shows. */
const mostRows = 500;

/** A panel with its text twin, for readers of plain text and where the renderer is missing. */
export function panelOutput(panel: Panel, text: string): vscode.NotebookCellOutput {
  return new vscode.NotebookCellOutput(panelItems(panel, text));
}

/** The items of a panel's output. */
export function panelItems(panel: Panel, text: string): vscode.NotebookCellOutputItem[] {
  return [
    vscode.NotebookCellOutputItem.json(panel, panelMime),
    vscode.NotebookCellOutputItem.text(text, 'text/plain'),
  ];
}

/** A table as columns of text, a missing value as `NULL`. */
function tableText(table: Table): string {
  const cells = [table.columns, ...table.rows.map(row => row.map(cell => cell ?? 'NULL'))];
  const rows = cells.map(row => row.map(cell => harmless(cell).replaceAll('\n', '\\n')));
  const widths = table.columns.map((_, column) =>
    Math.min(60, Math.max(0, ...rows.map(row => (row[column] ?? '').length))),
  );
  return rows
    .map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map(line => line.trimEnd())
    .join('\n');
}

/** A table as its cell shows it: cut, with how many rows the log has beyond. */
export function tableOutput(
  table: Table,
  moreText: (rows: number) => string,
): vscode.NotebookCellOutput {
  const rows = table.rows.slice(0, mostRows);
  const hidden = table.rows.length - rows.length;
  const more = hidden > 0 ? moreText(hidden) : '';
  const clean = rows.map(row => row.map(cell => (cell === null ? null : harmless(cell))));
  const columns = table.columns.map(harmless);
  const text = tableText({ columns, rows });
  return panelOutput(
    { panel: 'table', columns, rows: clean, more },
    more === '' ? text : `${text}\n${more}`,
  );
}
