import { expect, test } from 'vitest';
import type { SessionConflict, SessionGet, SessionHistory, SessionPut } from './session-history.ts';
import { decideSessionState } from './session-state.ts';

type Times = readonly [number, number];
const at = ([invokedNs, completedNs]: Times, index: number) => ({ index, invokedNs, completedNs });
const put = (index: number, version: number, times: Times, ifVersion: number | null = null): SessionPut => ({
  ...at(times, index),
  state: `s${index}`,
  ifVersion,
  version,
});
const lost = (
  index: number,
  invokedNs: number,
  ifVersion: number | null = null,
  state = `s${index}`,
): SessionPut => ({
  index,
  state,
  ifVersion,
  version: null,
  invokedNs,
  completedNs: null,
});
const get = (index: number, version: number, state: string | null, times: Times): SessionGet => ({
  ...at(times, index),
  kind: 'accept',
  version,
  state,
});
const conflict = (index: number, ifVersion: number, times: Times): SessionConflict => ({
  ...at(times, index),
  ifVersion,
});
const decide = (puts: SessionPut[], gets: SessionGet[] = [], conflicts: SessionConflict[] = []) =>
  decideSessionState({ puts, gets, conflicts });
const clashOf = (...history: Parameters<typeof decide>) => {
  const decision = decide(...history);
  return decision.status === 'refuted' ? decision.clash : decision.status;
};

