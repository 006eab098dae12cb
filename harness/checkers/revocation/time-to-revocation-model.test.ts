import { array, constantFrom, nat, option, record, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import type { RecordedOperation } from '../../history/recorded.ts';
import { compareOn } from '../test/differential.ts';
import { judged, op, statusOf, violationsIn } from '../auth/test/recorded.ts';
import { timeToRevocationModel } from './time-to-revocation-model.ts';

const model = timeToRevocationModel();
const within500 = timeToRevocationModel({ deltaMs: 500 });
const check = (version: number, output: boolean, at: number, replica: string | null) =>
  op('check', [at, at + 5], { input: { version }, output, replica });
const only = (ops: readonly RecordedOperation[], judge = model) => {
  const violations = violationsIn(judge, ops);
  expect(violations).toHaveLength(1);
  return violations[0]!;
};

/** Login, a kick that returns at 110 ms, and checks every 50 ms on each replica, accepted for so long there. */
function cycle(acceptedMs: Readonly<Record<string, number>>, checks = 20): RecordedOperation[] {
  const probes = Object.entries(acceptedMs).flatMap(([name, ms], i) =>
    Array.from({ length: checks }, (_, n) => check(1, 112 + i + n * 50 - 110 < ms, 112 + i + n * 50, name)),
  );
  return [
    op('login', [0, 5], { output: 1, replica: 'b-1' }),
    ...Object.keys(acceptedMs).map((name, i) => check(1, true, 20 + i / 10, name)),
    op('kick', [100, 110], { replica: 'b-1' }),
    ...probes,
  ];
}

test('is valid, with the time to revocation of each replica, when every kick is obeyed at once', () => {
  expect(judged(model, cycle({ 'b-1': 0, 'b-2': 0 }))).toEqual({
    verdict: { status: 'valid', examined: 1 },
    summary: '1 kick, revoked within 0–18 ms on each of 2 replicas',
    evidence: [
      {
        kind: 'table',
        title: 'Time to revocation, from the kick',
        columns: ['replica', 'kicks', 'checks after', 'stale accepts', 'p50 ms', 'max ms'],
        rows: [
          ['b-1', 1, 20, 0, '[0, 17]', '[0, 17]'],
          ['b-2', 1, 20, 0, '[0, 18]', '[0, 18]'],
        ],
      },
    ],
  });
});
test('names the replica that is late, by how much, and why', () => {
  expect(only(cycle({ 'b-1': 0, 'b-2': 400, 'b-3': 0 }))).toEqual({
    anomaly: 'stale-accept',
    message:
      'b-2 accepted a token of version 1 353 ms after the kick (operation 4) returned (operation 32; stale-accept, 1 of 1 kick)',
    operations: [4, 32],
    culprits: ['b-2'],
    cause: 'b-2 caches the token version for about 500 ms',
  });
});
test('allows what begins within the bound, to the nanosecond', () => {
  const late = cycle({ 'b-1': 400 });
  expect(statusOf(within500, late)).toBe('valid');
  expect(statusOf(timeToRevocationModel({ deltaMs: 352 }), late)).toBe('valid');
  expect(statusOf(timeToRevocationModel({ deltaMs: 351 }), late)).toBe('invalid');
});
test('calls a token that lives again a flip-flop', () => {
  const ops = [...cycle({ 'b-1': 0 }), check(1, true, 2_000, 'b-1')];
  expect(only(ops)).toMatchObject({ anomaly: 'flip-flop', culprits: ['b-1'] });
});
test('is unknown unless one kick was followed by three checks on every replica that was seen', () => {
  const few = cycle({ 'b-1': 0, 'b-2': 0 }).filter((one, i) => one.replica !== 'b-2' || i < 26);
  expect(judged(model, few).verdict).toEqual({
    status: 'unknown',
    reason: 'no kick was followed, after the bound, by 3 checks on each replica (at most: b-1 20, b-2 2)',
  });
  expect(statusOf(timeToRevocationModel({ minimumProbes: 2 }), few)).toBe('valid');
  expect(statusOf(model, cycle({ 'b-1': 0 }, 3))).toBe('valid');
  expect(statusOf(model, cycle({ 'b-1': 0 }, 2))).toBe('unknown');
  expect(statusOf(within500, cycle({ 'b-1': 0 }, 12))).toBe('unknown');
});
test('counts checks without a replica only if none has one', () => {
  const unnamed = cycle({ 'b-1': 0 }).map((one) => ({ ...one, replica: null }));
  expect(statusOf(model, unnamed)).toBe('valid');
  expect(statusOf(model, [...unnamed, check(1, false, 900, 'b-1')])).toBe('unknown');
  expect(statusOf(model, [...cycle({ 'b-1': 0 }), check(1, false, 900, null)])).toBe('valid');
});
test('is unknown without a kick that returned, and without checks of what it ended', () => {
  const reason = 'no token that an acknowledged kick ended was checked';
  for (const ops of [
    [],
    [op('kick', [0, 1])],
    [check(1, true, 0, 'b-1'), op('kick', [10, 20], { outcome: 'info' }), check(1, true, 30, 'b-1')],
    [op('kick', [10, 20]), check(2, true, 30, 'b-1')],
  ])
    expect(judged(model, ops).verdict).toEqual({ status: 'unknown', reason });
});
test('knows what a kick ended by its number, or by what was seen before it began', () => {
  const numbered = op('kick', [0, 10], { output: 5 });
  expect(statusOf(model, [numbered, check(4, true, 11, 'b-1')])).toBe('invalid');
  expect(statusOf(model, [numbered, check(5, true, 11, 'b-1')])).toBe('unknown');
  const seen = op('login', [0, 10], { output: 5 });
  expect(statusOf(model, [seen, op('kick', [11, 20]), check(5, true, 21, 'b-1')])).toBe('invalid');
  expect(statusOf(model, [seen, op('kick', [10, 20]), check(5, true, 21, 'b-1')])).toBe('unknown');
  expect(statusOf(model, [seen, op('kick', [11, 20]), check(5, true, 20, 'b-1')])).toBe('unknown');
  expect(statusOf(model, [seen, op('kick', [11, 20]), check(6, true, 21, 'b-1')])).toBe('unknown');
});
test('judges users apart', () => {
  const ops = [...cycle({ 'b-1': 0 }), { ...check(1, true, 900, 'b-1'), key: 'other' }];
  expect(statusOf(model, ops)).toBe('valid');
});

test('seeks who shares a store among a hundred replicas, and no more', () => {
  const obeying = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`r-${i}`, 0]));
  const causeOf = (count: number) => only(cycle({ ...obeying(count), deaf: Infinity }, 5)).cause;
  expect(causeOf(99)).toBe('deaf reads another Redis (sees no kicks at all but its own)');
  expect(causeOf(100)).toBe('some kicks never reach deaf');
});

