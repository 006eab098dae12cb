import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { HistoryDefect } from '../../history/pair.ts';
import { judge, line, told } from '../plain/test/recorded-story.ts';
import type { Line } from '../plain/test/recorded-story.ts';
import { PackedCalls } from './packed-calls.ts';
import type { FamilyCall, RefreshPolicy } from './family-history.ts';
import { refreshFamily } from './refresh-family-model.ts';
import { TokenNames } from './token-names.ts';

type At = readonly [number, number];
const login = (output: unknown, at: At, more: Partial<Line> = {}) => line('login', at, { output, ...more });
const use = (input: unknown, output: unknown, at: At, more: Partial<Line> = {}) =>
  line('use', at, { input, output, ...more });
const revoke = (input: unknown, at: At, more: Partial<Line> = {}) => line('revoke', at, { input, ...more });
const model = refreshFamily();
const status = (...lines: Line[]) => judge(model, lines).verdict.status;
const FORK = [
  login('t0', [0, 1e6]),
  use('t0', 't1', [2e6, 5e6]),
  use('t0', 't2', [3e6, 9e6], { replica: 'b-2' }),
];

test('is valid for a chain of tokens, in every way of writing them', () => {
  expect(
    judge(model, [
      login(0, [0, 1]),
      use('0', { token: 't1' }, [2, 3]),
      line('refresh', [4, 5], { input: { token: 't1' }, output: 't2' }),
    ]),
  ).toEqual({
    verdict: { status: 'valid', examined: 2 },
    summary: '2 answered uses of refresh tokens in 1 keys, 0 that clash',
    evidence: [],
  });
});
test('takes null, false, rejected, and any failed use for a refusal', () => {
  for (const output of [null, false, { rejected: true }])
    expect(told(model, [login('t0', [0, 1]), use('t0', output, [2, 3], { replica: 'b-3' })])).toEqual([
      ['lost-token', [0, 1], ['b-3']],
    ]);
  expect(status(login('t0', [0, 1]), use('t0', 'x', [2, 3], { outcome: 'fail' }))).toBe('invalid');
});
test('lets a use without an answer take its token at any later time', () => {
  const unanswered = use('t0', null, [2, 3], { outcome: 'info' });
  expect(status(login('t0', [0, 1]), unanswered, use('t0', null, [8, 9]))).toBe('valid');
  expect(status(login('t0', [0, 1]), use('t0', 't1', [4, 5]), unanswered)).toBe('valid');
  expect(status(login('t0', [0, 1]), unanswered)).toBe('unknown');
});
test('takes no notice of a login or revocation that failed, or of a login without an answer', () => {
  expect(
    status(login('t0', [0, 1]), revoke('t0', [2, 3], { outcome: 'fail' }), use('t0', 't1', [4, 5])),
  ).toBe('valid');
  expect(status(login('t0', [0, 1]), revoke('t0', [2, 3]), use('t0', 't1', [4, 5]))).toBe('invalid');
  expect(status(login('t0', [0, 1]), revoke(null, [2, 3]), use('t0', 't1', [4, 5]))).toBe('invalid');
  expect(
    status(login('t0', [0, 1]), revoke(null, [2, 3], { outcome: 'info' }), use('t0', 't1', [4, 5])),
  ).toBe('valid');
  for (const outcome of ['fail', 'info'] as const)
    expect(status(login({}, [0, 1], { outcome }), use('t0', null, [4, 5]), use('t0', 't1', [6, 7]))).toBe(
      'invalid',
    );
});
test('is unknown when no use was answered, or only tokens were refused that nobody is known to have got', () => {
  expect(judge(model, []).verdict).toEqual({
    status: 'unknown',
    reason: 'no use of a refresh token was answered',
  });
  expect(status(login('t0', [0, 1]))).toBe('unknown');
  expect(status(use('t0', null, [0, 1]))).toBe('unknown');
});
test('tells a fork with its race: overlap and width in ms, replicas, and the family', () => {
  expect(judge(model, FORK)).toEqual({
    verdict: {
      status: 'invalid',
      violations: [
        {
          anomaly: 'fork',
          message:
            'refresh token t0 was rotated twice: operation 1 on b-1 and operation 2 on b-2, at the same time for 2 ms, got a token of its own each.',
          operations: [1, 2],
          culprits: ['b-1', 'b-2'],
          cause: expect.stringContaining('not atomic'),
        },
      ],
    },
    summary: '2 answered uses of refresh tokens in 1 keys, 1 that clash',
    evidence: [
      {
        kind: 'table',
        title: 'Uses of refresh tokens that clash',
        columns: ['anomaly', 'token', 'operations', 'replicas', 'overlap in ms', 'race width in ms'],
        rows: [['fork', 't0', '1, 2', 'b-1, b-2', 2, 1]],
      },
      {
        kind: 'table',
        title: 'The family of refresh token t0',
        columns: [
          'generation',
          'token',
          'operation',
          'answer',
          'replica',
          'begins at ms',
          'ends at ms',
          'clash',
        ],
        rows: [
          [0, 't0', 0, 'login', 'b-1', 0, 1, ''],
          [0, 't0', 1, 'got t1', 'b-1', 2, 5, 'fork'],
          [0, 't0', 2, 'got t2', 'b-2', 3, 9, 'fork'],
        ],
      },
    ],
  });
});
test('shows of a family what is near the clash, with revocations and unanswered uses, and not other families', () => {
  const chain = Array.from({ length: 60 }, (_, n) => use(`t${n}`, `t${n + 1}`, [n * 10 + 10, n * 10 + 11]));
  const lines = [
    login('t0', [0, 1]),
    login('s0', [2, 3]),
    ...chain,
    revoke(null, [700, 701]),
    use('t60', undefined, [702, 703], { outcome: 'info' }),
    use('t60', 't61', [710, 711]),
  ];
  const [, family] = judge(model, lines).evidence;
  expect(family?.kind === 'table' && family.rows.length).toBe(26);
  expect(family?.kind === 'table' && family.rows.slice(-3).map((row) => row.slice(0, 4))).toEqual([
    [null, 'all', 62, 'revoke'],
    [60, 't60', 63, 'none'],
    [60, 't60', 64, 'got t61'],
  ]);
});
test('keeps keys apart, names the key, and counts alike clashes', () => {
  const keyed = (key: string) => FORK.map((one) => ({ ...one, key }));
  expect(status(...keyed('a').slice(0, 2), ...keyed('b').slice(0, 2))).toBe('valid');
  const { verdict, summary } = judge(model, [...keyed('a'), ...keyed('b')]);
  expect(verdict).toMatchObject({
    violations: [{ message: expect.stringMatching(/^key a: refresh token t0 .*\(the first of 2\)\.$/u) }],
  });
  expect(summary).toBe('4 answered uses of refresh tokens in 2 keys, 2 that clash');
});
test('gives every anomaly a message and a cause', () => {
  const stories: Line[][] = [
    [login('t0', [0, 1]), use('t0', 't1', [2e6, 3e6]), use('t0', 't2', [5e6, 6e6])],
    [login('t0', [0, 1]), use('t0', null, [2, 3], { replica: null })],
    [login('t0', [0, 1]), revoke('t0', [2, 3]), use('t0', 't1', [4, 5])],
    [login('t0', [0, 1]), use('x'.repeat(99), 'y', [2, 3])],
    [login('t0', [5, 6]), use('t0', 't1', [2, 3])],
    [login('t0', [0, 1]), use('t0', 't0', [2, 3])],
    [login('t0', [0, 1]), login('t0', [2, 3])].concat(use('t0', 't1', [4, 5])),
  ];
  const violations = stories.flatMap((lines) => {
    const { verdict } = judge(model, lines);
    return verdict.status === 'invalid' ? verdict.violations : [];
  });
  expect(violations.map(({ message }) => message)).toEqual([
    'refresh token t0 worked again: operation 2 on b-1 was accepted, 2 ms later, though operation 1 on b-1 had used it.',
    'refresh token t0 was refused by operation 1, though nothing could have used or ended it by then.',
    'refresh token t0 was accepted by operation 2 on b-1 after operation 1 on b-1 had ended its family.',
    `refresh token ${'x'.repeat(40)}… was accepted by operation 1 on b-1, and nobody had given it out.`,
    'refresh token t0 was accepted by operation 0 on b-1, before operation 1 on b-1, which led to it, began.',
    'refresh token t0 was given back unchanged by operation 1 on b-1.',
    'refresh token t0 was given out by operation 0 on b-1 and again by operation 1 on b-1.',
  ]);
  expect(violations.map(({ cause }) => cause?.split(' ').slice(0, 4).join(' '))).toEqual([
    'a used token is',
    'the reply was sent',
    'revocation does not reach',
    'refresh tokens are accepted',
    'refresh tokens are accepted',
    'refresh tokens are not',
    'refresh tokens are not',
  ]);
});
test('refuses what is none of its operations, and values that are no tokens', () => {
  const defect = (one: Line) => () => judge(model, [one]);
  expect(defect(line('me', [0, 1], {}))).toThrow(
    'operation 0: "me" is no operation of this model, which has login, use, refresh and revoke',
  );
  expect(status(line('pause', [0, 1], { process: 'nemesis' }))).toBe('unknown');
  const token = 'a token (a string, a number, or an object with one as `token`) as';
  expect(defect(login(NaN, [0, 1]))).toThrow(`operation 0 (login): its value must be ${token} its answer`);
  expect(defect(use({}, 't1', [0, 1]))).toThrow(`operation 0 (use): its value must be ${token} its input`);
  expect(defect(use('t0', true, [0, 1]))).toThrow(`${token} its answer, or null, false or {rejected: true}`);
  expect(defect(use('t0', { rejected: false }, [0, 1]))).toThrow(HistoryDefect);
  expect(defect(use('t0', undefined, [0, 1]))).toThrow(HistoryDefect);
  expect(defect(revoke([], [0, 1]))).toThrow(`${token} its input, or null`);
  expect(defect(login(null, [0, 1]))).toThrow(HistoryDefect);
});
test('judges hostile values, or says what is wrong with them', () => {
  const value = fc.oneof(fc.anything(), fc.constantFrom('t0', 't1', null, 1e308, '__proto__', 'constructor'));
  const any = fc.record({ f: fc.constantFrom('login', 'use', 'revoke'), input: value, output: value });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 6 }), (drawn) => {
      const lines = drawn.map(({ f, input, output }, n) => line(f, [n, n + 2], { input, output }));
      try {
        expect(['valid', 'invalid', 'unknown']).toContain(judge(model, lines).verdict.status);
      } catch (error) {
        expect(error).toBeInstanceOf(HistoryDefect);
      }
    }),
    { numRuns: 2_000 },
  );
});
test('keeps packed calls as they were', () => {
  const calls: FamilyCall[] = Array.from({ length: 9_000 }, (_, index): FamilyCall => {
    const common = {
      index,
      invokedNs: index + 0.5,
      completedNs: index % 7 === 0 ? Infinity : index + 1,
      replica: index % 5 === 0 ? null : `b-${index % 3}`,
    };
    if (index % 6 === 0) return { ...common, f: 'login', token: index };
    if (index % 6 === 1) return { ...common, f: 'revoke', token: index % 4 === 1 ? null : 0 };
    return { ...common, f: 'use', token: index, child: [0, index, null, undefined][index % 4] };
  });
  const packed = new PackedCalls(new TokenNames());
  for (const call of calls) packed.push(call);
  expect([...packed]).toEqual(calls);
  expect(packed.at(8_999)).toEqual(calls[8_999]);
  expect(packed.at(9_000)).toBeUndefined();
});

