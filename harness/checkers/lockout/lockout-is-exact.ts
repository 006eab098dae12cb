import { conclude } from '../conclusion.ts';
import { foldFindings } from '../findings.ts';
import { counted, named, span } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import type { Evidence, Judgement, Violation } from '../verdict.ts';
import { type Account, accountsOf, guessesBehind, isBefore, MOST_GUESSES } from './account.ts';
import { evaluationCause } from './evaluation-cause.ts';
import {
  type Breach,
  lockedTooLong,
  lockedTooSoon,
  misjudged,
  openedTooSoon,
  overEvaluated,
} from './lockout-rules.ts';

/** Five wrong passwords are evaluated until a lockout ends, never more and never fewer (CONTRACT.md, lockout). */
export const lockoutIsExact = (): Check => ({
  name: 'lockout-is-exact',
  claim: `A user is locked out by the ${MOST_GUESSES}th wrong password over all replicas, by no fewer, with no more evaluated, and for as long as was said.`,
  judge,
});

function judge(history: History): Judgement {
  const accounts = accountsOf(history);
  const over = accounts.flatMap(overEvaluated);
  // Where the count is wrong, a lockout that seems to end early is only one that not all know of.
  const early = over.length > 0 ? [] : accounts.flatMap(openedTooSoon);
  const letIn = early.filter(({ group }) => group === 'let-in');
  const rest = [
    ...early,
    ...accounts.filter(isNotIn(letIn)).flatMap(lockedTooSoon),
    ...accounts.flatMap(lockedTooLong),
    ...accounts.flatMap(misjudged),
  ];
  const violations = [...tellOver(over), ...foldFindings(rest, tell)];
  const guesses = accounts.flatMap(({ attempts }) => attempts.filter(({ isRight }) => !isRight));
  const evaluated = guesses.filter(({ answer }) => answer === 'refused').length;
  return conclude({
    violations,
    gaps: gapsOf(history, accounts),
    examined: guesses.length,
    summary:
      violations[0]?.message ??
      `${evaluated} of ${counted(guesses.length, 'wrong password')} evaluated, of ${counted(accounts.length, 'user')}`,
    evidence: [accountTable(accounts)],
  });
}

const isNotIn =
  (breaches: readonly Breach[]) =>
  (account: Account): boolean =>
    !breaches.some((one) => one.account === account);

function tellOver(over: readonly Breach[]): Violation[] {
  return foldFindings(over, ({ of, account }, all) => ({
    anomaly: 'over-evaluation',
    message: `${of.length} wrong passwords of ${account.user} were evaluated before a lockout ended, ${MOST_GUESSES} are allowed (${counted(all.length, 'user')})`,
    ...evaluationCause(all.map((one) => one.of)),
  }));
}

function tell({ group, of, account, culprits }: Breach, all: readonly Breach[]) {
  const who = culprits[0] ?? 'an unnamed replica';
  const times = `(${counted(all.length, 'time')})`;
  const { user } = account;
  const waited = span((of.at(-1)?.invokedNs ?? 0) - (of[0]?.completedNs ?? 0));
  const lockout = span(account.lockoutNs);
  const told: Readonly<Record<string, Pick<Violation, 'anomaly' | 'message' | 'cause'>>> = {
    'never-reset': {
      anomaly: 'wrongful-lockout',
      message: `${who} said that ${user} is locked after ${counted(of.length - 2, 'wrong password')} since a right one ${times}`,
      cause: 'a right password does not set the count back',
    },
    'too-soon': {
      anomaly: 'wrongful-lockout',
      message: `${who} said that ${user} is locked after ${counted(of.length - 1, 'wrong password')}, ${MOST_GUESSES} are allowed ${times}`,
      cause: 'attempts are counted that should not be, or the limit is lower',
    },
    'let-in': {
      anomaly: 'early-unlock',
      message: `${who} let ${user} in with the right password ${waited} into a lockout of ${lockout} ${times}`,
      cause: 'the right password is let in during a lockout, which tells who guesses that it is right',
    },
    'ends-early': {
      anomaly: 'early-unlock',
      message: `${who} evaluated a wrong password of ${user} ${waited} into a lockout of ${lockout} ${times}`,
      cause: 'the lockout ends before its time',
    },
    overstays: {
      anomaly: 'lockout-overstays',
      message: `${who} said that ${user} is still locked ${waited} after the lockout of ${lockout} was first seen ${times}`,
      cause: 'the lockout is longer than LOCKOUT_S, or attempts during it make it longer',
    },
    'right-refused': {
      anomaly: 'right-password-refused',
      message: `${who} refused the right password of ${user} as wrong ${times}`,
      cause: null,
    },
    'wrong-accepted': {
      anomaly: 'wrong-password-accepted',
      message: `${who} let ${user} in with a wrong password ${times}`,
      cause: 'the password is not checked',
    },
    miscalled: {
      anomaly: 'wrong-error-code',
      message: `${who} answered a lockout with ${of.at(-1)?.code ?? 'no code'} instead of ACCOUNT_LOCKED ${times}`,
      cause: null,
    },
  };
  return told[group] ?? { anomaly: group, message: `${who}: ${group} ${times}`, cause: null };
}

