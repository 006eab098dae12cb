import type { Evidence } from '../checkers/verdict.ts';
import { plainText } from './plain-text.ts';
import { wrap } from './wrap.ts';

const GAP = '  ';
const NARROWEST_LAST = 24;

/** A table as text, for a terminal so many columns wide: the last column takes what is left, on lines of its own; ends with a line break. */
export function renderTable(
  { title, columns, rows }: Extract<Evidence, { kind: 'table' }>,
  width: number,
): string {
  const cells = [columns, ...rows].map((row) =>
    row.map((cell) => plainText(cell === null ? '–' : String(cell))),
  );
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const before = widths.slice(0, -1).reduce((sum, one) => sum + one + GAP.length, 0);
  const lastWidth = Math.max(NARROWEST_LAST, width - before);
  const lines = cells.flatMap((row) => {
    const [first = '', ...more] = wrap(row.at(-1) ?? '', lastWidth);
    const begin = row.slice(0, -1).map((cell, at) => cell.padEnd(widths[at] ?? 0));
    return [[...begin, first].join(GAP).trimEnd(), ...more.map((line) => ' '.repeat(before) + line)];
  });
  return `${[plainText(title), ...lines].join('\n')}\n`;
}
