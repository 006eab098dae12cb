import { array, constantFrom, nat, option, record, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { compareOn } from '../test/differential.ts';
import { kickRevocations } from './kicked-tokens.ts';
import { isAcknowledged, readLedger } from '../auth/ledger.ts';
import type { Kick, Ledger, Mint } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { history, kick, login, me, refresh } from '../auth/test/story.ts';

/** The first acknowledged kick of the realm that began after the mint had returned: by definition. */
function enderOf({ kicks }: Ledger, mint: Mint): Kick | undefined {
  return kicks
    .filter(isAcknowledged)
    .filter(({ realm, invokedNs }) => realm === mint.realm && mint.completedNs < invokedNs)
    .toSorted((a, b) => a.invokedNs - b.invokedNs)[0];
}

/** A login after the kick got no later version than some token of before: by definition. */
function isUnwritten({ mints }: Ledger, { realm, invokedNs, completedNs }: Kick): boolean {
  const own = mints.flatMap(({ version, ...mint }) =>
    mint.realm === realm && version !== null ? [{ ...mint, version }] : [],
  );
  return own.some(
    (late) =>
      late.usedRefreshToken === null &&
      late.invokedNs > completedNs! &&
      own.some((early) => early.completedNs < invokedNs && late.version <= early.version),
  );
}

const span = tuple(nat(12), nat(3)).map(([from, ms]): [number, number] => [from, from + ms]);
const common = { at: span, user: constantFrom('u', 'u', 'u', 'v'), token: constantFrom('x', 'y') };
const minted = record({ ...common, version: option(nat(2)), isRefresh: constantFrom(true, false, false) });
const checked = record({
  ...common,
  status: constantFrom(200, 401, 401),
  on: constantFrom('b-1', 'b-2', null),
});
const kicked = record({
  at: span,
  user: common.user,
  outcome: constantFrom('ok' as const, 'ok' as const, 'info' as const),
});
const story = tuple(
  array(minted, { minLength: 3, maxLength: 6 }),
  array(kicked, { minLength: 1, maxLength: 3 }),
  array(checked, { minLength: 3, maxLength: 8 }),
).map(([mints, kicks, checks]) =>
  history([
    ...mints.map(({ isRefresh, ...one }) => (isRefresh ? refresh({ ...one, with: 'r' }) : login(one))),
    ...kicks.map((one) => kick(one)),
    ...checks.map((one) => me({ ...one, at: [one.at[0] + 8, one.at[1] + 8] })),
  ]),
);

test(
  'gives each probe to the first kick that had to end its token, and knows which kicks were not written',
  { timeout: 60_000 },
  () => {
    const seen = { found: 0, unwritten: 0 };
    compareOn(story, (h) => {
      const ledger = readLedger(h);
      const lives = readLives(ledger);
      const found = kickRevocations(ledger, lives);
      const mintsOf = new Map(ledger.probes.map((probe) => [probe.index, probe.mint]));
      for (const { kick, probesAfter, unwritten } of found) {
        for (const { index } of probesAfter) expect(enderOf(ledger, mintsOf.get(index)!)).toBe(kick);
        expect(unwritten).toBe(isUnwritten(ledger, kick));
        seen.unwritten += unwritten ? 1 : 0;
      }
      const after = ledger.probes.filter(({ mint, answer, invokedNs, completedNs }) => {
        const ender = enderOf(ledger, mint);
        const isTold = answer === 'accepted' || !lives.maySessionBeOver(mint, completedNs);
        return isTold && ender && invokedNs > ender.completedNs!;
      });
      const given = found.reduce((sum, { probesAfter }) => sum + probesAfter.length, 0);
      expect(given).toBe(after.length);
      seen.found += given;
    });
    expect(seen.found).toBeGreaterThan(100);
    expect(seen.unwritten).toBeGreaterThan(5);
  },
);

test(
  'calls a token possibly kicked exactly when some kick of its realm may have come between',
  { timeout: 60_000 },
  () => {
    const seen = [0, 0];
    compareOn(story, (h) => {
      const ledger = readLedger(h);
      const lives = readLives(ledger);
      for (const { mint, completedNs } of ledger.probes) {
        const isKicked = ledger.kicks.some(
          (kick) =>
            kick.realm === mint.realm &&
            (kick.completedNs ?? Infinity) >= mint.invokedNs &&
            kick.invokedNs <= completedNs,
        );
        seen[isKicked ? 1 : 0]! += 1;
        expect(lives.mayBeKicked(mint, completedNs)).toBe(isKicked);
      }
    });
    expect(Math.min(...seen) / (seen[0]! + seen[1]!)).toBeGreaterThan(0.1);
  },
);