/** What a system that passes must have been asked for. */
function gapsOf({ stages }: History, accounts: readonly Account[]): string[] {
  if (accounts.length === 0) return ['nobody guessed a password'];
  return stages.flatMap((stage) => {
    const here = accounts.filter((account) => account.stage === stage);
    const locking = here.flatMap(({ attempts }) => attempts.filter(({ answer }) => answer === 'locked'));
    const silent = stage.replicas
      .map(({ name }) => name)
      .filter((name) => !locking.some((one) => one.replica === name));
    return [
      ...(silent.length === 0 ? [] : [`${named(silent)} never said that a user is locked`]),
      ...(here.some(guessedAtOnce) ? [] : [`nobody guessed more than ${MOST_GUESSES} times at once`]),
      ...(locking.some(({ isRight }) => isRight) ? [] : ['no right password was tried during a lockout']),
      ...(here.some(hasEnded) ? [] : ['no lockout was seen to end']),
      ...(here.some(wasReset) ? [] : ['no right password came between wrong ones']),
    ];
  });
}

/** More than allowed, all on their way before the first was answered. */
function guessedAtOnce({ attempts }: Account): boolean {
  const guesses = attempts.filter(({ isRight }) => !isRight);
  const firstEndNs = guesses.reduce((least, { completedNs }) => Math.min(least, completedNs), Infinity);
  return guesses.filter(({ invokedNs }) => invokedNs <= firstEndNs).length > MOST_GUESSES;
}

const hasEnded = ({ attempts }: Account): boolean =>
  attempts.some(
    (one) =>
      one.answer === 'accepted' &&
      attempts.some((locked) => locked.answer === 'locked' && isBefore(locked, one)),
  );

/** More wrong passwords than lead to a lockout, with right ones between them and none. */
function wasReset({ attempts }: Account): boolean {
  const guesses = attempts.filter(({ isRight, answer }) => !isRight && answer === 'refused');
  const isLocked = attempts.some(({ answer }) => answer === 'locked');
  const isBetween = attempts.some(
    (one) =>
      one.isRight &&
      one.answer === 'accepted' &&
      guesses.some((guess) => isBefore(guess, one)) &&
      guesses.some((guess) => isBefore(one, guess)),
  );
  return !isLocked && isBetween && guesses.length > MOST_GUESSES;
}

function accountTable(accounts: readonly Account[]): Evidence {
  return {
    kind: 'table',
    title: 'Wrong passwords, by user',
    columns: ['user', 'tried', 'evaluated', 'locked', 'evaluated on', 'behind the first lockout'],
    rows: accounts.map((account) => {
      const guesses = account.attempts.filter(({ isRight }) => !isRight);
      const evaluated = guesses.filter(({ answer }) => answer === 'refused');
      const byReplica = [...Map.groupBy(evaluated, ({ replica }) => replica ?? '?')].sort(([a], [b]) =>
        a.localeCompare(b),
      );
      const locked = account.attempts.find(({ answer }) => answer === 'locked');
      return [
        account.user,
        guesses.length,
        evaluated.length,
        guesses.filter(({ answer }) => answer === 'locked').length,
        byReplica.map(([name, own]) => `${name}: ${own.length}`).join(', '),
        locked ? guessesBehind(locked, account).length : null,
      ];
    }),
  };
}
