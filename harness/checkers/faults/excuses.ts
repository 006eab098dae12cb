import type { AnyOperation } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { msToNs } from '../../time/clock.ts';
import type { RunNs } from '../../time/clock.ts';
import type { History } from '../check.ts';
import { answererOf } from '../answerer.ts';
import { cutsOff, cutsOffAll, disturbancesOf, takesAway } from './disturbance.ts';
import type { Disturbance } from './disturbance.ts';

/** Back within 2 s of Redis (CONTRACT, Redis away). */
export const RECOVERY_MS = 2000;

/** What the faults of a run may be the reason of; each errs on the side of "may be". */
export interface Excuses {
  /** Redis was, or a moment ago still was, out of reach for who answered: a token cannot be checked then. */
  readonly mayBeCutOff: (op: AnyOperation) => boolean;
  /** Who was asked was down, frozen or out of reach: there may be no answer, or the proxy's in its place. */
  readonly mayBeAway: (op: AnyOperation) => boolean;
  /** Whether the answer, or that there is none, is no fault of the target. */
  readonly isExcused: (op: AnyOperation) => boolean;
}

/** Reads a run's faults once. Without any, nothing is excused. */
export function excusesOf(history: History): Excuses {
  const disturbances = disturbancesOf(history);
  const stages = new Map(history.stages.map((stage) => [stage.stage, stage]));
  const during = (op: AnyOperation, lateNs: RunNs): Disturbance[] =>
    disturbances.filter(
      (one) =>
        one.stage === op.stage && one.commandedNs <= op.completedNs && op.invokedNs <= one.healedNs + lateNs,
    );

  const mayBeCutOff = (op: AnyOperation): boolean => {
    const stage = stages.get(op.stage);
    const who = stage ? answererOf(op, stage) : op.replica;
    return during(op, msToNs(RECOVERY_MS)).some((one) =>
      who === null ? cutsOffSomebody(one) : cutsOff(one, who),
    );
  };
  const mayBeAway = (op: AnyOperation): boolean => {
    const present = during(op, 0);
    if (op.route === 'balancer' && present.some(({ kind }) => kind === 'reload-proxy')) return true;
    const asked = askedOf(op, stages.get(op.stage));
    return present.some((one) =>
      asked.length === 0 ? takesAwaySomebody(one) : asked.some((name) => takesAway(one, name)),
    );
  };
  const isExcused = (op: AnyOperation): boolean => {
    if (op.status === null) return mayBeAway(op) || mayBeCutOff(op);
    if (!GATEWAY_ERRORS.has(op.status)) return false;
    const needsRedis = op.f !== 'health' || op.input.ready;
    return mayBeAway(op) || (op.status === 503 && needsRedis && mayBeCutOff(op));
  };
  if (disturbances.length === 0) return { mayBeCutOff: never, mayBeAway: never, isExcused: never };
  return { mayBeCutOff, mayBeAway, isExcused };
}

const never = (): boolean => false;
const GATEWAY_ERRORS: ReadonlySet<number> = new Set([502, 503, 504]);

const cutsOffSomebody = (one: Disturbance): boolean =>
  cutsOffAll(one) || one.targets.some((name) => cutsOff(one, name));
const takesAwaySomebody = (one: Disturbance): boolean => one.targets.some((name) => takesAway(one, name));

/** The replicas that a request was sent to, the proxy's attempts included; none when nobody told. */
function askedOf(op: AnyOperation, stage: Stage | undefined): string[] {
  if (op.route !== 'balancer') return [op.route];
  const addresses = op.upstream?.split(',').map((address) => address.trim()) ?? [];
  const replicas = stage?.replicas ?? [];
  return replicas.flatMap(({ name, upstream }) =>
    upstream !== null && addresses.includes(upstream) ? [name] : [],
  );
}
