import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Specification } from '../linearizability/specification.ts';
import { compareOn } from '../test/differential.ts';
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
import { uniqueRegister } from './unique-register-model.ts';

const model = uniqueRegister();
const write = (value: unknown, begin: number, end: number, more: Partial<Line> = {}) =>
  line('write', [begin, end], { input: value, ...more });
const read = (value: unknown, begin: number, end: number, more: Partial<Line> = {}) =>
  line('read', [begin, end], { output: value, replica: 'b-2', ...more });
interface Action {
  readonly f: string;
  readonly value: unknown;
}
const register: Specification<unknown, Action> = {
  initial: null,
  step: (state, { f, value }) => {
    if (f === 'write') return value;
    return state === value ? state : undefined;
  },
  stateKey: (state) => JSON.stringify(state),
  isRead: ({ f }) => f === 'read',
  actionKey: ({ f, value }) => JSON.stringify([f, value]),
};
const toAction = ({ f, input, output }: Line): Action => ({ f, value: f === 'write' ? input : output });

/** Writes of 1, 2, 3 …, and reads of those, of nil, and of one more that nobody wrote. */
const histories = fc
  .array(fc.tuple(fc.boolean(), span, outcome, fc.nat({ max: 99 })), { minLength: 1, maxLength: 7 })
  .map((drawn) => {
    const writes = drawn.filter(([isWrite]) => isWrite).length;
    let written = 0;
    return drawn.map(([isWrite, [begin, end], outcome, pick]) => {
      if (isWrite) return write((written += 1), begin, end, { outcome });
      const value = pick === 99 ? writes + 1 : pick % (writes + 1);
      return read(value === 0 ? null : value, begin, end, { outcome });
    });
  });

test('agrees with a search over all orders on random histories', { timeout: 60_000 }, () => {
  const seen = { possible: 0, all: 0 };
  compareOn(histories, (lines) => {
    const possible = isPossible(register, callsOf(lines, toAction));
    seen.all += 1;
    if (possible) seen.possible += 1;
    expect(judge(model, lines).verdict.status !== 'invalid').toBe(possible);
  });
  expect(seen.possible / seen.all).toBeGreaterThan(0.1);
  expect(seen.possible / seen.all).toBeLessThan(0.9);
});

test(
  'names only operations that are impossible on their own, together with the writes of what they read',
  { timeout: 60_000 },
  () => {
    compareOn(histories, (lines) => {
      const ops = recorded(lines);
      for (const [, operations] of told(model, lines)) {
        const values = operations.map((index) => toAction(ops[index]!).value);
        const alone = ops.filter(
          (op) => operations.includes(op.index) || (op.f === 'write' && values.includes(op.input)),
        );
        expect(isPossible(register, callsOf(alone, toAction))).toBe(false);
      }
    });
  },
);

/** One register that really runs. */
function run(all: readonly Deed[]): Line[] {
  let held: unknown = null;
  return carryOut(all, ({ f }, position, mayChange) => {
    if (f === 'read') return { input: null, output: held };
    if (mayChange) held = position;
    return { input: position, output: null };
  });
}
const anyDeeds = deeds('write', 'read', 'read');
const works = anyDeeds.map(run);
const worksInTurn = anyDeeds.map((all) => run(inTurn(all)));

test('what one register did is never refuted', () => {
  onWorks(works, (lines) => {
    expect(told(model, lines)).toEqual([]);
  });
});

test('what one register did is refuted once it is seen to hold an old value again', () => {
  onWorks(works, (lines) => {
    const writes = lines.filter(({ f, outcome }) => f === 'write' && outcome === 'ok');
    const [older, newer] = writes;
    fc.pre(older !== undefined && newer !== undefined && older.completedNs < newer.invokedNs);
    const anomalies = told(model, [...lines, read(older.input, 9000, 9001, { replica: 'odd' })]);
    expect(anomalies.map(([, , culprits]) => culprits)).toContainEqual(['odd']);
  });
});

test('what one register did is refuted once one of its writes is dropped from the reads', () => {
  onWorks(worksInTurn, (lines) => {
    const at = positionOf(lines, 'write', 'read');
    fc.pre(at >= 0);
    const before = lines.findLastIndex(({ f }, position) => f === 'write' && position < at);
    const next = lines.findIndex(({ f }, position) => f === 'write' && position > at);
    const last = (next < 0 ? lines.length : next) - 1;
    const mutant = lines.map((op, position) =>
      position > at && position <= last ? { ...op, output: before < 0 ? null : lines[before]!.input } : op,
    );
    expect(told(model, mutant)).toEqual([
      ['lost-update', before < 0 ? [at, last] : [before, at, last], [lines[last]!.replica]],
    ]);
  });
});

test('what one register did is refuted once two reads around a write are swapped', () => {
  onWorks(worksInTurn, (lines) => {
    const at = positionOf(lines, 'read', 'write', 'read');
    fc.pre(at >= 0);
    expect(told(model, swapped(lines, at, at + 2))).toEqual([
      ['future-read', [at, at + 1], [lines[at]!.replica]],
    ]);
  });
});
