import { expect, test } from 'vitest';
import type { PlannedClaim } from './plan.ts';
import { concludeProof, healthyRow, proofRow, spread, summarise } from './rows.ts';
import { checkOf, claimOf, finding, runOf, scenarioOf } from './test/planted.ts';

const scenario = scenarioOf(claimOf());
const planned: PlannedClaim = { claim: claimOf(), fault: 'Odd.', where: 'topology', atFault: ['b-2'] };
const caught = runOf(checkOf('says', [finding()]), checkOf('other', [finding({ culprits: [] })]));
const missed = { ...runOf(checkOf('says', 'valid')), run: 's/odd-jwt-secret-2' };
const alarmed = {
  ...runOf(checkOf('says', [finding(), finding({ culprits: ['b-1'] }), finding({ culprits: ['b-3'] })])),
  run: 's/odd-jwt-secret-3',
};
const healthy = healthyRow({ scenario, skipped: null }, [runOf(checkOf('says', 'valid'))]);

test('a row counts what was found, with the exact interval, and names what was not', () => {
  const row = proofRow({ scenario }, planned, [caught, missed, alarmed]);
  expect(row).toMatchObject({
    sabotage: 'odd-jwt-secret',
    check: 'says',
    expected: 'invalid',
    runs: 3,
    detected: 2,
    timeToDetectionMs: { min: 1500, median: 1500, max: 1500 },
    culprits: ['b-2'],
    cause: 'b-2 signs with another JWT_SECRET',
    missed: [{ run: 's/odd-jwt-secret-2', reason: 'says is valid; nothing else was found' }],
    alsoInvalid: [{ check: 'other', runs: 1 }],
    falseAlarms: [
      { run: 's/odd-jwt-secret-3', check: 'says', culprits: ['b-1'] },
      { run: 's/odd-jwt-secret-3', check: 'says', culprits: ['b-3'] },
    ],
  });
  // Clopper and Pearson, 2 of 3 at 95 %.
  expect(row.interval[0]).toBeCloseTo(0.0943, 4);
  expect(row.interval[1]).toBeCloseTo(0.9916, 4);
});

test('a healthy run that is not valid says what its checks said, the worst first', () => {
  const bad = runOf(checkOf('a', 'unknown'), checkOf('b', [finding()]));
  expect(healthyRow({ scenario, skipped: null }, [runOf(checkOf('a', 'valid')), bad])).toMatchObject({
    runs: 2,
    valid: 1,
    statuses: ['valid', 'invalid'],
    notValid: [{ reason: expect.stringMatching(/^b found token-refused .*; a is unknown: b-3 was never/u) }],
  });
});

test('the rate is of all runs, and a run with several false alarms is one', () => {
  const row = proofRow({ scenario }, planned, [caught, missed, alarmed]);
  expect(summarise([healthy], [row])).toMatchObject({ detection: { runs: 3, detected: 2 }, falseAlarms: 1 });
  expect(summarise([], [])).toMatchObject({ detection: { runs: 0, detected: 0, interval: [0, 1] } });
});

const rowOf = (...runs: (typeof caught)[]) => proofRow({ scenario }, planned, runs);

test('a miss, a false alarm and a healthy run that is not valid each break a proof', () => {
  const sick = healthyRow({ scenario, skipped: null }, [runOf(checkOf('a', 'unknown'))]);
  expect(concludeProof([healthy], [rowOf(caught)])).toEqual({ status: 'valid', exitCode: 0 });
  expect(concludeProof([healthy], [rowOf(missed)])).toEqual({ status: 'invalid', exitCode: 1 });
  expect(concludeProof([healthy], [rowOf(alarmed)])).toEqual({ status: 'invalid', exitCode: 1 });
  expect(concludeProof([sick], [rowOf(caught)])).toEqual({ status: 'invalid', exitCode: 1 });
});

test('a proof in which nothing was planted is unknown', () => {
  expect(concludeProof([healthy], [])).toEqual({ status: 'unknown', exitCode: 2 });
  expect(concludeProof([], [])).toEqual({ status: 'unknown', exitCode: 2 });
});

test('the middle of an even number is between the two in the middle', () => {
  expect(spread([3, 1, 10, 2])).toEqual({ min: 1, median: 2.5, max: 10 });
  expect(spread([3, 1, 10])).toEqual({ min: 1, median: 3, max: 10 });
  expect(spread([])).toBeNull();
});
