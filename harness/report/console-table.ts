import type { Evidence } from '../checkers/verdict.ts';
import { plainText } from './plain-text.ts';
import { wrap } from './wrap.ts';

const GAP = '  ';
/** Columns are made no narrower than this to fit, nor than their longest word, if that is no longer than this. */
const NARROWEST = 12;
const LONGEST_WORD = 24;

/** A table as text for a terminal so many columns wide: cells that are too long go on in lines of their own; ends with a line break. */
export function renderTable(
  { title, columns, rows }: Extract<Evidence, { kind: 'table' }>,
  width: number,
): string {
  const cells = [columns, ...rows].map((row) =>
    row.map((cell) => plainText(cell === null ? '–' : String(cell))),
  );
  const natural = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const least = columns.map((_, at) => Math.max(...cells.map((row) => longestWord(row[at] ?? ''))));
  const widths = fitted(natural, least, width - GAP.length * (columns.length - 1));
  const lines = cells.flatMap((row) => {
    const wrapped = row.map((cell, at) => wrap(cell, widths[at] ?? NARROWEST));
    const height = Math.max(1, ...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      wrapped
        .map((parts, at) => (parts[line] ?? '').padEnd(widths[at] ?? 0))
        .join(GAP)
        .trimEnd(),
    );
  });
  return `${[plainText(title), ...lines].join('\n')}\n`;
}

/** Of words that may be broken no part: it can be so narrow. */
const longestWord = (text: string): number =>
  Math.max(0, ...text.split(' ').map(({ length }) => (length > LONGEST_WORD ? 0 : length)));

/** Widths that together are at most `room`: the widest are cut first, all to the same width, and none below its least. */
function fitted(natural: readonly number[], least: readonly number[], room: number): number[] {
  const cutTo = (most: number): number[] =>
    natural.map((one, at) => Math.max(Math.min(one, most), least[at] ?? 0));
  const sum = (widths: readonly number[]): number => widths.reduce((total, one) => total + one, 0);
  let most = Math.max(...natural);
  while (most > NARROWEST && sum(cutTo(most)) > room) most -= 1;
  return cutTo(most);
}
