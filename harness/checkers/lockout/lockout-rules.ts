import { NS_PER_S } from '../../time/clock.ts';
import type { Finding } from '../findings.ts';
import {
  type Account,
  type Attempt,
  guessesBehind,
  isBefore,
  isOpen,
  mayCount,
  mayReset,
  MOST_GUESSES,
} from './account.ts';

/** What is wrong with one account; `of` are the attempts that show it, the impossible answer last. */
export interface Breach extends Finding {
  readonly account: Account;
  readonly of: readonly [...Attempt[], Attempt];
}

/** How late a lockout may end: whole seconds are a usual clock. */
const LATE_NS = NS_PER_S;

const breach = (account: Account, group: string, of: Breach['of'], weight = 0): Breach => ({
  account,
  of,
  group,
  weight,
  culprits: [...new Set(of.slice(-1).flatMap(({ replica }) => replica ?? []))],
  operations: of.map(({ index }) => index),
});

/** The most wrong passwords that were evaluated with no end of a lockout and no right password in between, if too many. */
export function overEvaluated(account: Account): Breach[] {
  const { attempts, lockoutNs } = account;
  const guesses = attempts.filter((one) => !one.isRight && one.answer === 'refused');
  const resets = attempts.filter(mayReset);
  const windows = guesses.map((first) => {
    const reset = resets.find((one) => one.completedNs >= first.invokedNs);
    const untilNs = Math.min(first.invokedNs + lockoutNs, reset?.invokedNs ?? Infinity);
    return guesses.filter((one) => one.invokedNs >= first.invokedNs && one.completedNs < untilNs);
  });
  const [most = []] = windows.toSorted((a, b) => b.length - a.length);
  const last = most.at(-1);
  if (!last || most.length <= MOST_GUESSES) return [];
  return [breach(account, 'over-evaluation', [...most.slice(0, -1), last], most.length)];
}

/** Lockouts for which there were not enough wrong passwords. */
export function lockedTooSoon(account: Account): Breach[] {
  return account.attempts.flatMap((locked) => {
    if (locked.answer !== 'locked') return [];
    const guesses = guessesBehind(locked, account);
    if (guesses.length >= MOST_GUESSES) return [];
    const right = account.attempts.findLast(
      (one) => one.isRight && one.answer === 'accepted' && isBefore(one, locked),
    );
    const earlier = account.attempts.filter((one) => mayCount(one) && one.invokedNs <= locked.completedNs);
    return right && earlier.length >= MOST_GUESSES
      ? [breach(account, 'never-reset', [...guesses, right, locked])]
      : [breach(account, 'too-soon', [...guesses, locked])];
  });
}

/** Passwords that were evaluated while the lockout was surely still on. */
export function openedTooSoon(account: Account): Breach[] {
  return account.attempts.filter(isOpen).flatMap((open) => {
    const [fifth, locked] = lockedBy(open, account) ?? [];
    if (!fifth || !locked || open.completedNs >= fifth.invokedNs + account.lockoutNs) return [];
    return [breach(account, open.isRight ? 'let-in' : 'ends-early', [fifth, locked, open])];
  });
}

/** Before which attempt the lockout cannot have begun, and which shows that it was on before this one; null when none does. */
function lockedBy(open: Attempt, account: Account): readonly [Attempt | undefined, Attempt] | null {
  const { attempts } = account;
  const locked = attempts.findLast((one) => one.answer === 'locked' && isBefore(one, open));
  if (locked) return [guessesBehind(locked, account)[MOST_GUESSES - 1], locked];
  const resetNs = attempts
    .filter((one) => one !== open && mayReset(one) && one.invokedNs <= open.completedNs)
    .reduce((last, one) => Math.max(last, one.completedNs), -Infinity);
  const guesses = attempts.filter(
    (one) => !one.isRight && one.answer === 'refused' && one.invokedNs > resetNs && isBefore(one, open),
  );
  const last = guesses.at(-1);
  return open.isRight && last && guesses.length >= MOST_GUESSES ? [guesses.at(-MOST_GUESSES), last] : null;
}

/** Lockouts that are still on long after they must have ended, with too few wrong passwords for a new one. */
export function lockedTooLong(account: Account): Breach[] {
  const { attempts, lockoutNs } = account;
  return attempts.flatMap((late) => {
    if (late.answer !== 'locked') return [];
    const opened = attempts.filter((one) => isOpen(one) && isBefore(one, late));
    const first = attempts.find(
      (one) => one.answer === 'locked' && !opened.some((open) => isBefore(one, open)),
    );
    if (!first || late.invokedNs <= first.completedNs + lockoutNs + LATE_NS) return [];
    // With twice as many, a second lockout may have followed the first.
    const isAnew = guessesBehind(late, account).length >= 2 * MOST_GUESSES;
    return isAnew ? [] : [breach(account, 'overstays', [first, late])];
  });
}

/** Passwords that were taken for what they are not, and lockouts that are called something else. */
export function misjudged(account: Account): Breach[] {
  return account.attempts.flatMap((one) => {
    if (one.isRight && one.answer === 'refused') return [breach(account, 'right-refused', [one])];
    if (!one.isRight && one.answer === 'accepted') return [breach(account, 'wrong-accepted', [one])];
    const isMiscalled = one.answer === 'locked' && one.code !== 'ACCOUNT_LOCKED';
    return isMiscalled ? [breach(account, 'miscalled', [one])] : [];
  });
}
