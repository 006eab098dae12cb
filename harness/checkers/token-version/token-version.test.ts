import { describe, expect, test } from 'vitest';
import { decideTokenVersion } from './token-version.ts';
import type { Bump, VersionHistory, VersionRead } from '../auth/version-history.ts';

const kick = (invokedNs: number, completedNs: number | null): Omit<Bump, 'index'> => ({
  invokedNs,
  completedNs,
});
const read =
  (kind: VersionRead['kind']) =>
  (version: number, invokedNs: number, completedNs: number): Omit<VersionRead, 'index'> => ({
    kind,
    version,
    invokedNs,
    completedNs,
  });
const accept = read('accept');
const reject = read('reject');
const login = read('login');

/** Numbers the kicks first, then the reads. */
function decide(kicks: Omit<Bump, 'index'>[], reads: Omit<VersionRead, 'index'>[], base = 0) {
  const bumps = kicks.map((bump, index) => ({ ...bump, index }));
  return decideTokenVersion({ base, bumps, reads: reads.map((r, i) => ({ ...r, index: kicks.length + i })) });
}
const clashOf = (kicks: Omit<Bump, 'index'>[], reads: Omit<VersionRead, 'index'>[]) => {
  const decision = decide(kicks, reads);
  return decision.ok ? null : decision.clash;
};

test('an old token is accepted before a kick and refused after it', () => {
  expect(
    decide([kick(10, 20)], [login(0, 0, 1), accept(0, 2, 3), reject(0, 21, 22), login(1, 23, 24)]),
  ).toEqual({ ok: true });
});
test('while a kick runs, an old token may be accepted or refused', () => {
  expect(decide([kick(10, 20)], [accept(0, 12, 14), reject(0, 13, 18)])).toEqual({ ok: true });
});
test('an accept that touches the end of the kick is concurrent with it', () => {
  expect(decide([kick(10, 20)], [accept(0, 20, 25)])).toEqual({ ok: true });
});
test('names a stale accept with the kick and the gap', () => {
  expect(clashOf([kick(10, 20)], [accept(0, 25, 26)])).toEqual({
    diagnosis: 'stale-accept',
    operations: [0, 1],
    gapNs: 5,
  });
});
test('names a flip-flop while the kick still runs', () => {
  expect(clashOf([kick(10, 90)], [reject(0, 12, 14), accept(0, 15, 16)])).toEqual({
    diagnosis: 'flip-flop',
    operations: [1, 2],
    gapNs: 1,
  });
});
test('names a spurious 401 before the kick began', () => {
  expect(clashOf([kick(10, 20)], [reject(0, 2, 4)])).toEqual({
    diagnosis: 'spurious-401',
    operations: [1, 0],
    gapNs: 6,
  });
});
test('names an inversion of a new and an old token', () => {
  expect(clashOf([kick(10, 90)], [login(1, 12, 14), accept(0, 16, 17)])).toEqual({
    diagnosis: 'inversion',
    operations: [1, 2],
    gapNs: 2,
  });
});
test('names a version that no kick had made yet', () => {
  expect(clashOf([kick(10, 20)], [login(1, 2, 4)])?.diagnosis).toBe('impossible-read');
  expect(clashOf([], [login(1e9, 2, 4)])?.operations).toEqual([0]);
  expect(clashOf([], [login(0.5, 2, 4)])?.diagnosis).toBe('impossible-read');
});
test('a kick without an answer may have happened late, or never', () => {
  expect(decide([kick(10, null)], [accept(0, 50, 51), reject(0, 60, 61)])).toEqual({ ok: true });
  expect(decide([kick(10, null)], [accept(0, 50, 51)])).toEqual({ ok: true });
  expect(decide([kick(10, null)], [reject(0, 60, 61), accept(0, 70, 71)]).ok).toBe(false);
});
test('a kick without an answer may come before a later acknowledged one', () => {
  expect(decide([kick(5, null), kick(30, 40)], [login(1, 10, 20), accept(2, 50, 51)])).toEqual({ ok: true });
});
test('two concurrent kicks may be numbered either way', () => {
  expect(decide([kick(0, 100), kick(10, 20)], [accept(1, 5, 6), accept(2, 25, 26)])).toEqual({ ok: true });
});
test('counts two kicks for one version as a stale accept', () => {
  expect(clashOf([kick(10, 20), kick(30, 40)], [login(1, 50, 51)])?.diagnosis).toBe('stale-accept');
});
test('an empty history is ok', () => {
  expect(decide([], [])).toEqual({ ok: true });
});

