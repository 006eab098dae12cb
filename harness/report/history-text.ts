import { styleText } from 'node:util';
import type { Chart } from '../checkers/chart.ts';
import type { Evidence, Judgement, Violation } from '../checkers/verdict.ts';
import { EXIT } from '../errors.ts';
import { chartSentences } from './chart/text.ts';
import { plainText } from './plain-text.ts';
import { label, MARK } from './status.ts';
import { wrap } from './wrap.ts';

/** What a recorded history was found to be. */
export interface HistoryVerdict {
  readonly path: string;
  readonly model: string;
  readonly judgement: Judgement;
}

type Table = Extract<Evidence, { kind: 'table' }>;

const COLOURS = { valid: 'green', invalid: 'red', unknown: 'yellow' } as const;
const WIDTH = 110;
const ROWS_SHOWN = 20;
const LONGEST_CELL = 60;

/** The verdict on a recorded history for standard output; ends with a line break. */
export function renderHistoryVerdict({ path, model, judgement }: HistoryVerdict, colour: boolean): string {
  const { verdict, summary, evidence } = judgement;
  const word = label(verdict.status).toUpperCase();
  const painted = (text: string): string =>
    colour ? styleText(COLOURS[verdict.status], text, { validateStream: false }) : text;
  const lines = [
    `${painted(MARK[verdict.status])} ${model}   ${painted(label(verdict.status))}   ${plainText(summary, 300)}`,
    ...detailsOf(judgement).flatMap((text) => wrap(plainText(text), WIDTH - 2).map((line) => `  ${line}`)),
    ...(verdict.status === 'valid' ? [] : evidence.flatMap(evidenceLines)),
    `${painted(word)} · ${plainText(path, 200)} · exit ${EXIT[verdict.status]}`,
  ];
  return `${lines.join('\n')}\n`;
}

function detailsOf({ verdict }: Judgement): string[] {
  switch (verdict.status) {
    case 'valid':
      return [];
    case 'unknown':
      return [verdict.reason];
    case 'invalid':
      return verdict.violations.map(violationText);
  }
}

function violationText({ anomaly, message, operations, culprits, cause }: Violation): string {
  const shown = operations.slice(0, ROWS_SHOWN).join(', ') + (operations.length > ROWS_SHOWN ? ' …' : '');
  const parts = [
    `${anomaly}: ${message}`,
    ...(culprits.length > 0
      ? [`${culprits.length === 1 ? 'Culprit' : 'Culprits'}: ${culprits.join(', ')}.`]
      : []),
    ...(cause === null ? [] : [`Likely: ${cause}.`]),
    `Operations: ${shown}.`,
  ];
  return parts.join(' ');
}

function evidenceLines(evidence: Evidence): string[] {
  switch (evidence.kind) {
    case 'matrix':
      return [];
    case 'table':
      return tableLines(evidence);
    case 'chart':
      return chartLines(evidence);
  }
}

function chartLines(chart: Chart): string[] {
  const sentences = chartSentences(chart).flatMap((sentence) => wrap(sentence, WIDTH - 4));
  return ['', `  ${plainText(chart.title)}`, ...sentences.map((line) => `    ${line}`)];
}

function tableLines(evidence: Table): string[] {
  const text = (cell: string | number | null): string => plainText(String(cell ?? '–'), LONGEST_CELL);
  const rows = [evidence.columns, ...evidence.rows.slice(0, ROWS_SHOWN)].map((row) => row.map(text));
  const widths = evidence.columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const more = evidence.rows.length - ROWS_SHOWN;
  return [
    '',
    `  ${plainText(evidence.title)}`,
    ...rows.map((row) => `    ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd()),
    ...(more > 0 ? [`    … and ${more} more, with --json`] : []),
  ];
}
