import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { NAMES } from '../general/test/calls.ts';
import { recoversFromBurst } from './recovers-from-burst.ts';
import { around, began, historyOf, latency, offer, wrong } from './test/load-story.ts';
import { phase } from './test/phases.ts';

/** Seven seconds of calm, of burst, and of calm again. */
const PHASES = [phase(30, 7000), phase(300, 7000), phase(30, 7000)];
const SECONDS = Array.from({ length: 21 }, (_, second) => second);
const isBurst = (second: number): boolean => second >= 7 && second < 14;

type Latency = (name: string, second: number) => number;

const spiked = (medianUs: Latency): AnyOperation[] => [
  began({ phases: PHASES, durationMs: 21_000, warmUpMs: 2000 }),
  ...SECONDS.flatMap((second) => [
    offer(second),
    ...NAMES.map((name) =>
      latency(second, name, around(medianUs(name, second), isBurst(second) ? 100 : 10, second)),
    ),
  ]),
];
const judge = (...operations: readonly (AnyOperation | readonly AnyOperation[])[]) =>
  recoversFromBurst().judge(historyOf(...operations)).verdict;

test('replicas that are as fast after a burst as before it are valid, whatever they were like in it', () => {
  expect(judge(spiked((_, second) => (isBurst(second) ? 900_000 : 5000)))).toEqual({
    status: 'valid',
    examined: 3,
  });
});

test('a replica that stays slow is named', () => {
  const lingers = spiked((name, second) => (name === 'b-2' && second >= 8 ? 305_000 : 5000));
  expect(judge(lingers)).toMatchObject({
    status: 'invalid',
    violations: [
      {
        anomaly: 'no-recovery',
        culprits: ['b-2'],
        message: expect.stringMatching(
          /^b-2 took [\d.]+ ms to [\d.]+ ms before the burst, and [\d.]+ ms to 3\d\d/u,
        ) as string,
        cause: expect.stringContaining('its effect on b-2 is not') as string,
      },
    ],
  });
});

test('three times as long, or 50 ms more, is not by itself too long', () => {
  const after = (beforeUs: number, afterUs: number) =>
    judge(spiked((_, second) => (second < 14 ? beforeUs : afterUs))).status;
  expect(after(2000, 40_000)).toBe('valid');
  expect(after(100_000, 220_000)).toBe('valid');
  expect(after(100_000, 700_000)).toBe('invalid');
});

test('a median that may be either is not too long', () => {
  const either = spiked((_, second) => (second >= 14 && second % 2 === 1 ? 305_000 : 5000));
  expect(judge(either).status).toBe('valid');
});

test('what is compared is all before the burst without the warm-up, and all since it should be over', () => {
  const { evidence } = recoversFromBurst().judge(historyOf(spiked(() => 5000)));
  const rows = evidence[0]?.kind === 'table' ? evidence[0].rows : [];
  expect(rows.map(([name, before, , , after]) => [name, before, after])).toEqual(
    NAMES.map((name) => [name, 50, 40]),
  );
});

test('a backlog that is worked off in the time it has is no matter', () => {
  const slowly = spiked((_, second) => (second < 19 && second >= 7 ? 900_000 : 5000));
  const within = (withinMs: number) =>
    recoversFromBurst({ withinMs }).judge(historyOf(slowly)).verdict.status;
  expect(within(5000)).toBe('valid');
  expect(within(0)).toBe('invalid');
});

test('a replica that says nothing after the burst, or too little before it, leaves it open', () => {
  const whole = spiked(() => 5000);
  const isOf = (name: string, op: AnyOperation) => op.f === 'load-latency' && op.replica === name;
  const secondOf = (op: AnyOperation) => ('second' in op.input ? op.input.second : 0);
  const silent = whole.filter((op) => !(isOf('b-3', op) && secondOf(op) >= 14));
  expect(judge(silent)).toEqual({
    status: 'unknown',
    reason: 'b-3 answered too little around the burst to tell: 50 before, 0 after',
  });
  const late = whole.filter((op) => !(isOf('b-1', op) && secondOf(op) < 6));
  expect(judge(late, wrong(3, 'b-1', 50))).toMatchObject({
    reason: expect.stringContaining('b-1 answered too little') as string,
  });
  const few = late.filter((op) => !isOf('b-1', op) || secondOf(op) >= 14);
  expect(judge(few, latency(3, 'b-1', around(5000, 19, 3))).status).toBe('unknown');
  expect(judge(few, latency(3, 'b-1', around(5000, 20, 3))).status).toBe('valid');
});

test('no load, or none with a burst, is unknown', () => {
  expect(judge()).toEqual({ status: 'unknown', reason: 'no load was offered' });
  expect(judge(began())).toEqual({ status: 'unknown', reason: 'steady had no burst' });
});
