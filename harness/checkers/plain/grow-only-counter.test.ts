import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Call, Specification } from '../linearizability/specification.ts';
import { compareOn } from '../test/differential.ts';
import { growOnlyCounter } from './counter-model.ts';
import type { CounterHistory } from './counter-history.ts';
import { decideGrowOnlyCounter, isDecidedExactly } from './grow-only-counter.ts';
import {
  carryOut,
  type Deed,
  deeds,
  inTurn,
  isPossible,
  judge,
  type Line,
  line,
  onWorks,
  positionOf,
  span,
  swapped,
  told,
} from './test/recorded-story.ts';

interface Action {
  readonly amount: number;
  /** What the counter was seen to hold after it; null if nobody looked. */
  readonly after: number | null;
}
const counter: Specification<number, Action> = {
  initial: 0,
  step: (state, { amount, after }) =>
    after === null || after === state + amount ? state + amount : undefined,
  stateKey: String,
  isRead: ({ amount }) => amount === 0,
  actionKey: ({ amount, after }) => `${amount} ${after}`,
};

const callsOf = ({ adds, reads }: CounterHistory): Call<Action>[] => [
  ...[...adds].map(({ index, invokedNs, completedNs, amount, total }) => {
    return { index, invokedNs, completedNs: completedNs ?? Infinity, action: { amount, after: total } };
  }),
  ...[...reads].map(({ index, invokedNs, completedNs, after }) => {
    return { index, invokedNs, completedNs, action: { amount: 0, after } };
  }),
];

/** Adds of the amounts, some without an answer and some told the new value; and reads: mostly of sums that may be. */
const histories = (amounts: fc.Arbitrary<number>) =>
  fc
    .tuple(
      fc.array(fc.tuple(span, amounts, fc.nat({ max: 3 }), fc.nat({ max: 9 })), { maxLength: 4 }),
      fc.array(fc.tuple(span, fc.nat({ max: 4 }), fc.nat({ max: 9 })), { minLength: 1, maxLength: 3 }),
    )
    .map(([drawn, reads]): CounterHistory => {
      const begun = drawn.toSorted(([[a]], [[b]]) => a - b);
      const sums = begun.map((_, at) => begun.slice(0, at + 1).reduce((sum, [, amount]) => sum + amount, 0));
      return {
        adds: begun.map(([[invokedNs, end], amount, dies, tells], index) => {
          const completedNs = dies === 0 ? null : end;
          const total = completedNs === null || tells > 3 ? null : (sums[index + tells - 1] ?? amount);
          return { index, amount, invokedNs, completedNs, total, replica: 'b-1' };
        }),
        reads: reads.map(([[invokedNs, completedNs], count, odd], position) => {
          const index = 10 + position;
          const value = (sums[count - 1] ?? 0) + (odd < 2 ? 1 - 2 * odd : 0);
          return { index, before: value, after: value, invokedNs, completedNs, replica: 'b-2' };
        }),
      };
    });

test('with one amount agrees with a search over all orders on random histories', { timeout: 60_000 }, () => {
  const seen = { possible: 0, all: 0 };
  compareOn(histories(fc.constantFrom(2, 2, 2, 0)), (history) => {
    const possible = isPossible(counter, callsOf(history));
    seen.all += 1;
    if (possible) seen.possible += 1;
    expect(isDecidedExactly(history)).toBe(true);
    expect([...decideGrowOnlyCounter(history)].length === 0).toBe(possible);
  });
  expect(seen.possible / seen.all).toBeGreaterThan(0.1);
  expect(seen.possible / seen.all).toBeLessThan(0.9);
});

test(
  'with several amounts refutes only what no order explains, and misses little of that',
  { timeout: 60_000 },
  () => {
    const seen = { possible: 0, missed: 0, refuted: 0 };
    compareOn(histories(fc.constantFrom(1, 2, 5)), (history) => {
      const clashes = [...decideGrowOnlyCounter(history)];
      const possible = isPossible(counter, callsOf(history));
      if (possible) expect(clashes).toEqual([]);
      seen[possible ? 'possible' : clashes.length > 0 ? 'refuted' : 'missed'] += 1;
    });
    const impossible = seen.refuted + seen.missed;
    expect(seen.possible / (seen.possible + impossible)).toBeGreaterThan(0.1);
    expect(seen.missed / impossible).toBeLessThan(0.06);
    expect(seen.missed).toBeGreaterThan(0);
  },
);

/** One counter that really runs. */
function run(all: readonly Deed[], amountAt: (position: number) => number): Line[] {
  let held = 0;
  return carryOut(all, ({ f, outcome }, position, mayChange) => {
    if (f === 'read') return { input: null, output: held };
    if (mayChange) held += amountAt(position);
    return { input: amountAt(position), output: outcome === 'ok' ? held : null };
  });
}
const anyDeeds = deeds('add', 'add', 'read');
const works = (amountAt: (position: number) => number) => anyDeeds.map((all) => run(all, amountAt));
const model = growOnlyCounter();
const sumOf = (lines: readonly Line[], counted: (line: Line) => boolean) =>
  lines.filter((op) => op.f === 'add' && counted(op)).reduce((sum, { input }) => sum + (input as number), 0);

test.each([
  ['one amount', () => 3],
  ['several amounts', (position: number) => position % 4],
])('what one counter did is never refuted: %s', (_, amountAt) => {
  onWorks(works(amountAt), (lines) => {
    expect(told(model, lines)).toEqual([]);
  });
});

test.each([
  ['one amount', () => 3],
  ['several amounts', (position: number) => 1 + (position % 4)],
])(
  'what one counter did is refuted once a last read lacks an acknowledged add, or counts one twice: %s',
  (_, amountAt) => {
    onWorks(works(amountAt), (lines) => {
      const [least, most] = [sumOf(lines, isOk), sumOf(lines, ({ outcome }) => outcome !== 'fail')];
      const last = (value: number) => line('read', [9000, 9001], { output: value, replica: 'odd' });
      fc.pre(least > 0);
      const missed = lines.find((op) => op.f === 'add' && isOk(op))!;
      expect(told(model, [...lines, last(least - (missed.input as number))])).toMatchObject([
        ['lost-update', [expect.any(Number), lines.length], ['odd']],
      ]);
      expect(told(model, [...lines, last(most + (missed.input as number))])).toEqual([
        ['over-count', [lines.length], ['odd']],
      ]);
    });
  },
);

const isOk = ({ outcome }: Line): boolean => outcome === 'ok';

test('decides 200,000 adds and reads far within its time limit', { timeout: 5_000 }, () => {
  const judging = model.begin();
  for (let index = 0; index < 200_000; index += 1) {
    const more = { input: 2, output: index + 1 };
    judging.take({ ...line(index % 2 === 0 ? 'add' : 'read', [index, index + 0.5], more), index });
  }
  expect(judging.conclude({ isOver: () => false, memoryBytes: 0 }).verdict.status).toEqual('invalid');
  expect(judge(model, []).verdict.status).toBe('unknown');
});

test('what one counter did is refuted once two reads around an add are swapped', () => {
  const worksInTurn = anyDeeds.map((all) => run(inTurn(all), (position) => 1 + (position % 2)));
  onWorks(worksInTurn, (lines) => {
    const at = positionOf(lines, 'read', 'add', 'read');
    fc.pre(at >= 0);
    expect(told(model, swapped(lines, at, at + 2))).toEqual([
      ['over-count', [at, at + 1], [lines[at]!.replica]],
      [expect.stringMatching(/^(lost-update|stale-read)$/u), [at + 1, at + 2], [lines[at + 2]!.replica]],
    ]);
  });
});
