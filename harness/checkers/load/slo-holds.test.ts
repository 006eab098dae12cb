import { expect, test } from 'vitest';
import { NAMES } from '../general/test/calls.ts';
import { sloHolds } from './slo-holds.ts';
import { ALL_WELL, judge, reasonOf, statusOf, tableOf, verdictOn, violationOf } from './test/judged-slos.ts';
import {
  around,
  began,
  eachSecond,
  encoded,
  historyOf,
  latency,
  offer,
  steady,
  wrong,
} from './test/load-story.ts';

/** One alone has a tail: one answer in twenty takes half a second. */
const slowTail = (slow: string, ...others: readonly string[]) =>
  eachSecond((second) =>
    [slow, ...others].map((name) =>
      latency(second, name, [
        ...around(10_000, 38, second),
        ...(name === slow ? [500_000, 510_000] : [9000, 9000]),
      ]),
    ),
  );

test('what is far within its limits is kept, all of it', () => {
  const slos =
    'p50<20ms p99<100ms mean<20ms max<200ms errors<1% rate>90 p99(me)<100ms p99@b-2<100ms p95@each<100ms';
  expect(verdictOn(slos, ALL_WELL)).toEqual({ status: 'valid', examined: 11 });
});

test('what is far beyond its limits is broken, all of it', () => {
  const slos = ['p50<5ms', 'p99<10ms', 'mean<5ms', 'max<11ms', 'rate>120'];
  for (const text of slos) expect(violationOf(text, ALL_WELL)).toMatchObject({ anomaly: 'slo-broken' });
  const failing = eachSecond((second) => wrong(second, 'b-1', 5));
  expect(violationOf('errors<1%', ALL_WELL, failing)).toMatchObject({
    anomaly: 'slo-broken',
    message: 'errors<1% is broken: 4.545 % (95 % interval 3.713–5.501 %) over 2,200 requests of steady.',
  });
});

test('a limit within the interval is not decided, and it says what would decide it', () => {
  const seen = judge('p50<10ms', ALL_WELL);
  expect(seen.verdict).toEqual({
    status: 'unknown',
    reason: expect.stringMatching(
      /^p50: the interval 9\.\d+–10\.\d+ ms contains the limit 10 ms; about [\d,]+ samples would decide it$/u,
    ),
  });
});

test('too few samples, or seconds, are not decided, and it says how many more', () => {
  expect(reasonOf('p99.9<1s', ALL_WELL)).toBe('p99.9 needs 1,588 more samples: there are 2,100');
  const short = began({ durationMs: 11_000 });
  const few = steady().filter(({ input }) => 'second' in input && input.second < 11);
  expect(reasonOf('p50<20ms', short, few)).toBe('p50 needs 1 more second: there are 9');
  expect(statusOf('p50<20ms', began({ durationMs: 12_000 }), few)).toBe('valid');
});

test('no errors among too few requests do not show that there are few', () => {
  expect(reasonOf('errors<0.1%', ALL_WELL)).toBe('errors needs 1,588 more samples: there are 2,100');
});

test('nothing measured, offered or asked for is unknown', () => {
  expect(reasonOf('p99<1s')).toBe('no load was offered');
  expect(reasonOf('', ALL_WELL)).toBe('no objective was given');
  expect(reasonOf('p99(logout)<1s', ALL_WELL)).toBe(
    'nothing was measured that p99(logout) could be judged by',
  );
  expect(reasonOf('p99<1s errors<1% rate>1', began())).toBe(
    'nothing was measured that p99 could be judged by; nothing was measured that errors could be judged by; ' +
      'nothing was measured that rate could be judged by',
  );
});

test('a load that nobody answered breaks its rate', () => {
  const silent = eachSecond((second) => wrong(second, null, 100, { answer: 'none' }));
  expect(violationOf('rate>90', began(), silent)).toMatchObject({
    message: 'rate>90 is broken: 0/s (95 % interval 0–0/s) over 0 right answers of steady.',
  });
});

test('the one replica that is beyond the limit while the others keep it is named', () => {
  const told = [began(), slowTail('b-2', 'b-1', 'b-3')];
  expect(violationOf('p99<400ms', ...told)).toMatchObject({
    culprits: ['b-2'],
    cause: 'b-2 alone is beyond the limit; each other replica keeps it',
  });
});

