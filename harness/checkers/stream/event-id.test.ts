import { expect, test } from 'vitest';
import { compareEventIds, parseEventId } from './event-id.ts';

const compare = (a: string, b: string): number | null => compareEventIds(parseEventId(a)!, parseEventId(b)!);

test('ids order as numbers, not as text, and beyond the precision of a double', () => {
  expect(compare('9', '10')).toBe(-1);
  expect(compare('1700000000000-10', '1700000000000-9')).toBe(1);
  expect(compare('9007199254740993', '9007199254740992')).toBe(1);
  expect(compare('5-0', '5-0')).toBe(0);
});

test('an integer and a pair have no order between them', () => {
  expect(compare('5', '5-0')).toBeNull();
});

test.each(['', 'abc', '1-2-3', '-1', '1.5', ' 1', '9'.repeat(1000)])('%j has no order', (id) => {
  expect(parseEventId(id)).toBeNull();
});
