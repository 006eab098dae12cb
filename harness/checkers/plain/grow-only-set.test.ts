import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Specification } from '../linearizability/specification.ts';
import { compareOn } from '../test/differential.ts';
import { growOnlySet } from './set-model.ts';
import {
  callsOf,
  carryOut,
  type Deed,
  deeds,
  inTurn,
  isPossible,
  judge,
  type Line,
  line,
  onWorks,
  outcome,
  positionOf,
  recorded,
  span,
  swapped,
  told,
} from './test/recorded-story.ts';

const model = growOnlySet();
const add = (element: unknown, begin: number, end: number, more: Partial<Line> = {}) =>
  line('add', [begin, end], { input: element, ...more });
const read = (elements: unknown, begin: number, end: number, more: Partial<Line> = {}) =>
  line('read', [begin, end], { output: elements, replica: 'b-2', ...more });
/** Sets of small numbers, a bit each. */
interface Action {
  readonly f: string;
  readonly bits: number;
}
const set: Specification<number, Action> = {
  initial: 0,
  step: (state, { f, bits }) => {
    if (f === 'add') return state | bits;
    return state === bits ? state : undefined;
  },
  stateKey: String,
  isRead: ({ f }) => f === 'read',
  actionKey: ({ f, bits }) => `${f} ${bits}`,
};
const bitsOf = (elements: readonly number[]) => elements.reduce((bits, element) => bits | (1 << element), 0);
const toAction = ({ f, input, output }: Line): Action => ({
  f,
  bits: bitsOf(f === 'add' ? [input as number] : (output as number[])),
});

/** Adds and reads of up to three elements, some of them added twice, some never. */
const histories = fc.array(
  fc
    .tuple(
      fc.constantFrom('add', 'add', 'read'),
      span,
      outcome,
      fc.integer({ min: 1, max: 3 }),
      fc.nat({ max: 15 }),
    )
    .map(([f, [begin, end], outcome, element, bits]) =>
      f === 'add'
        ? add(element, begin, end, { outcome })
        : read(bits > 7 ? [1, 2, 3] : [3, 1, 2].filter((n) => (bits >> (n - 1)) & 1), begin, end, {
            outcome,
          }),
    ),
  { minLength: 1, maxLength: 7 },
);

test('agrees with a search over all orders on random histories', { timeout: 60_000 }, () => {
  const seen = { possible: 0, all: 0 };
  compareOn(histories, (lines) => {
    const possible = isPossible(set, callsOf(lines, toAction));
    const reads = lines.some(({ f, outcome }) => f === 'read' && outcome === 'ok');
    if (reads) seen.all += 1;
    if (reads && possible) seen.possible += 1;
    expect(judge(model, lines).verdict.status !== 'invalid').toBe(possible);
  });
  expect(seen.possible / seen.all).toBeGreaterThan(0.1);
  expect(seen.possible / seen.all).toBeLessThan(0.9);
});

test(
  'names only operations that are impossible on their own, together with the adds of what they read',
  { timeout: 60_000 },
  () => {
    compareOn(histories, (lines) => {
      const ops = recorded(lines);
      for (const [, operations] of told(model, lines)) {
        const named = ops.filter(({ index }) => operations.includes(index));
        const read = named.flatMap((op) => (op.f === 'read' ? (op.output as number[]) : []));
        const alone = ops.filter(
          (op) => named.includes(op) || (op.f === 'add' && read.includes(op.input as number)),
        );
        expect(isPossible(set, callsOf(alone, toAction))).toBe(false);
      }
    });
  },
);

/** One set that really runs. */
function run(all: readonly Deed[]): Line[] {
  const held: number[] = [];
  return carryOut(all, ({ f }, position, mayChange) => {
    if (f === 'read') return { input: null, output: held.toReversed() };
    if (mayChange) held.push(position);
    return { input: position, output: null };
  });
}
const anyDeeds = deeds('add', 'add', 'read');
const works = anyDeeds.map(run);
const worksInTurn = anyDeeds.map((all) => run(inTurn(all)));

test('what one set did is never refuted', () => {
  onWorks(works, (lines) => {
    expect(told(model, lines)).toEqual([]);
  });
});

test('what one set did is refuted once an acknowledged element is dropped from every later read', () => {
  const seen = { dropped: 0 };
  onWorks(works, (lines) => {
    const victim = lines.find(({ f, outcome }) => f === 'add' && outcome === 'ok');
    if (!victim) return;
    const without = (elements: unknown) =>
      (elements as number[]).filter((element) => element !== victim.input);
    const mutant = [...lines, read(held(lines), 9000, 9001)].map((op) =>
      op.f === 'read' ? { ...op, output: without(op.output) } : op,
    );
    const index = recorded(mutant).find((op) => op.f === 'add' && op.input === victim.input)!.index;
    expect(told(model, mutant)).toEqual([['lost', [index, mutant.length - 1], [victim.replica]]]);
    seen.dropped += 1;
  });
  expect(seen.dropped).toBeGreaterThan(250);
});

/** What a read after everything shows: all that was acknowledged, or seen. */
function held(lines: readonly Line[]): number[] {
  const shown = lines.flatMap(({ f, outcome, output }) =>
    f === 'read' && outcome === 'ok' ? (output as number[]) : [],
  );
  const acknowledged = lines.flatMap(({ f, outcome, input }) =>
    f === 'add' && outcome === 'ok' ? [input as number] : [],
  );
  return [...new Set([...shown, ...acknowledged])];
}

test('what one set did is refuted once a read shows an element twice, or one that nobody added', () => {
  onWorks(works, (lines) => {
    const all = held(lines);
    const at = lines.length;
    const [first] = all;
    if (first !== undefined)
      expect(told(model, [...lines, read([...all, first], 9000, 9001, { replica: 'odd' })])).toMatchObject([
        ['duplicate', [expect.any(Number), at], ['odd']],
      ]);
    expect(told(model, [...lines, read([...all, 'x'], 9000, 9001, { replica: 'odd' })])).toEqual([
      ['phantom', [at], ['odd']],
    ]);
  });
});

test('what one set did is refuted once one last replica lags', () => {
  onWorks(works, (lines) => {
    const all = held(lines);
    fc.pre(all.length > 0);
    const behind = [
      ...lines,
      read(all.slice(1), 9000, 9001, { replica: 'odd' }),
      read(all, 9001, 9002, { replica: 'b-1' }),
    ];
    expect(told(model, behind)).toMatchObject([['stale-read', [expect.any(Number), lines.length], ['odd']]]);
  });
});

test('what one set did is refuted once two reads around an add are swapped', () => {
  onWorks(worksInTurn, (lines) => {
    const at = positionOf(lines, 'read', 'add', 'read');
    fc.pre(at >= 0);
    expect(told(model, swapped(lines, at, at + 2))).toEqual([
      ['read-before-add', [at, at + 1], [lines[at]!.replica]],
    ]);
  });
});