describe('a kick that returns its number', () => {
  const made = (version: number, invokedNs: number, completedNs: number | null) => ({
    version,
    ...kick(invokedNs, completedNs),
  });

  test('is that one, among others without a number and without an answer', () => {
    expect(decide([made(2, 10, 20), kick(10, 20)], [accept(1, 12, 13), accept(2, 19, 30)])).toEqual({
      ok: true,
    });
    expect(decide([made(2, 10, 20), kick(0, null)], [accept(0, 5, 6), accept(2, 30, 31)])).toEqual({
      ok: true,
    });
    expect(decide([made(1, 10, 20), made(2, 10, 20), made(3, 10, 20)], [])).toEqual({ ok: true });
  });
  test('is in its own interval', () => {
    expect(clashOf([made(1, 10, 20)], [accept(0, 21, 22)])).toEqual({
      diagnosis: 'stale-accept',
      operations: [0, 1],
      gapNs: 1,
    });
    expect(decide([made(1, 10, 20)], [accept(0, 20, 22)])).toEqual({ ok: true });
    expect(decide([made(1, 10, 20)], [accept(1, 5, 10)])).toEqual({ ok: true });
    expect(clashOf([made(1, 10, 20)], [accept(1, 5, 9)])).toEqual({
      diagnosis: 'impossible-read',
      operations: [1, 0],
      gapNs: 1,
    });
  });
  test('was seen too early, or refused too early, though another kick had begun', () => {
    const kicks = [made(1, 10, 20), kick(0, 30)];
    expect(clashOf(kicks, [accept(1, 5, 9)])).toEqual({
      diagnosis: 'impossible-read',
      operations: [2, 0],
      gapNs: 1,
    });
    expect(clashOf(kicks, [reject(0, 5, 9)])).toEqual({
      diagnosis: 'spurious-401',
      operations: [2, 0],
      gapNs: 1,
    });
    expect(clashOf([made(2, 10, 20), kick(0, null)], [accept(1, 21, 22)])).toMatchObject({
      diagnosis: 'stale-accept',
      operations: [0, 2],
    });
  });
  test('is lost when another returns the same number', () => {
    expect(clashOf([made(1, 10, 20), made(1, 5, 12)], [])).toEqual({
      diagnosis: 'lost-update',
      operations: [1, 0],
      gapNs: 0,
    });
    expect(clashOf([made(1, 0, 3), made(1, 5, 12)], [])).toMatchObject({ operations: [0, 1], gapNs: 2 });
  });
  test('is lost when one that began later returns a smaller number', () => {
    expect(clashOf([made(2, 0, 3), made(1, 5, 12)], [])).toEqual({
      diagnosis: 'lost-update',
      operations: [0, 1],
      gapNs: 2,
    });
    expect(clashOf([made(3, 0, 3), made(2, 5, 12), kick(0, null)], [])).toEqual({
      diagnosis: 'lost-update',
      operations: [0, 1],
      gapNs: 2,
    });
    expect(decide([made(2, 0, 5), made(1, 5, 12)], [])).toEqual({ ok: true });
    expect(clashOf([made(2, 0, 5), made(1, 5, 12)], [accept(0, 20, 21)])?.diagnosis).toBe('stale-accept');
  });
  test('leaves no number for one without, which is lost', () => {
    expect(clashOf([kick(0, 3), made(1, 5, 12)], [])).toEqual({
      diagnosis: 'lost-update',
      operations: [0, 1],
      gapNs: 2,
    });
    expect(clashOf([kick(0, 3), made(2, 5, 12), made(1, 0, 20), made(3, 5, 12)], [])).toMatchObject({
      diagnosis: 'lost-update',
      operations: [0, 1],
    });
  });
  test('cannot be more than the kicks there are, the first version itself, or no whole number', () => {
    for (const version of [2, 0, -1, 0.5, 1e12, Number.NaN])
      expect(clashOf([made(version, 0, 3)], [])).toEqual({
        diagnosis: 'impossible-read',
        operations: [0],
        gapNs: 0,
      });
    expect(clashOf([made(2, 0, 3), kick(5, 6)], [])).toEqual({
      diagnosis: 'impossible-read',
      operations: [0, 1],
      gapNs: 2,
    });
  });
  test('without an answer, happened all the same, at any time after it began', () => {
    expect(decide([made(1, 5, null)], [accept(0, 90, 91)])).toEqual({ ok: true });
    expect(clashOf([made(1, 5, null)], [accept(1, 3, 4)])).toMatchObject({ diagnosis: 'impossible-read' });
    expect(decide([made(1, 5, null)], [accept(1, 3, 5)])).toEqual({ ok: true });
    expect(decide([made(2, 5, null)], []).ok).toBe(false);
  });
});

/** A register that really runs: kicks one after the other, and reads that look at one instant. */
function simulated(kicks: number, reads: number): VersionHistory {
  const bumps = Array.from({ length: kicks }, (_, k) => ({
    index: k,
    invokedNs: k * 1_000,
    completedNs: k * 1_000 + 400,
  }));
  const looks = Array.from({ length: reads }, (_, i): VersionRead => {
    const atNs = (i * kicks * 1_000) / reads;
    const version = Math.floor((atNs + 800) / 1_000);
    const times = { index: kicks + i, invokedNs: atNs - 90, completedNs: atNs + 90 };
    return i % 3 === 0 && version > 0
      ? { kind: 'reject', version: version - 1, ...times }
      : { kind: 'accept', version, ...times };
  });
  return { base: 0, bumps, reads: looks };
}

test('accepts what one register did, and refutes it once a read is moved behind the next kick', () => {
  const history = simulated(50, 1_000);
  expect(decideTokenVersion(history)).toEqual({ ok: true });
  const reads = history.reads.map((r, i) =>
    i === 500 ? { ...r, kind: 'accept' as const, version: r.version - 2 } : r,
  );
  expect(decideTokenVersion({ ...history, reads }).ok).toBe(false);
});
test('decides 101,000 operations far within its time limit', { timeout: 2_000 }, () => {
  expect(decideTokenVersion(simulated(1_000, 100_000))).toEqual({ ok: true });
});
