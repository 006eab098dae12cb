import { expect, test } from 'vitest';
import { admitted, burst, denied, KINDS, refused, statusOf, violationsOf } from './test/model-of-three.ts';
import { alignedWindows, firstHitWindows, LIMITERS, type Plan, play } from './test/played-limiter.ts';
import { request } from './test/recorded-requests.ts';

/** A hundred milliseconds of requests every two, by three replicas in turn, again and again: each is decided at once. */
const steady = (windows: number): Plan[] =>
  Array.from({ length: 50 * windows }, (_, at) => ({
    fromMs: 2 * at,
    tookMs: 1,
    at: 0.5,
    replica: at % 3,
    isHeard: true,
  }));
const NAMES = ['b-1', 'b-2', 'b-3'];
const OWN = 'each replica counts for itself (a limiter in process memory)';
const RACE = 'check, then increment: not atomic, so calls in flight together all pass the check';
const FIXED = 'the limiter counts in fixed windows, which let through twice the limit across an edge';
const ONE_MORE = 'the limiter admits one more than its limit (it compares with <= where it should with <)';
const OPEN = 'the limiter fails open: for a while it denied nothing, as it does when its store is away';

test.each(KINDS)('%s: a counter in the memory of each replica is named, with all of them', (kind) => {
  const own = [0, 1, 2].map(() => LIMITERS[kind](3, 100));
  const history = play(steady(5), (atMs, replica) => own[replica]!(atMs));
  expect(violationsOf(kind, history)).toMatchObject([
    { anomaly: 'over-admission', culprits: NAMES, cause: OWN },
  ]);
});

test.each(KINDS)('%s: one replica with a counter of its own is named alone', (kind) => {
  const [own, shared] = [LIMITERS[kind](3, 100), LIMITERS[kind](3, 100)];
  const history = play(steady(5), (atMs, replica) => (replica === 1 ? own : shared)(atMs));
  expect(violationsOf(kind, history)).toMatchObject([
    { anomaly: 'over-admission', culprits: ['b-2'], cause: expect.stringContaining('b-2 counts for itself') },
  ]);
});

test('a check that lets all in flight pass before it counts is a race', () => {
  const together = Array.from({ length: 5 }, (_, at) => request(0, 20, { replica: NAMES[at % 3]! }));
  const history = [...together, ...refused(3, 30)];
  expect(violationsOf('sliding-log', history)).toMatchObject([
    {
      anomaly: 'over-admission',
      operations: [0, 1, 2, 3],
      culprits: NAMES,
      cause: expect.stringContaining(RACE),
    },
  ]);
});

test.each([
  ['aligned', alignedWindows(130), [0, 150, 160, 190, 194, 198, 202, 232, 236, 240, 244, 250, 260]],
  ['opened by a first hit', firstHitWindows, [0, 80, 85, 90, 95, 105, 110, 115, 120, 190]],
] as const)('a sliding window that is a fixed one, %s, is told by its edges', (_, make, spread) => {
  const decide = make(3, 100);
  const history = spread.map((fromMs) => admitted(fromMs, { output: decide(fromMs + 0.5), replica: 'b-1' }));
  expect(violationsOf('sliding-log', history)[0]).toMatchObject({ cause: expect.stringContaining(FIXED) });
});

test.each(KINDS)('%s: a limit that is one more is told, and that nothing else is wrong', (kind) => {
  const limiter = LIMITERS[kind](4, 100);
  const bursts = [0, 1, 2, 3].flatMap((window) =>
    Array.from({ length: 8 }, (_, at) => ({
      fromMs: 140 + 200 * window + 2 * at,
      tookMs: 1,
      at: 0.5,
      replica: 0,
      isHeard: true,
    })),
  );
  const violations = violationsOf(kind, play(bursts, limiter));
  const detected = kind === 'sliding-log' || kind === 'token-bucket';
  if (detected)
    expect(violations).toMatchObject([
      { anomaly: 'over-admission', cause: expect.stringContaining(ONE_MORE) },
    ]);
  else expect(violations.map(({ anomaly }) => anomaly)).not.toContain('wrongful-denial');
});

test('a limit that is one more is told of fixed windows under steady load', () => {
  const history = play(steady(6), alignedWindows(30)(4, 100));
  expect(violationsOf('fixed-window', history)).toMatchObject([
    { anomaly: 'over-admission', cause: ONE_MORE },
  ]);
});

test.each(KINDS)('%s: a limiter that lets all through while its store is away fails open', (kind) => {
  const limiter = LIMITERS[kind](3, 100);
  const history = play(steady(8), (atMs) => (atMs > 300 && atMs < 500) || limiter(atMs));
  expect(violationsOf(kind, history)).toMatchObject([
    { anomaly: 'over-admission', culprits: NAMES, cause: expect.stringContaining(OPEN) },
  ]);
});

test('a limit that is one fewer denies without cause', () => {
  const history = play(steady(3), LIMITERS['sliding-log'](2, 100));
  expect(violationsOf('sliding-log', history)).toMatchObject([
    {
      anomaly: 'wrongful-denial',
      message: expect.stringContaining(
        'a request was denied by b-3 although, however the others were decided',
      ),
      operations: [2],
      culprits: NAMES,
      cause: 'the limiter admits one fewer than its limit (it compares with >= where it should with >)',
    },
  ]);
});

test('a limiter that counts denied requests denies without cause, unless that was promised', () => {
  const asked = [...burst(3), ...[50, 104].map((fromMs) => denied(fromMs))];
  const history = [...asked, denied(130, { replica: 'b-1' })];
  expect(violationsOf('sliding-log', history)).toMatchObject([
    { anomaly: 'wrongful-denial', operations: [4] },
  ]);
  const hits = [...burst(3), denied(50), denied(60), denied(70), denied(120)];
  expect(violationsOf('sliding-log', hits)).toMatchObject([
    {
      anomaly: 'wrongful-denial',
      operations: [6],
      cause: expect.stringContaining('counts denied requests too'),
    },
  ]);
  expect(statusOf('sliding-log', hits, { countsDenied: true })).toBe('valid');
});

test('users of one bucket are denied without cause before they ever used theirs up', () => {
  const history = [...burst(3, 0, { key: 'a' }), denied(10, { key: 'b', replica: 'b-1' })];
  expect(violationsOf('sliding-log', history)).toMatchObject([
    {
      message: expect.stringContaining('key b: a request was denied by b-1'),
      operations: [3],
      culprits: ['b-1'],
      cause: expect.stringContaining('users share one bucket'),
    },
  ]);
});

test('a limiter whose window never opens again is told by its denials', () => {
  expect(violationsOf('sliding-log', [...burst(3), denied(10), denied(500)])).toMatchObject([
    { operations: [4], culprits: [], cause: expect.stringContaining('does not open again') },
  ]);
});
