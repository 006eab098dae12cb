import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Column, NameColumn } from './column.ts';

test('a column gives back what was put into each row, over many chunks', () => {
  const column = new Column();
  for (let row = 0; row < 5000; row += 1) column.push(2 * row);
  expect(column.length).toBe(5000);
  for (const row of [0, 1, 1023, 1024, 2047, 2048, 4999]) expect(column.at(row)).toBe(2 * row);
  expect(column.at(6000)).toBeNaN();
});

test('the rows of each name are those it was put into, in order, by first name first', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', null), { maxLength: 30 }), (names) => {
      const column = new NameColumn<string | null>();
      for (const name of names) column.push(name);
      const byName = Map.groupBy(names.keys(), (row) => names[row]!);
      expect([...column.rowsByName()].map(([name, rows]) => [name, [...rows]])).toEqual([...byName]);
      for (const [row, name] of names.entries()) expect(column.at(row)).toBe(name);
    }),
  );
});