test('nobody is named where two are beyond the limit, one is in doubt, or there is only one', () => {
  const one = slowTail('b-2', 'b-1', 'b-3');
  const nobody = { culprits: [], cause: null };
  expect(violationOf('p99<400ms', began(), one, slowTail('b-3'))).toMatchObject(nobody);
  const fewOfOne = one.filter(
    ({ replica, input }) => replica !== 'b-1' || ('second' in input && input.second < 8),
  );
  expect(violationOf('p99<400ms', began(), fewOfOne)).toMatchObject(nobody);
  const nameless = slowTail('nobody').map((op) => ({ ...op, replica: null }));
  const unnamed = [steady(), nameless, nameless];
  expect(violationOf('p99<400ms', began(), ...unnamed)).toMatchObject(nobody);
  expect(violationOf('p99<400ms', began(), one, ...unnamed)).toMatchObject(nobody);
  const alone = historyOf(began({ slos: ['p99<400ms'] }), slowTail('b-2'));
  const [stage] = alone.stages;
  const stages = [{ ...stage!, replicas: stage!.replicas.slice(1, 2) }];
  expect(sloHolds().judge({ ...alone, stages }).verdict).toMatchObject({
    violations: [nobody],
  });
});

test("too low a rate is nobody's alone: each replica has only its part of it", () => {
  expect(violationOf('rate>120', ALL_WELL)).toMatchObject({ culprits: [] });
});

test('of an objective of one replica that replica is the culprit', () => {
  const told = [began(), slowTail('b-2', 'b-1', 'b-3')];
  expect(violationOf('p97@b-2<400ms', ...told)).toMatchObject({
    culprits: ['b-2'],
    cause: 'b-2 alone is beyond the limit; each other replica keeps it',
  });
  expect(statusOf('p97@b-1<400ms', ...told)).toBe('valid');
  const both = [began(), slowTail('b-2', 'b-3'), slowTail('b-1')];
  expect(violationOf('p97@b-2<400ms', ...both)).toMatchObject({ culprits: ['b-2'], cause: null });
  const each = verdictOn('p97@each<400ms', ...told);
  expect(each).toMatchObject({ status: 'invalid', violations: [{ culprits: ['b-2'] }] });
});

test('answers of the warm-up are not judged', () => {
  const cold = [0, 1].map((second) =>
    latency(
      second,
      'b-1',
      Array.from({ length: 500 }, () => 900_000),
    ),
  );
  expect(
    statusOf(
      'p99<100ms max<200ms errors<1%',
      ALL_WELL,
      cold,
      [0, 1].map((second) => wrong(second, 'b-1', 300)),
    ),
  ).toBe('valid');
  expect(statusOf('max<200ms', ALL_WELL, latency(2, 'b-1', [900_000]))).toBe('invalid');
});

test('latency is that of right answers only: a quick refusal and a late one change nothing', () => {
  const quick = eachSecond((second) =>
    wrong(second, 'b-1', 100, { latency: encoded([1]), service: encoded([1]) }),
  );
  const late = wrong(5, 'b-1', 1, { latency: encoded([30e6]), service: encoded([30e6]) });
  const [, alone] = tableOf(judge('p50<20ms max<1s', ALL_WELL), /objectives/u);
  const [, both] = tableOf(judge('p50<20ms max<1s', ALL_WELL, quick, late), /objectives/u);
  expect(both).toEqual(alone);
});

test('no answer is an error even where it is called right', () => {
  const none = eachSecond((second) =>
    latency(second, null, [], { answer: 'none', count: 10, latency: '', service: '' }),
  );
  expect(statusOf('errors<1%', ALL_WELL, none)).toBe('invalid');
});

test('missed arrivals are errors, of each operation by its part, and of no replica', () => {
  const missing = eachSecond((second) => offer(second, { missed: 10 }));
  expect(statusOf('errors<1%', ALL_WELL, missing)).toBe('invalid');
  expect(statusOf('errors(me)<2%', ALL_WELL, missing)).toBe('invalid');
  const rows = (text: string) => tableOf(judge(text, ALL_WELL, missing), /objectives/u)[0]!;
  expect(rows('errors<1%')).toMatchObject({ observed: '8.696 %', samples: 2300 });
  expect(rows('errors(me)<1%')).toMatchObject({ observed: '4.545 %', samples: 2200 });
  expect(rows('errors@b-1<1%')).toMatchObject({ observed: '0 %', samples: 680 });
  expect(rows('errors(publish)<1%')).toMatchObject({ observed: null, samples: 0 });
});

