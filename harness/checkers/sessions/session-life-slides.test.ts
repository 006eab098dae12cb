import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { sessionLifeSlides } from './session-life-slides.ts';
import { historyOf, read, write } from './test/work-session.ts';

const verdict = (operations: readonly AnyOperation[]) =>
  sessionLifeSlides().judge(historyOf(operations)).verdict;
const REPLICAS = ['b-1', 'b-2', 'b-3'];
/** A session of a replica, read there at these times; 0 for a read that no longer finds it. */
const kept = (name: string, reads: readonly (readonly [atMs: number, version: number])[]) => [
  write([0, 5], name, 1, { id: `read-${name}` }),
  ...reads.map(([atMs, version]) => read([atMs, atMs + 5], name, version, { id: `read-${name}` })),
];
const left = (name: string, atMs: number, version = 0) => [
  write([0, 5], name, 1, { id: `left-${name}` }),
  read([atMs, atMs + 5], name, version, { id: `left-${name}` }),
];
const SLIDES = [
  [1000, 1],
  [2000, 1],
  [3000, 1],
] as const;
const healthy = REPLICAS.flatMap((name) => [...kept(name, SLIDES), ...left(name, 4100)]);

test('is valid when reads keep a session alive, and nothing keeps one that is left alone', () => {
  expect(verdict(healthy)).toMatchObject({ status: 'valid', examined: 6 });
});

test('a life that is counted from the last write ends too early', () => {
  const fixed = kept('b-2', [
    [1000, 1],
    [2100, 0],
  ]);
  expect(verdict([...kept('b-1', SLIDES), ...fixed])).toMatchObject({
    violations: [
      {
        anomaly: 'session-died-early',
        culprits: ['b-2'],
        cause: expect.stringContaining('reads do not extend'),
      },
    ],
  });
});

test('a life that is shorter than it should be ends too early', () => {
  expect(verdict(kept('b-1', [[1000, 0]]))).toMatchObject({
    violations: [{ culprits: ['b-1'], cause: 'sessions live shorter than SESSION_TTL_S' }],
  });
});

test('a session that outlives two lives untouched is kept too long', () => {
  expect(verdict(left('b-3', 4100, 1))).toMatchObject({
    violations: [{ anomaly: 'session-outlives-its-time', culprits: ['b-3'] }],
  });
  expect(verdict(left('b-3', 3900, 1)).status).toBe('unknown');
});

test('what another replica does not find is not for this check', () => {
  const elsewhere = [...kept('b-1', SLIDES), read([3100, 3105], 'b-2', 0, { id: 'read-b-1' })];
  expect(verdict(elsewhere).status).toBe('unknown');
});

test('reads that come too late, or after a write that may have come late, show nothing', () => {
  expect(verdict(kept('b-1', [[2100, 0]])).status).toBe('unknown');
  const unheard = write([10, 20], 'b-1', null, { id: 'read-b-1', outcome: 'info', status: null });
  expect(verdict([...kept('b-1', SLIDES), unheard]).status).toBe('unknown');
});

test('is unknown when a replica lacks, and of nothing', () => {
  expect(verdict(healthy.filter(({ replica }) => replica !== 'b-2'))).toMatchObject({
    reason: expect.stringContaining('b-2'),
  });
  expect(verdict([]).status).toBe('unknown');
});
