import { expect, test } from 'vitest';
import { PackedRows } from './packed-rows.ts';

test('keeps rows as they were, in many chunks', () => {
  const rows = new PackedRows(2);
  for (let n = 0; n < 9_000; n += 1) rows.push(n, n + 0.5);
  expect(rows.length).toBe(9_000);
  for (const n of [0, 4_095, 4_096, 8_999]) expect([rows.get(n, 0), rows.get(n, 1)]).toEqual([n, n + 0.5]);
  expect(rows.get(9_000, 0)).toBeNaN();
});