test('a session that is written and read in turn is linearizable, an empty history too', () => {
  expect(decide([])).toEqual({ status: 'linearizable' });
  const gets = [get(2, 0, null, [0, 1]), get(3, 1, 's0', [12, 13]), get(4, 2, 's1', [32, 33])];
  expect(clashOf([put(0, 1, [10, 11]), put(1, 2, [20, 31], 1)], gets)).toBe('linearizable');
});
test('an old state read after a later write had returned is a stale read', () => {
  expect(clashOf([put(0, 1, [0, 1]), put(1, 2, [5, 6])], [get(2, 1, 's0', [7, 8])])).toEqual({
    anomaly: 'stale-read',
    operations: [1, 2],
  });
  expect(clashOf([put(0, 1, [0, 1])], [get(2, 0, null, [2, 3])])).toEqual({
    anomaly: 'stale-read',
    operations: [0, 2],
  });
  expect(clashOf([put(0, 1, [0, 1]), put(1, 2, [5, 7])], [get(2, 1, 's0', [7, 8])])).toBe('linearizable');
});
test('an old state read after a newer one is an inversion', () => {
  const reads = [get(2, 2, 's1', [6, 7]), get(3, 1, 's0', [8, 9])];
  expect(clashOf([put(0, 1, [0, 1]), put(1, 2, [5, 20])], reads)).toEqual({
    anomaly: 'inversion',
    operations: [2, 3],
  });
});
test('two writes that made the same version are a lost update, as is one that did not meet its condition', () => {
  expect(clashOf([put(0, 1, [0, 1]), put(1, 1, [0, 1])])).toEqual({
    anomaly: 'lost-update',
    operations: [0, 1],
  });
  expect(clashOf([put(0, 1, [0, 1]), put(1, 2, [2, 3], 0)])).toEqual({
    anomaly: 'lost-update',
    operations: [1],
  });
  expect(clashOf([put(0, 1, [0, 1]), put(1, 2, [2, 3], 1)])).toBe('linearizable');
  expect(clashOf([put(0, 1, [0, 1], 0)])).toBe('linearizable');
  expect(clashOf([lost(0, 0, 3)], [get(1, 1, 's0', [2, 3])])).toEqual({
    anomaly: 'lost-update',
    operations: [0, 1],
  });
});
test('a state that nobody wrote is read from nowhere, and one of another version torn', () => {
  expect(clashOf([put(0, 1, [0, 1])], [get(1, 1, 'x', [2, 3])])).toEqual({
    anomaly: 'read-from-nowhere',
    operations: [1],
  });
  expect(clashOf([put(0, 1, [0, 1]), put(1, 2, [0, 1])], [get(2, 2, 's0', [2, 3])])).toEqual({
    anomaly: 'torn-read',
    operations: [0, 2],
  });
  expect(clashOf([lost(0, 0), lost(1, 0)], [get(2, 1, 's0', [2, 3]), get(3, 2, 's0', [2, 3])])).toEqual({
    anomaly: 'torn-read',
    operations: [0, 3],
  });
});
test('a version that is seen before its write began is a future read', () => {
  expect(clashOf([put(0, 1, [5, 6])], [get(1, 1, 's0', [2, 3])])).toEqual({
    anomaly: 'future-read',
    operations: [1, 0],
  });
  expect(clashOf([put(0, 3, [5, 6])])).toMatchObject({ anomaly: 'read-from-nowhere', operations: [0] });
});
test('a write without an answer has the version that was read with its state', () => {
  const reads = [get(1, 1, 's0', [10, 11])];
  expect(clashOf([lost(0, 0)], reads)).toBe('linearizable');
  expect(clashOf([lost(0, 0), put(2, 1, [12, 13])], reads)).toEqual({
    anomaly: 'torn-read',
    operations: [0, 1],
  });
  expect(clashOf([lost(0, 0), put(2, 2, [12, 13])], reads)).toBe('linearizable');
});
test('a write without an answer that nobody saw fills a number that is missing, or did not happen', () => {
  expect(clashOf([lost(0, 0)])).toBe('linearizable');
  expect(clashOf([lost(0, 0), put(1, 2, [5, 6])])).toBe('linearizable');
  expect(clashOf([lost(0, 7), put(1, 2, [5, 6])])).toMatchObject({ anomaly: 'future-read' });
  expect(clashOf([lost(0, 0, 0), put(1, 2, [5, 6])])).toBe('linearizable');
  expect(clashOf([lost(0, 0, 1), put(1, 2, [5, 6])])).toMatchObject({ anomaly: 'read-from-nowhere' });
  expect(clashOf([lost(0, 0), put(1, 3, [5, 6])])).toMatchObject({ anomaly: 'read-from-nowhere' });
});
test('a number that is missing need not be of the write on its condition', () => {
  expect(clashOf([lost(0, 0), lost(1, 20, 0), put(2, 2, [5, 6])])).toBe('linearizable');
  expect(clashOf([lost(0, 0, 0), lost(1, 20), put(2, 2, [5, 6])])).toBe('linearizable');
  expect(clashOf([lost(0, 20, 0), lost(1, 0, 0), put(2, 2, [5, 6])])).toBe('linearizable');
  expect(clashOf([lost(0, 20, 0), lost(1, 20), put(2, 2, [5, 6])])).toMatchObject({ anomaly: 'future-read' });
});
test('a conflict needs another version: one that was, or one that may come later', () => {
  const once = put(0, 1, [10, 20]);
  expect(clashOf([once], [], [conflict(1, 1, [0, 5])])).toBe('linearizable');
  expect(clashOf([once], [], [conflict(1, 1, [20, 25])])).toBe('linearizable');
  expect(clashOf([once], [], [conflict(1, 1, [21, 25])])).toMatchObject({
    anomaly: 'spurious-conflict',
    operations: [1],
  });
  expect(clashOf([once], [], [conflict(1, 0, [0, 9])])).toEqual({
    anomaly: 'spurious-conflict',
    operations: [1, 0],
  });
  expect(clashOf([once], [], [conflict(1, 0, [0, 10])])).toBe('linearizable');
  expect(clashOf([once], [], [conflict(1, 7, [0, 1])])).toBe('linearizable');
});
test('a conflict with the newest version needs a write without an answer', () => {
  const after = [conflict(2, 1, [5, 6]), conflict(3, 2, [10, 11])];
  expect(clashOf([put(0, 1, [0, 1]), lost(1, 0)], [], after.slice(0, 1))).toBe('linearizable');
  expect(clashOf([put(0, 1, [0, 1]), lost(1, 0, 1)], [], after.slice(0, 1))).toBe('linearizable');
  expect(clashOf([put(0, 1, [0, 1]), lost(1, 0, 2)], [], after.slice(0, 1))).toMatchObject({
    anomaly: 'spurious-conflict',
  });
  expect(clashOf([put(0, 1, [0, 1]), lost(1, 0)], [], after)).toMatchObject({ anomaly: 'spurious-conflict' });
  expect(clashOf([put(0, 1, [0, 1]), lost(1, 0)], [], after.toReversed())).toMatchObject({
    anomaly: 'spurious-conflict',
  });
  expect(clashOf([put(0, 1, [0, 1]), lost(1, 0), lost(4, 0, 2)], [], after)).toBe('linearizable');
});
test('an old version that is read after a conflict had shown a later one is a flip-flop', () => {
  const history = [
    [put(0, 1, [0, 1]), put(1, 2, [5, 30])],
    [get(3, 1, 's0', [12, 13])],
    [conflict(2, 1, [10, 11])],
  ] as const;
  const [puts, gets, conflicts] = history;
  expect(clashOf([...puts], [...gets], [...conflicts])).toEqual({ anomaly: 'flip-flop', operations: [2, 3] });
});
test('leaves to a search what two unanswered writes of the same state may have been', () => {
  const same = [lost(0, 0, null, 'x'), lost(1, 5, null, 'x')];
  expect(clashOf(same, [get(2, 1, 'x', [6, 7])])).toBe('undecided');
  expect(clashOf(same, [get(2, 0, null, [6, 7])])).toBe('linearizable');
  const answered: SessionPut = { ...put(1, 1, [5, 6]), state: 'x' };
  expect(clashOf([same[0]!, answered], [get(2, 1, 'x', [7, 8])])).toBe('linearizable');
});
test('leaves to a search which of the missing numbers are of writes on a condition, when some must be and some not', () => {
  // 1 can only be of the unconditional write, since the one on its condition began too late; 3 is of the other.
  const history: SessionHistory = {
    puts: [lost(0, 12, 0), lost(1, 0, 2), lost(2, 0), put(3, 2, [10, 11]), put(4, 4, [12, 13])],
    gets: [],
    conflicts: [],
  };
  expect(decideSessionState(history)).toEqual({ status: 'undecided' });
  expect(decideSessionState({ ...history, puts: history.puts.toSpliced(2, 1) }).status).toBe('refuted');
});
test('decides 200,000 operations of one session far within its time limit', { timeout: 30_000 }, () => {
  const puts = Array.from({ length: 100_000 }, (_, i) => put(i, i + 1, [i * 10, i * 10 + 4]));
  const gets = puts.map(({ index, state }) =>
    get(100_000 + index, index + 1, state, [index * 10 + 5, index * 10 + 9]),
  );
  expect(decide(puts, gets)).toEqual({ status: 'linearizable' });
  expect(clashOf(puts, [...gets, get(200_000, 1, 's0', [15, 16])])).toMatchObject({
    operations: [1, 200_000],
  });
});
