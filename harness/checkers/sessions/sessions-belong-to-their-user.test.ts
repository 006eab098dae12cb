import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { sessionsBelongToTheirUser } from './sessions-belong-to-their-user.ts';
import { historyOf, read, write } from './test/work-session.ts';

const verdict = (operations: readonly AnyOperation[]) =>
  sessionsBelongToTheirUser().judge(historyOf(operations)).verdict;
const REPLICAS = ['b-1', 'b-2', 'b-3'];
const user = 'stranger';
const own = [write([0, 5], 'b-1', 1), ...REPLICAS.map((name) => read([10, 20], name, 1))];
const refused = REPLICAS.flatMap((name) => [
  read([30, 40], name, 0, { user }),
  write([50, 60], name, null, { user, status: 404 }),
]);

test('is valid when a stranger is refused on every replica', () => {
  expect(verdict([...own, ...refused])).toEqual({ status: 'valid', examined: 6 });
});

test('names the replica that lets a stranger read or write', () => {
  expect(verdict([...own, ...refused, read([70, 80], 'b-2', 1, { user })])).toMatchObject({
    violations: [
      {
        anomaly: 'foreign-read',
        operations: [0, 10],
        culprits: ['b-2'],
        cause: expect.stringContaining('not checked when it is read'),
      },
    ],
  });
  expect(verdict([...own, ...refused, write([70, 80], 'b-3', 2, { user })])).toMatchObject({
    violations: [{ anomaly: 'foreign-write', culprits: ['b-3'] }],
  });
});

test('a replica where the owner had not found the session says nothing', () => {
  const lost = [write([0, 5], 'b-1', 1), read([10, 20], 'b-1', 1), read([10, 20], 'b-2', 0)];
  expect(verdict([...lost, write([30, 40], 'b-2', 1, { user })]).status).toBe('unknown');
});

test('is unknown when a replica was not tried, when it was too late, or nothing was made', () => {
  expect(verdict([...own, ...refused.slice(0, 5)])).toMatchObject({
    reason: expect.stringContaining('b-3'),
  });
  expect(verdict([...own, read([3000, 3010], 'b-1', 0, { user })]).status).toBe('unknown');
  expect(verdict([read([0, 5], 'b-1', 0)]).status).toBe('unknown');
  expect(verdict([]).status).toBe('unknown');
});