/** Whether some kick that ended the version had returned longer than the bound before an accept began: by definition. */
function isLate(ops: readonly RecordedOperation[], deltaNs: number): boolean {
  const versionOf = ({ f, input, output }: RecordedOperation) =>
    f === 'login' || f === 'kick' ? output : input;
  const ends = (kick: RecordedOperation, version: number): boolean =>
    (typeof kick.output === 'number' && version < kick.output) ||
    ops.some((one) => {
      const shown = versionOf(one);
      return (
        one.outcome === 'ok' &&
        typeof shown === 'number' &&
        shown >= version &&
        one.completedNs < kick.invokedNs
      );
    });
  const kicks = ops.filter(({ f, outcome }) => f === 'kick' && outcome === 'ok');
  return ops.some(
    ({ f, input, output, invokedNs }) =>
      f === 'check' &&
      output === true &&
      kicks.some((kick) => invokedNs > kick.completedNs + deltaNs && ends(kick, Number(input))),
  );
}

test('refutes exactly what is late by definition', { timeout: 60_000 }, () => {
  const seen = [0, 0];
  const span = tuple(nat(12), nat(3)).map(([from, ms]) => [from, from + ms] as const);
  const any = record({
    f: constantFrom('kick' as const, 'login' as const, 'check' as const, 'check' as const),
    span,
    version: nat(2),
    isNumbered: constantFrom(true, false),
    accepted: constantFrom(true, false),
    replica: option(constantFrom('b-1', 'b-2')),
    isInfo: nat(5),
  });
  compareOn(tuple(array(any, { minLength: 3, maxLength: 9 }), nat(3)), ([drafts, deltaMs]) => {
    const ops = drafts.map(({ f, span: at, version, isNumbered, accepted, replica, isInfo }) => {
      const outcome = f === 'kick' && isInfo === 0 ? ('info' as const) : ('ok' as const);
      if (f === 'kick') return op(f, at, { replica, outcome, output: isNumbered ? version + 1 : null });
      if (f === 'login') return op(f, at, { replica, output: version });
      return op(f, at, { replica, input: version, output: accepted });
    });
    const late = isLate(ops, deltaMs * 1e6);
    seen[late ? 1 : 0]! += 1;
    expect(statusOf(timeToRevocationModel({ deltaMs }), ops) === 'invalid').toBe(late);
  });
  expect(Math.min(...seen) / (seen[0]! + seen[1]!)).toBeGreaterThan(0.1);
});
