import { isAccepted, isRefused, type Operation, operationsNamed } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { NS_PER_S, type RunNs } from '../../time/clock.ts';
import type { History } from '../check.ts';
import { answererOf } from '../answerer.ts';

/** Wrong passwords that are evaluated until a lockout ends (CONTRACT.md, lockout). */
export const MOST_GUESSES = 5;

/** One login, of which is known whether its password was right. */
export interface Attempt {
  readonly index: number;
  readonly isRight: boolean;
  /** `refused`: it was evaluated and found wrong. `unheard`: it may have been evaluated, or may still be. */
  readonly answer: 'accepted' | 'refused' | 'locked' | 'unheard';
  readonly code: string | null;
  readonly replica: string | null;
  readonly invokedNs: RunNs;
  /** Infinity when it was unheard. */
  readonly completedNs: RunNs;
}

/** The attempts to log in as one user, of whatever client type, in order of invocation. */
export interface Account {
  readonly stage: Stage;
  readonly user: string;
  readonly lockoutNs: RunNs;
  readonly attempts: readonly Attempt[];
}

const CONTRACT_LOCKOUT_S = 900;

/** The accounts of each stage at which somebody guessed. */
export function accountsOf({ operations, stages }: History): Account[] {
  const logins = operationsNamed(operations, 'login');
  return stages.flatMap((stage) => {
    const here = logins.filter((op) => op.stage === stage.stage);
    const lockoutNs = (stage.settings['LOCKOUT_S'] ?? CONTRACT_LOCKOUT_S) * NS_PER_S;
    return [...Map.groupBy(here, ({ input }) => input.user)]
      .filter(([, all]) => all.some(({ input }) => input.wrongPassword))
      .map(([user, all]) => {
        const attempts = all.flatMap((op) => attemptOf(op, stage));
        return { stage, user, lockoutNs, attempts: attempts.sort((a, b) => a.invokedNs - b.invokedNs) };
      });
  });
}

function attemptOf(op: Operation<'login'>, stage: Stage): Attempt[] {
  const answer = answerOf(op);
  if (answer === null) return [];
  const { index, code, invokedNs } = op;
  const completedNs = answer === 'unheard' ? Infinity : op.completedNs;
  const isRight = op.input.wrongPassword === undefined;
  return [{ index, isRight, answer, code, replica: answererOf(op, stage), invokedNs, completedNs }];
}

/** Null when it surely had no effect, or was answered in no way that tells one. */
function answerOf(op: Operation<'login'>): Attempt['answer'] | null {
  if (isAccepted(op)) return 'accepted';
  if (isRefused(op)) return 'refused';
  if (op.outcome === 'info') return 'unheard';
  return op.outcome === 'ok' && op.status === 429 ? 'locked' : null;
}

/** A wrong password that was evaluated, or may have been. */
export const mayCount = ({ isRight, answer }: Attempt): boolean =>
  !isRight && (answer === 'refused' || answer === 'unheard');

/** A right password that was let in, or may have been: it sets the count back. */
export const mayReset = ({ isRight, answer }: Attempt): boolean =>
  isRight && (answer === 'accepted' || answer === 'unheard');

/** An answer that the account was not locked. */
export const isOpen = ({ answer }: Attempt): boolean => answer === 'accepted' || answer === 'refused';

/** Surely one after the other. */
export const isBefore = (a: Attempt, b: Attempt): boolean => a.completedNs < b.invokedNs;

/**
 * The wrong passwords that may have led to this answer that the account is locked: not those which a right password or
 * an earlier lockout, surely in between, had already settled.
 */
export function guessesBehind(locked: Attempt, { attempts }: Account): Attempt[] {
  const resets = attempts.filter((one) => one.isRight && one.answer === 'accepted' && isBefore(one, locked));
  const ended = attempts.filter(
    (one) =>
      one.answer === 'locked' &&
      attempts.some((open) => isOpen(open) && isBefore(one, open) && isBefore(open, locked)),
  );
  const settledNs = [...resets, ...ended].reduce((last, one) => Math.max(last, one.invokedNs), -Infinity);
  return attempts.filter(
    (one) => mayCount(one) && one.invokedNs <= locked.completedNs && one.completedNs >= settledNs,
  );
}
