import { type AnyOperation, isAccepted } from '../../history/operation.ts';
import type { RunNs } from '../../time/clock.ts';
import type { History } from '../check.ts';
import { type Disturbance, disturbancesOf, takesAway } from '../faults/disturbance.ts';

/** What went through the proxy around the loss of some replicas. */
export interface Around {
  readonly loss: Disturbance;
  readonly lost: readonly string[];
  readonly others: readonly string[];
  /** Wholly while they were known to be gone. */
  readonly during: readonly AnyOperation[];
  /** From their return to the next loss. */
  readonly after: readonly AnyOperation[];
  /** When the first of them was seen to serve again; Infinity when none was. */
  readonly firstBackNs: RunNs;
  /** When the proxy's clients were served. */
  readonly servedNs: readonly RunNs[];
  /** What the proxy answered itself, from the first return to the next loss: there is no replica. */
  readonly dark: readonly AnyOperation[];
}

/** What went through the proxy around each loss of replicas, in order. */
export function aroundLosses(history: History): Around[] {
  const names = new Map(
    history.stages.map(({ stage, replicas }) => [stage, replicas.map(({ name }) => name)] as const),
  );
  const losses = disturbancesOf(history).flatMap((loss) => {
    const replicas = names.get(loss.stage) ?? [];
    const lost = replicas.filter((name) => takesAway(loss, name));
    return lost.length === 0 ? [] : [{ loss, lost, others: replicas.filter((name) => !lost.includes(name)) }];
  });
  return losses.map(({ loss, lost, others }, place) => {
    const inStage = history.operations.filter((op) => op.stage === loss.stage);
    const through = inStage.filter((op) => op.route === 'balancer');
    const next = losses.slice(place + 1).find((one) => one.loss.stage === loss.stage);
    const untilNs = next?.loss.commandedNs ?? Infinity;
    const isBack = (op: AnyOperation): boolean =>
      isAccepted(op) && op.replica !== null && lost.includes(op.replica) && op.invokedNs > loss.healingNs;
    const firstBackNs = Math.min(...inStage.filter(isBack).map(({ completedNs }) => completedNs));
    const sinceNs = Math.min(loss.healedNs, firstBackNs);
    return {
      loss,
      lost,
      others,
      during: through.filter((op) => op.invokedNs > loss.downNs && op.completedNs < loss.healingNs),
      after: through.filter((op) => op.invokedNs > loss.healedNs && op.completedNs < untilNs),
      firstBackNs,
      servedNs: through.filter(isAccepted).map(({ completedNs }) => completedNs),
      dark: through.filter((op) => isProxys(op) && op.invokedNs > sinceNs && op.completedNs < untilNs),
    };
  });
}

/** The proxy's own answer: there is no replica. */
export const isProxys = ({ replica, status }: AnyOperation): boolean =>
  replica === null && status !== null && status >= 500;

/**
 * Since when the proxy had something to find: since the heal; or since the first of the lost replicas served somebody, for
 * as long as the proxy served nobody at all. The others may take so long to be back that the proxy has forgotten by then.
 */
export function darkSinceNs({ loss, firstBackNs, servedNs }: Around, { invokedNs }: AnyOperation): RunNs {
  const isDarkAllAlong = !servedNs.some((ns) => ns > firstBackNs && ns < invokedNs);
  return isDarkAllAlong ? Math.min(firstBackNs, loss.healedNs) : loss.healedNs;
}

/** For how long after the return of replicas the proxy was seen to have none. */
export const darkNs = (around: Around): RunNs =>
  Math.max(0, ...around.dark.map((op) => op.invokedNs - darkSinceNs(around, op)));
