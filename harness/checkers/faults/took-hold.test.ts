import { expect, test } from 'vitest';
import { faultsTookHold } from './took-hold.ts';
import { fault, limited, run } from './test/run.ts';
import type { Injected } from './test/run.ts';

const killed: Injected = { kind: 'kill', targets: ['b-1'], at: [100, 110, 200, 220] };
const around = [limited({ at: [50, 51] }), limited({ at: [150, 151] }), limited({ at: [250, 251] })];
const verdict = (...parts: Parameters<typeof run>) => faultsTookHold().judge(run(...parts)).verdict;

test('a fault with calls before, during and after it is examined', () => {
  expect(verdict(fault(killed), around)).toEqual({ status: 'valid', examined: 1 });
});

test('no fault, and one that was not seen to begin or to end, prove nothing', () => {
  expect(verdict(around)).toMatchObject({ reason: 'no fault was injected' });
  expect(verdict(fault({ ...killed, outcome: 'info' }), around)).toMatchObject({
    reason: 'kill 1: it was not seen to take effect',
  });
  expect(verdict(fault({ ...killed, healed: 'never' }), around)).toMatchObject({
    reason: 'kill 1: it was never healed',
  });
  expect(verdict(fault({ ...killed, healed: 'info' }), around)).toMatchObject({
    reason: 'kill 1: it was not seen to be over',
  });
});

test('calls must have been made before, during and after', () => {
  const without = (place: number) =>
    verdict(
      fault(killed),
      around.filter((_, index) => index !== place),
    );
  expect([0, 1, 2].map((place) => without(place))).toMatchObject([
    { reason: 'kill 1: nothing was asked before it' },
    { reason: 'kill 1: nothing was asked during it' },
    { reason: 'kill 1: nothing was asked after it' },
  ]);
});
