import type { AnyOperation } from '../../history/operation.ts';
import { nsToMs } from '../../time/clock.ts';
import { duration } from '../format.ts';
import { plainText } from '../plain-text.ts';
import { answerOf, answererOf } from './operation-text.ts';
import { operationsTimeline } from './operations-timeline.ts';
import { moreNote, table } from './parts.ts';
import type { Fragment, SafeHtml } from './safe-html.ts';
import { html, NOTHING } from './safe-html.ts';

/** A scenario's operations, read when its violations are shown. */
export type OperationsOf = (scenario: string) => readonly AnyOperation[];

/** Operations by the index that violations cite them by. */
export type OperationLookup = ReadonlyMap<number, AnyOperation>;

/** More operations than this explain nothing. */
const MAX_OPERATIONS = 24;

const COLUMNS = [
  '#',
  'Client',
  'Operation',
  'Sent to',
  'Answered by',
  'Begin ms',
  'End ms',
  'Took',
  'Answer',
];
const VALUE_COLUMN = 'Input and output';

/** The operations by index. */
export function lookupOf(operations: readonly AnyOperation[]): OperationLookup {
  return new Map(operations.map((op) => [op.index, op]));
}

/** The operations a violation cites, in time: drawn, and as a table. */
export function citedOperations(indexes: readonly number[], lookup: OperationLookup): SafeHtml {
  if (indexes.length === 0) return NOTHING;
  const unique = [...new Set(indexes)];
  const found = unique.slice(0, MAX_OPERATIONS).flatMap((index) => lookup.get(index) ?? []);
  const missing = unique.slice(0, MAX_OPERATIONS).filter((index) => !lookup.has(index));
  const ordered = found.toSorted(
    (left, right) => left.invokedNs - right.invokedNs || left.index - right.index,
  );
  return html`<div class="cited">
    ${ordered.length === 0 ? NOTHING : [operationsTimeline(ordered), operationsTable(ordered)]}
    ${missing.length === 0 ? NOTHING : html`<p class="note">Not in the saved history: ${missing.map((index) => `#${index}`).join(' ')}</p>`}
    ${moreNote(unique.length - MAX_OPERATIONS, 'operations', 'verdict.json')}
  </div>`;
}

function operationsTable(operations: readonly AnyOperation[]): SafeHtml {
  const options = {
    caption: 'Operations cited, times in milliseconds since the run began',
    columns: [...COLUMNS, VALUE_COLUMN],
    numeric: [0, 1, 5, 6, 7],
  };
  return table(options, operations.map(row));
}

function row(op: AnyOperation): Fragment[] {
  const isOpen = op.outcome === 'info';
  return [
    `#${op.index}`,
    op.process,
    [html`<code>${op.f}</code>`, small(op.key), op.stage === '' ? NOTHING : small(`stage ${op.stage}`)],
    plainText(op.route, 60),
    [html`<b>${plainText(answererOf(op), 60)}</b>`, small(op.upstream ?? '')],
    nsToMs(op.invokedNs).toFixed(1),
    isOpen ? '–' : nsToMs(op.completedNs).toFixed(1),
    isOpen ? 'open' : duration(nsToMs(op.completedNs - op.invokedNs)),
    answerCell(op),
    [valueLine('', op.input), op.output === null ? NOTHING : valueLine('→ ', op.output)],
  ];
}

function small(text: string): SafeHtml {
  return text === '' ? NOTHING : html`<small>${plainText(text, 120)}</small>`;
}

function answerCell(op: AnyOperation): SafeHtml {
  const { kind, text } = answerOf(op);
  const problems = op.problems.slice(0, 3).map(small);
  return html`<span class="answer is-${kind}">${text}</span>${problems}`;
}

function valueLine(before: string, value: object): SafeHtml {
  const pairs = Object.entries(value).map(([name, item]) => `${name}=${itemText(item)}`);
  return pairs.length === 0 ? NOTHING : html`<code>${plainText(`${before}${pairs.join(' ')}`, 240)}</code>`;
}

function itemText(item: unknown): string {
  return typeof item === 'string' ? plainText(item, 120) : (JSON.stringify(item) ?? '');
}
