import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareOn } from '../test/differential.ts';
import { wrongfulDenials } from './denial-decision.ts';
import type { LimiterKind, Rate } from './rate.ts';
import { canHappen, lacksToken, type Possible } from './test/exhaustive-limiter.ts';
import { asIntervals, possibles } from './test/random-attempts.ts';

const NEVER_ENDS = 9;
const optional = possibles(3, 2).chain((all) =>
  fc.tuple(...all.map((one) => fc.boolean().map((ends) => ({ ...one, ends, isOptional: true })))),
);
const history = fc.record({
  counted: optional.map((all) => all.map(({ ends, ...one }) => ({ ...one, to: ends ? one.to : NEVER_ENDS }))),
  denied: possibles(2, 2),
  limit: fc.integer({ min: 1, max: 3 }),
  window: fc.integer({ min: 1, max: 5 }),
  countsDenied: fc.boolean(),
});

/** Whether a limiter may have been full at an instant, when these times are those of all that counted. */
type IsFull = (times: readonly number[], at: number, rate: Rate) => boolean;
const isWindowFull =
  (windows: number): IsFull =>
  (times, at, { limit, windowNs }) =>
    times.filter((time) => time <= at && time > at - windows * windowNs).length >= limit;

const instantsOf = ({ from, to }: Possible) =>
  Array.from({ length: 2 * (to - from) + 1 }, (_, at) => from + at / 2);

test.each<[LimiterKind, IsFull]>([
  ['sliding-log', isWindowFull(1)],
  ['fixed-window', isWindowFull(1)],
  ['sliding-counter', isWindowFull(2)],
  ['token-bucket', lacksToken],
])(
  '%s: a denial is wrongful when no times of the others leave it without room',
  (kind, isFull) => {
    const seen = { wrongful: 0, justified: 0 };
    compareOn(history, ({ counted, denied, limit, window, countsDenied }) => {
      const rate = { limit, windowNs: kind === 'token-bucket' ? window * limit : window };
      const hits = countsDenied ? [...counted, ...denied] : counted;
      const denials = asIntervals(denied);
      const mayCount = asIntervals(
        hits.map((one) => ({ ...one, to: one.to === NEVER_ENDS ? Infinity : one.to })),
      );
      const wrongful = new Set(
        wrongfulDenials(denials, mayCount, { ...rate, kind, countsDenied }).map((at) => denials.sources[at]),
      );
      denied.forEach((denial, index) => {
        const others = [...counted, ...(countsDenied ? denied.filter((_, at) => at !== index) : [])];
        const isJustified = instantsOf(denial).some((at) =>
          canHappen(
            others.map((one) => ({ ...one, isOptional: true })),
            (times) => isFull(times, at, rate),
          ),
        );
        seen[isJustified ? 'justified' : 'wrongful'] += 1;
        expect(wrongful.has(index)).toBe(!isJustified);
      });
    });
    expect(Math.min(seen.justified, seen.wrongful)).toBeGreaterThan(0.1 * (seen.justified + seen.wrongful));
  },
  120_000,
);