test('where seconds differ much, what independent answers would show is left open', () => {
  const like = (isSlow: (at: number) => boolean) =>
    eachSecond((second) =>
      latency(
        second,
        'b-1',
        Array.from({ length: 100 }, () => (isSlow((second * 7) % 20) ? 14_000 : 9000)),
      ),
    );
  // Of 2,000 independent answers, four fifths or three fifths would settle where the median is.
  expect(
    statusOf(
      'p50<10ms',
      began(),
      like((at) => at < 4),
    ),
  ).toBe('valid');
  expect(
    reasonOf(
      'p50<10ms',
      began(),
      like((at) => at < 8),
    ),
  ).toContain('the interval 9–14');
  expect(
    reasonOf(
      'p50<10ms',
      began(),
      like((at) => at < 12),
    ),
  ).toContain('the interval 9–14');
  expect(
    statusOf(
      'p50<10ms',
      began(),
      like((at) => at < 16),
    ),
  ).toBe('invalid');
});

test('where all seconds are alike, chance has the room that independent answers give it', () => {
  const alike = eachSecond((second) =>
    latency(
      second,
      'b-1',
      Array.from({ length: 10 }, (_, at) => 1000 * (at + 1)),
    ),
  );
  expect(reasonOf('p45<5.5ms', began(), alike)).toContain('the interval 4–6');
  expect(reasonOf('p45<4.5ms', began(), alike)).toContain('the interval 4–6');
});

/** About 10 ms from the due time, of which so much is left from sending. */
const sentLate = (shareFromSending: number) => [
  began(),
  ...eachSecond((second) =>
    NAMES.map((name) => {
      const latenciesUs = around(10_000, 34, second);
      const service = encoded(latenciesUs.map((us) => us * shareFromSending));
      return latency(second, name, latenciesUs, { service });
    }),
  ),
];

test('a latency that the generator itself may have lengthened is not called too long, and what is kept is kept', () => {
  const late = (sendLagUsP99: number, more: object = {}) =>
    eachSecond((second) => offer(second, { sendLagUsP99, loopLagMsP99: 1, ...more }));
  const load = sentLate(0.2);
  expect(violationOf('p50<5ms', load, late(3000))).toMatchObject({ anomaly: 'slo-broken' });
  expect(reasonOf('p50<5ms', load, late(8000))).toMatch(
    /^p50<5ms is not kept at \d+(?:\.\d+)? ms, but the generator itself was late by up to 8 ms$/u,
  );
  expect(reasonOf('p50<5ms', load, late(0, { loopLagMsP99: 8 }))).toContain('late by up to 8 ms');
  expect(statusOf('p50<20ms', load, late(8000))).toBe('valid');
  expect(statusOf('rate>120', load, late(8000))).toBe('invalid');
});

test('a target that is too slow from sending on is called so, however late the generator sent', () => {
  const late = (loopLagMsP99: number, loopLagMsP90?: number) =>
    eachSecond((second) => offer(second, { sendLagUsP99: 90_000, loopLagMsP99, loopLagMsP90 }));
  expect(statusOf('p50<5ms', sentLate(0.9), late(2))).toBe('invalid');
  // Read late by up to 20 ms, but in nine of ten cases by no more than 1.
  expect(statusOf('p50<5ms', sentLate(0.9), late(20))).toBe('unknown');
  expect(statusOf('p50<5ms', sentLate(0.9), late(20, 1))).toBe('invalid');
  // Of a p95 the tenth that may have been read late leaves only a p85, and of a p5 nothing.
  expect(statusOf('p95<14ms', sentLate(0.9), late(20, 1))).toBe('unknown');
  expect(statusOf('p5<3ms', sentLate(0.9), late(20, 1))).toBe('unknown');
});

test("the wait for a target that holds all connections is the target's", () => {
  const full = { sendLagUsP99: 900_000, inFlightMax: 32 };
  const waiting = (more: object) => eachSecond((second) => offer(second, { ...full, ...more }));
  expect(statusOf('p50<5ms', sentLate(0.2), waiting({}))).toBe('invalid');
  expect(statusOf('p50<5ms', sentLate(0.2), waiting({ inFlightMax: 31 }))).toBe('unknown');
});

test('of a closed loop it is told first how much was answered', () => {
  const closed = began({ closed: true, slos: ['errors<1%'] });
  const offers = eachSecond((second) => offer(second));
  expect(sloHolds().judge(historyOf(closed, offers, steady())).summary).toMatch(
    /^100 a second were answered on 32 connections, errors<1% holds/u,
  );
});
