import { expect, test } from 'vitest';
import { revokedEverywhereWhenKickReturns } from './revocation-check.ts';
import { history, kick, login, me } from '../auth/test/story.ts';
import type { Draft } from '../auth/test/story.ts';

const REPLICAS = ['b-1', 'b-2', 'b-3'];

/** Users with two sessions, of one replica each, kicked twice by different replicas; asked about every 50 ms for 900 ms after. */
function story(lives: (on: string, minted: string, kickers: readonly string[]) => boolean): Draft[] {
  return REPLICAS.flatMap((kicker, n): Draft[] => {
    const start = n * 10_000;
    const user = `u-${kicker}`;
    const kickers = [kicker, REPLICAS[(n + 1) % 3]!];
    const rounds = kickers.flatMap((by, round): Draft[] => {
      const at = start + round * 1_000;
      const minters = [REPLICAS[(n + round) % 3]!, REPLICAS[(n + round + 1) % 3]!];
      const tokens = minters.map((minted) => ({ minted, token: `${user}-${round}-${minted}` }));
      const ask = (atMs: number, done: readonly string[]): Draft[] =>
        tokens.flatMap(({ minted, token }) =>
          REPLICAS.map((on) =>
            me({ at: [atMs, atMs + 2], on, token, user, status: lives(on, minted, done) ? 200 : 401 }),
          ),
        );
      // What was kicked before the login is of no matter to it, in a store that saw it.
      return [
        ...tokens.map(({ minted, token }) =>
          login({ at: [at, at + 2], on: minted, token, user, session: token }),
        ),
        ...ask(at + 10, []),
        kick({ at: [at + 20, at + 30], on: by, user }),
        ...Array.from({ length: 18 }, (_, k) => ask(at + 40 + k * 50, [by])).flat(),
      ];
    });
    return rounds;
  });
}
const judge = (drafts: Draft[]) => revokedEverywhereWhenKickReturns().judge(history(drafts)).verdict;
const storeOf = (name: string): string => (name === 'b-2' ? 'own' : 'shared');

test('is valid when every kick ends both sessions everywhere', () => {
  expect(judge(story((_on, _minted, done) => done.length === 0)).status).toBe('valid');
});
test('names the replica with a store of its own, though some tokens are dead on it for another reason', () => {
  const split = story((on, minted, done) => {
    // A version that only one store has is refused by the other, before the kick and after it.
    if (minted !== 'b-3' && storeOf(on) !== storeOf(minted)) return false;
    return !done.some((by) => storeOf(by) === storeOf(on));
  });
  expect(judge(split)).toMatchObject({
    violations: [{ culprits: ['b-2'], cause: 'b-2 reads another Redis (sees no kicks at all but its own)' }],
  });
});
test('tells a replica that checks no version from one that sees only its own kicks', () => {
  const deaf = story((on, _minted, done) => done.length === 0 || on === 'b-2');
  expect(judge(deaf)).toMatchObject({
    violations: [{ culprits: ['b-2'], cause: 'b-2 never checks the token version' }],
  });
});
test('tells a kick that ends one of two sessions, the same on every replica', () => {
  const partly = story((_on, minted, done) => done.length === 0 || minted === 'b-1');
  expect(judge(partly)).toMatchObject({
    violations: [{ culprits: REPLICAS, cause: 'the kick ends only some of the sessions of its client type' }],
  });
});
