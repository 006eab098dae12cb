import { expect, test } from 'vitest';
import { CAPACITY_OPTIONS, countsOf } from './capacity-options.ts';

test.each([
  ['1..4', [1, 2, 3, 4]],
  ['3', [3]],
  ['1,2,4', [1, 2, 4]],
  ['4,1,4', [1, 4]],
  ['16..16', [16]],
])('%s stands for the numbers of replicas %j', (given, counts) => {
  expect(countsOf(given)).toEqual(counts);
});

test.each(['', '0..3', '4..1', '1..17', '1..999999999999', '1.5', 'two', '1..', '1,,2', '-1'])(
  '%j stands for no numbers of replicas',
  (given) => {
    expect(countsOf(given)).toBeNull();
    expect(CAPACITY_OPTIONS.replicaCounts.schema.safeParse(given).success).toBe(false);
  },
);

test.each([
  ['3000rps', 3000],
  ['3000/s', 3000],
  ['2.5', 2.5],
  [70, 70],
])('%j is a rate that can be planned for', (given, perSecond) => {
  expect(CAPACITY_OPTIONS.plannedRate.schema.parse(given)).toBe(perSecond);
});

test.each(['0', '-3', 'many', '3000 rpm', '1e3'])('%j is no rate', (given) => {
  expect(CAPACITY_OPTIONS.plannedRate.schema.safeParse(given).error?.issues[0]?.message).toContain('3000rps');
});

test.each(['auto', 'none', '0.25', '2'])('%j is a quota', (given) => {
  expect(CAPACITY_OPTIONS.quota.schema.parse(given)).toBe(given);
});

test.each(['0', 'some', '-1', '0.001', '1000'])('%j is no quota', (given) => {
  expect(CAPACITY_OPTIONS.quota.schema.safeParse(given).error?.issues[0]?.message).toContain('as 0.25');
});