/** A store that really runs: each call takes effect at an instant within its stamps; some answers are lost on the way. */
function simulated(
  { graceMs = 0, familyRevocationOnReuse = false }: RefreshPolicy,
  draws: readonly number[],
): Line[] {
  const usedNs = new Map<string, number>();
  const known = ['t'];
  const lines = [login('t', [0, 1])];
  let isEnded = false;
  draws.forEach((draw, n) => {
    const nowNs = 10 + n * 4e5;
    const token = known.at(-1 - (draw % 3 === 0 ? draw % Math.min(4, known.length) : 0))!;
    const firstNs = usedNs.get(token) ?? nowNs;
    const isAllowed = !isEnded && nowNs - firstNs <= graceMs * 1e6 && (graceMs > 0 || !usedNs.has(token));
    if (isAllowed) usedNs.set(token, firstNs);
    else if (familyRevocationOnReuse) isEnded = true;
    const isLost = draw % 11 === 0;
    if (isAllowed && !isLost) known.push(`t${n}`);
    const at: At = [Math.max(2, nowNs - (draw % 7) * 3e5), nowNs + (draw % 13) * 3e5];
    lines.push(use(token, isAllowed ? `t${n}` : null, at, { outcome: isLost ? 'info' : 'ok' }));
  });
  return lines;
}

test('finds nothing wrong with a store that really works, under any policy', () => {
  const draws = fc.array(fc.nat({ max: 1e6 }), { maxLength: 40 });
  const policies = fc.record({ graceMs: fc.constantFrom(0, 1, 3), familyRevocationOnReuse: fc.boolean() });
  let strict = 0;
  fc.assert(
    fc.property(draws, policies, (draws, policy) => {
      const lines = simulated(policy, draws);
      expect(told(refreshFamily(policy), lines)).toEqual([]);
      if (told(model, lines).length > 0) strict += 1;
    }),
    { numRuns: 2_000 },
  );
  // A grace is used, so that the policy matters.
  expect(strict).toBeGreaterThan(200);
});
