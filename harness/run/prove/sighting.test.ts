import { expect, test } from 'vitest';
import { falseAlarmsOf, sight } from './sighting.ts';
import { checkOf, claimOf, finding, runOf } from './test/planted.ts';

const B2 = ['b-2'];
const ALL = ['b-1', 'b-2', 'b-3'];

test('a fault is found when the named check blames the part at fault and says the cause', () => {
  expect(sight(runOf(checkOf('says', [finding()])), claimOf(), B2)).toEqual({
    isDetected: true,
    timeToDetectionMs: 1500,
    culprits: ['b-2'],
    cause: 'b-2 signs with another JWT_SECRET',
    missed: null,
    alsoInvalid: [],
  });
});

test('the time to detection ends with the smallest finding that meets the claim', () => {
  const findings = [
    finding({ operations: [1], cause: 'something else' }),
    finding({ operations: [1, 2, 9] }),
    finding({ operations: [3, 7] }),
    finding({ operations: [4, 5] }),
  ];
  expect(sight(runOf(checkOf('says', findings)), claimOf(), B2).timeToDetectionMs).toBe(4500);
});

test('a finding that cites no operation, or one of another stage only, is found at no time', () => {
  const run = runOf(checkOf('says', [finding({ operations: [] })]));
  expect(sight(run, claimOf(), B2)).toMatchObject({ isDetected: true, timeToDetectionMs: null });
  const elsewhere = runOf(checkOf('says', [finding()]));
  expect(sight(elsewhere, claimOf({ stage: 'other' }), B2).timeToDetectionMs).toBeNull();
});

test('some of the parts at fault are enough, when there are several', () => {
  const run = runOf(checkOf('says', [finding({ culprits: ['b-1', 'b-3'] })]));
  expect(sight(run, claimOf(), ALL).isDetected).toBe(true);
});

test.each([
  ['it blames nobody', finding({ culprits: [] })],
  ['it blames b-1', finding({ culprits: ['b-1', 'b-2'] })],
  ['its cause does not match /another JWT_SECRET/u', finding({ cause: 'a slow disk' })],
  ['its cause does not match /another JWT_SECRET/u', finding({ cause: null })],
])('a fault is missed when %s', (flaw, wrong) => {
  const { isDetected, missed } = sight(runOf(checkOf('says', [wrong])), claimOf(), B2);
  expect(isDetected).toBe(false);
  expect(missed).toMatch(/^says found token-refused \[/u);
  expect(missed).toContain(`but ${flaw}; nothing else was found`);
});

test('a miss says what was found instead', () => {
  const others = ['one', 'two', 'three', 'four'].map((name) => checkOf(name, [finding({ message: name })]));
  const { missed, alsoInvalid } = sight(runOf(checkOf('says', 'valid'), ...others), claimOf(), B2);
  expect(alsoInvalid).toEqual(['one', 'two', 'three', 'four']);
  expect(missed).toBe(
    'says is valid; instead one found token-refused [b-2] (one; likely: b-2 signs with another JWT_SECRET); ' +
      'two found token-refused [b-2] (two; likely: b-2 signs with another JWT_SECRET); ' +
      'three found token-refused [b-2] (three; likely: b-2 signs with another JWT_SECRET)',
  );
  expect(sight(runOf(checkOf('says', 'unknown')), claimOf(), B2).missed).toMatch(
    /^says is unknown \(b-3 was never observed\)/u,
  );
  expect(sight(runOf(checkOf('other', 'valid')), claimOf(), B2).missed).toMatch(
    /^the scenario has no check says/u,
  );
});

test('what can only be unknown is found when the check is unknown, and not when it is anything else', () => {
  const claim = claimOf({ cause: null });
  expect(sight(runOf(checkOf('says', 'unknown')), claim, ['proxy'])).toMatchObject({
    isDetected: true,
    timeToDetectionMs: null,
    cause: 'b-3 was never observed',
  });
  expect(sight(runOf(checkOf('says', 'valid')), claim, ['proxy']).isDetected).toBe(false);
  expect(sight(runOf(checkOf('says', [finding()])), claim, B2)).toMatchObject({
    isDetected: false,
    missed: expect.stringMatching(/but it must be unknown/u),
  });
});

test('a cluster that did not come up with the sabotage was no detection', () => {
  const run = { verdict: null, reason: 'b-2 ended early', operations: [] };
  expect(sight(run, claimOf(), B2)).toMatchObject({ isDetected: false, missed: 'b-2 ended early' });
  expect(falseAlarmsOf(run, B2)).toEqual([]);
});

test('a finding of any check against a part that is not at fault is a false alarm; one against nobody is not', () => {
  const run = runOf(
    checkOf('says', [finding(), finding({ culprits: ['b-2', 'b-3'] })]),
    checkOf('other', [finding({ culprits: ['proxy'] }), finding({ culprits: [] })]),
    checkOf('quiet', 'unknown'),
  );
  expect(falseAlarmsOf(run, B2).map(({ check, culprits }) => [check, culprits])).toEqual([
    ['says', ['b-2', 'b-3']],
    ['other', ['proxy']],
  ]);
});
