import { expect, test } from 'vitest';
import { clashesOf, login, revoke, use } from './test/family.ts';
import type { Draft } from './test/family.ts';
import type { RefreshPolicy } from './family-history.ts';
import { culpritsOf, operationsOf } from './family-wording.ts';

/** Anomaly, operations and culprits of each clash. */
const told = (drafts: Draft[], policy?: RefreshPolicy) =>
  clashesOf(drafts, policy).map((clash) => [clash.anomaly, operationsOf(clash), culpritsOf(clash)]);
const FAMILY = { familyRevocationOnReuse: true };
const first = login('t0', [0, 1]);

test('lets a chain of tokens be used once each, and used ones be refused', () => {
  const chain = [first, use('t0', 't1', [2, 3]), use('t1', 't2', [4, 5]), use('t0', null, [6, 7])];
  expect(told(chain)).toEqual([]);
  expect(told(chain, FAMILY)).toEqual([]);
  expect(told([])).toEqual([]);
});
test('calls two accepted uses that overlap a fork, and names both replicas', () => {
  const fork = [first, use('t0', 't1', [10, 20], 'b-1'), use('t0', 't2', [20, 30], 'b-2')];
  expect(told(fork)).toEqual([['fork', [1, 2], ['b-2', 'b-1']]]);
  expect(told(fork, FAMILY)).toEqual([['fork', [1, 2], ['b-2', 'b-1']]]);
});
test('calls an accepted use that begins after another ended a reuse', () => {
  expect(told([first, use('t0', 't1', [10, 20]), use('t0', 't2', [21, 30], 'b-2')])).toEqual([
    ['reuse-accepted', [1, 2], ['b-2']],
  ]);
  expect(told([first, use('t0', 't1', [10, 20]), use('t0', 't1', [15, 30], 'b-2')])).toEqual([
    ['reuse-accepted', [1, 2], ['b-2']],
  ]);
});
test('tells one clash of a token, whatever the order, and not what follows from it', () => {
  const late = [use('t0', 't2', [21, 30], 'b-2'), use('t0', 't1', [10, 20]), use('t0', 't3', [22, 23])];
  expect(told([first, ...late])).toEqual([['reuse-accepted', [2, 3], ['b-1']]]);
  expect(told([first, ...late, use('t1', null, [40, 41])])).toHaveLength(1);
  const other = [login('s0', [0, 1]), use('s0', null, [40, 41], 'b-3')];
  expect(told([first, ...late, ...other])).toHaveLength(2);
});
test('calls a refusal of a token that nothing had used a lost token', () => {
  expect(told([first, use('t0', null, [2, 3], 'b-2')])).toEqual([['lost-token', [0, 1], ['b-2']]]);
  expect(told([first, use('t0', null, [1, 3], 'b-2')])).toEqual([]);
});
test('counts each refusal of an all-refused race', () => {
  expect(told([first, use('t0', null, [2, 5], 'b-2'), use('t0', null, [3, 4], 'b-3')])).toEqual([
    ['lost-token', [0, 1], ['b-2']],
    ['lost-token', [0, 2], ['b-3']],
  ]);
  expect(told([first, use('t0', null, [2, 5]), use('t0', null, [3, 4])], FAMILY)).toHaveLength(2);
});
test('lets a refusal be explained by a use without an answer that had begun', () => {
  expect(told([first, use('t0', undefined, [4, 4]), use('t0', null, [2, 4])])).toEqual([]);
  expect(told([first, use('t0', undefined, [5, 5]), use('t0', null, [2, 4])])).toHaveLength(1);
  expect(
    told([first, use('t0', undefined, [9, 9]), use('t0', undefined, [4, 4]), use('t0', null, [2, 4])]),
  ).toEqual([]);
});
test('lets a refusal be explained by a rotation that had begun, of that token', () => {
  expect(told([first, use('t0', 't1', [4, 9]), use('t0', null, [2, 4])])).toEqual([]);
  expect(told([first, use('t0', 't1', [5, 9]), use('t0', null, [2, 4], 'b-2')])).toEqual([
    ['lost-token', [0, 1, 2], ['b-2']],
  ]);
  expect(
    told([first, use('t0', undefined, [2, 2]), use('t0', 't1', [5, 9]), use('t0', null, [2, 4])]),
  ).toHaveLength(1);
  expect(
    told([first, use('t0', undefined, [4, 4]), use('t0', 't1', [5, 9]), use('t0', null, [2, 4])], {
      graceMs: 1,
    }),
  ).toEqual([]);
});
test('lets a refusal be explained by a revocation that had begun, with or without an answer', () => {
  for (const token of ['t0', null]) {
    expect(told([first, revoke(token, [4, 9]), use('t0', null, [2, 4])])).toEqual([]);
    expect(told([first, revoke(token, [4, Infinity]), use('t0', null, [2, 4])])).toEqual([]);
    expect(told([first, revoke(token, [5, 9]), use('t0', null, [2, 4])])).toHaveLength(1);
  }
});
test('does not let a revocation explain a refusal when something was accepted after it', () => {
  const lost = [
    login('t0', [0, 9]),
    revoke(null, [3, 6]),
    use('t0', 't1', [7, 12]),
    use('t1', null, [13, 14], 'b-2'),
  ];
  expect(told(lost)).toEqual([['lost-token', [2, 3], ['b-2']]]);
  expect(told([login('t0', [0, 9]), revoke(null, [3, 7]), ...lost.slice(2)])).toEqual([]);
});
test('finds a descendant that lives after the family was ended', () => {
  const lives = (begin: number) => [
    first,
    use('t0', 't1', [2, 3]),
    revoke('t0', [4, 5]),
    use('t1', 't2', [begin, 7], 'b-2'),
  ];
  expect(told(lives(6))).toEqual([['descendant-lives', [2, 3], ['b-2']]]);
  expect(told(lives(5))).toEqual([]);
  expect(told([first, revoke(null, [4, 5]), use('t0', 't1', [6, 7], 'b-2')])).toEqual([
    ['descendant-lives', [1, 2], ['b-2']],
  ]);
  expect(told([first, revoke('t0', [4, Infinity]), use('t0', 't1', [6, 7])])).toEqual([]);
});
test('names the later of two revocations that were over', () => {
  expect(
    told([
      first,
      revoke(null, [2, 6]),
      revoke(null, [4, 5]),
      revoke(null, [3, 5]),
      use('t0', 't1', [7, 8], 'b-2'),
    ]),
  ).toEqual([['descendant-lives', [2, 4], ['b-2']]]);
});
test('lets a revocation come before the token that it names, or its login, was there', () => {
  expect(told([login('t0', [0, 4]), revoke(null, [4, 5]), use('t0', 't1', [6, 7])])).toEqual([]);
  expect(told([first, revoke('t1', [2, 3]), use('t0', 't1', [2, 5]), use('t1', 't2', [6, 7])])).toEqual([]);
  expect(told([first, revoke('nobody', [2, 3]), use('t0', 't1', [4, 5])])).toEqual([]);
});
test('finds a revocation between two tokens, though either alone could be after it', () => {
  const between = [
    login('t0', [0, 9]),
    use('t0', 't1', [1, 2]),
    revoke('t0', [3, 4]),
    use('t1', 't2', [5, 6], 'b-3'),
  ];
  expect(told(between)).toEqual([['descendant-lives', [1, 2, 3], ['b-3']]]);
});
test('ends a family by a refused reuse, where the policy says so', () => {
  const reuse = (begin: number) => [
    first,
    use('t0', 't1', [2, 3]),
    use('t0', null, [4, 5]),
    use('t1', 't2', [begin, 7], 'b-3'),
  ];
  expect(told(reuse(6), FAMILY)).toEqual([['descendant-lives', [2, 3], ['b-3']]]);
  expect(told(reuse(5), FAMILY)).toEqual([]);
  expect(told(reuse(6))).toEqual([]);
  expect(told([...reuse(6).slice(0, 3), use('t1', null, [6, 7])], FAMILY)).toEqual([]);
  expect(told([...reuse(6).slice(0, 3), use('t1', null, [6, 7])])).toHaveLength(1);
});
test('lets a use without an answer be the reuse that ended the family', () => {
  const ended = [first, use('t0', 't1', [2, 3]), use('t0', undefined, [4, 4]), use('t1', null, [6, 7])];
  expect(told(ended, FAMILY)).toEqual([]);
  expect(told(ended)).toHaveLength(1);
});
test('calls a token forged that nobody had given out, or not yet', () => {
  expect(told([first, use('x', 'y', [2, 3], 'b-2')])).toEqual([['forged-token', [1], ['b-2']]]);
  expect(told([first, use('x', null, [2, 3])])).toEqual([]);
  expect(told([login('t0', [5, 6]), use('t0', 't1', [2, 4], 'b-2')])).toEqual([
    ['forged-token', [0, 1], ['b-2']],
  ]);
  expect(told([login('t0', [4, 6]), use('t0', 't1', [2, 4])])).toEqual([]);
  expect(told([login('t0', [4, 6]), use('t0', 't0', [2, 3], 'b-2')], { rotates: false })).toEqual([
    ['forged-token', [0, 1], ['b-2']],
  ]);
});
test('tells a forged token once for its family', () => {
  const early = [
    login('t0', [9, 10]),
    use('t0', 't1', [1, 2]),
    use('t1', 't2', [3, 4]),
    use('t2', 't3', [5, 6]),
  ];
  expect(told(early).map(([anomaly, operations]) => [anomaly, operations])).toEqual([
    ['forged-token', [0, 1]],
  ]);
});
test('takes tokens without any login for older than the history', () => {
  expect(told([use('t0', 't1', [2, 3]), use('t1', 't2', [4, 5])])).toEqual([]);
  expect(told([use('t0', null, [2, 3]), use('t1', 't2', [4, 5])])).toEqual([]);
  expect(told([use('t0', null, [0, 1], 'b-2'), use('t0', 't1', [2, 3])])).toEqual([
    ['lost-token', [0, 1], ['b-2']],
  ]);
});
test('calls a token that came back an echo, unless the target does not rotate', () => {
  const echo = [first, use('t0', 't0', [2, 3], 'b-2'), use('t0', 't0', [4, 5], 'b-3')];
  expect(told(echo)).toEqual([
    ['echo', [1], ['b-2']],
    ['echo', [2], ['b-3']],
  ]);
  expect(told(echo, { rotates: false })).toEqual([]);
  expect(told([...echo, revoke('t0', [2, 3])], { rotates: false })).toEqual([
    ['descendant-lives', [2, 3], ['b-3']],
  ]);
  expect(told([...echo, revoke('t0', [2, 4])], { rotates: false })).toEqual([]);
});
test('calls a token that was given out for two others a duplicate', () => {
  const twice = [
    first,
    login('s0', [0, 1], 'b-2'),
    use('t0', 'x', [2, 3], 'b-1'),
    use('s0', 'x', [4, 5], 'b-2'),
  ];
  expect(told(twice)).toEqual([['duplicate-token', [2, 3], ['b-2', 'b-1']]]);
  expect(told([first, login('t0', [2, 3], 'b-2')])).toEqual([['duplicate-token', [0, 1], ['b-2', 'b-1']]]);
});
test('lets a token be used again within its grace, counted from the end of the first use', () => {
  const again = (begin: number, child = 't2') => [
    first,
    use('t0', 't1', [2e6, 3e6]),
    use('t0', child, [begin, 9e6]),
  ];
  expect(told(again(4e6), { graceMs: 1 })).toEqual([]);
  expect(told(again(4e6 + 1), { graceMs: 1 })).toEqual([['reuse-accepted', [1, 2], ['b-1']]]);
  expect(told(again(4e6), { graceMs: 1, sameSuccessor: true })).toEqual([['fork', [1, 2], ['b-1', 'b-1']]]);
  expect(told(again(4e6, 't1'), { graceMs: 1, sameSuccessor: true })).toEqual([]);
});
test('ends the grace when a child is used, where the policy says so', () => {
  const old = (begin: number) => [
    first,
    use('t0', 't1', [2, 3]),
    use('t1', 't2', [4, 5]),
    use('t0', 't3', [begin, 9], 'b-2'),
  ];
  const policy = { graceMs: 1, gracePredecessorOnly: true };
  expect(told(old(6), policy)).toEqual([['reuse-accepted', [1, 3], ['b-2']]]);
  expect(told(old(5), policy)).toEqual([]);
  expect(told(old(6), { graceMs: 1 })).toEqual([]);
});
test('lets a refusal from before its token was there prove that the token came late', () => {
  const early = [first, use('t0', 't1', [2, 20]), use('t1', null, [6, 7]), use('t0', null, [3, 4], 'b-2')];
  expect(told(early)).toEqual([['lost-token', [0, 1, 3], ['b-2']]]);
  expect(told([...early, use('t1', 't2', [10, 21])])).toEqual([['lost-token', [0, 1, 3], ['b-2']]]);
  expect(told(early.filter((_, n) => n !== 2))).toEqual([]);
});
