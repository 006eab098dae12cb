import { isAccepted, operationsNamed } from '../../history/operation.ts';
import type { AnyOperation } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { msToNs, type RunNs } from '../../time/clock.ts';
import type { Ledger, Mint } from '../auth/ledger.ts';
import { keyOf } from '../auth/ledger.ts';
import type { Lives } from '../auth/lives.ts';
import { answererOf } from '../answerer.ts';
import type { FaultCheck } from '../faults/fault-window.ts';

/** What a call needs Redis for, which decides how it must be answered without (CONTRACT, Redis away). */
export type Need =
  /** To check its token: 401 when that cannot be done. */
  | 'token'
  /** To do what it is for: 503. */
  | 'store'
  /** To say whether the replica can work: 503. */
  | 'readiness'
  /** Not at all: 200. */
  | 'none';

/** Within which every answer must be there while Redis is away (CONTRACT). */
export const ANSWER_NS: RunNs = msToNs(1000);

/** A request as the deciders of outages see it. */
export interface OutageCall extends FaultCheck {
  readonly op: AnyOperation;
  readonly need: Need;
  /** So long it may take: a second, and as long as the rig, the machine or the harness held up what was asked meanwhile. */
  readonly boundNs: RunNs;
}

const NEEDS: Readonly<Partial<Record<AnyOperation['f'], Need>>> = {
  me: 'token',
  limited: 'token',
  logout: 'token',
  kick: 'token',
  stream: 'token',
  'session-read': 'token',
  'session-write': 'token',
  login: 'store',
  refresh: 'store',
  publish: 'store',
};

const needOf = (op: AnyOperation): Need | undefined =>
  op.f === 'health' ? (op.input.ready ? 'readiness' : 'none') : NEEDS[op.f];

/**
 * The requests of a stage; an answer that took longer than its bound, or never came by then, is a hang. The bound is a second and the
 * usual slowness of the rig; or, for a call that was in flight while an answer that needs no Redis took longer, or while the
 * harness itself stood still, a second and that.
 */
export function outageCalls(
  operations: readonly AnyOperation[],
  { stage, slackNs, isLive }: CallReading,
): OutageCall[] {
  const own = operations.filter((op) => op.stage === stage.stage);
  const standing = [
    ...own.filter((op) => needOf(op) === 'none' && op.status !== null && tookNs(op) > slackNs),
    ...operationsNamed(own, 'hiccup').map(({ input, completedNs }) => ({
      invokedNs: completedNs - msToNs(input.ms),
      completedNs,
    })),
  ];
  return own.flatMap((op): OutageCall[] => {
    const need = needOf(op);
    if (need === undefined || isGuess(op)) return [];
    const boundNs = ANSWER_NS + Math.max(slackNs, longestBeside(op, standing));
    const isLate = tookNs(op) > boundNs;
    return [
      {
        op,
        need,
        boundNs,
        index: op.index,
        kind: isLate ? 'hang' : kindOf(op),
        replica: answererOf(op, stage),
        session: op.key === '' ? null : op.key,
        isLive: isLive(op),
        isDependent: need !== 'none',
        invokedNs: op.invokedNs,
        // From then on it is known to hang, however much later the answer came.
        completedNs: isLate ? op.invokedNs + boundNs : op.completedNs,
      },
    ];
  });
}

type Span = Pick<AnyOperation, 'invokedNs' | 'completedNs'>;

const tookNs = ({ invokedNs, completedNs }: Span): RunNs => completedNs - invokedNs;

/** The longest of the spans that overlap an operation; 0 when none does. */
const longestBeside = ({ invokedNs, completedNs }: AnyOperation, spans: readonly Span[]): RunNs =>
  spans
    .filter((span) => span.invokedNs <= completedNs && span.completedNs >= invokedNs)
    .reduce((most, span) => Math.max(most, tookNs(span)), 0);

export interface CallReading {
  readonly stage: Stage;
  /** How long an answer of the rig takes by itself. */
  readonly slackNs: RunNs;
  /** Whether nothing can have ended what the call presented. */
  readonly isLive: (op: AnyOperation) => boolean;
}

const isGuess = (op: AnyOperation): boolean => op.f === 'login' && op.input.wrongPassword === true;

function kindOf(op: AnyOperation): FaultCheck['kind'] {
  if (op.status === null) return 'unreached';
  if (isAccepted(op)) return 'accepted';
  if (op.status === 401) return 'unauthorized';
  if (op.status === 429) return 'limited';
  return op.status >= 500 ? 'unavailable' : 'other';
}

/** Whether a call presented something that must be good: the right password, or a token that nothing has ended. */
export function liveness({ mints }: Ledger, lives: Lives): (op: AnyOperation) => boolean {
  const byToken = new Map(mints.map((mint) => [keyOf(mint.stage, mint.token), mint]));
  const byRefresh = new Map(mints.map((mint) => [keyOf(mint.stage, mint.refreshToken), mint]));
  const isBefore = (mint: Mint | undefined, op: AnyOperation): mint is Mint =>
    mint !== undefined && mint.completedNs < op.invokedNs;
  return (op) => {
    if (op.f === 'login') return true;
    if (op.f === 'me') {
      const mint = byToken.get(keyOf(op.stage, op.input.token));
      return isBefore(mint, op) && !lives.mayTokenBeDead(mint, op.completedNs);
    }
    if (op.f === 'refresh') {
      const mint = byRefresh.get(keyOf(op.stage, op.input.refreshToken));
      return isBefore(mint, op) && !lives.mayRefreshBeDead(mint, op.completedNs, op.index);
    }
    return false;
  };
}
