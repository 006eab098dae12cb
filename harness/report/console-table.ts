import type { Evidence } from '../checkers/verdict.ts';
import { plainText } from './plain-text.ts';
import { wrap } from './wrap.ts';

const GAP = '  ';
/** Columns are made no narrower than this to fit. */
const NARROWEST = 12;

/** A table as text for a terminal so many columns wide: cells that are too long go on in lines of their own; ends with a line break. */
export function renderTable(
  { title, columns, rows }: Extract<Evidence, { kind: 'table' }>,
  width: number,
): string {
  const cells = [columns, ...rows].map((row) =>
    row.map((cell) => plainText(cell === null ? '–' : String(cell))),
  );
  const natural = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const widths = fitted(natural, width - GAP.length * (columns.length - 1));
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

/** Widths that together are at most `room`: the widest are cut first, all to the same width. */
function fitted(natural: readonly number[], room: number): number[] {
  const sum = (most: number): number => natural.reduce((total, one) => total + Math.min(one, most), 0);
  let most = Math.max(...natural);
  while (most > NARROWEST && sum(most) > room) most -= 1;
  return natural.map((one) => Math.min(one, most));
}
