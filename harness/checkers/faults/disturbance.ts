import { operationsNamed } from '../../history/operation.ts';
import type { Operation } from '../../history/operation.ts';
import type { RunNs } from '../../time/clock.ts';
import type { History } from '../check.ts';
import type { FaultWindow } from './fault-window.ts';

/** A fault of a run, whom it hit, and its heal. */
export interface Disturbance extends FaultWindow {
  readonly stage: string;
  /** `kill`, `pause`, `partition` … */
  readonly kind: string;
  readonly targets: readonly string[];
  /** Which connections of its targets it acts on; null when the history does not say, or when it acts on none. */
  readonly side: 'redis' | 'proxy' | null;
  readonly what: string;
  /** The operation that healed it; null when there was none. */
  readonly healIndex: number | null;
}

/** The faults of a history in order of command, those that are not known to have taken hold among them. */
export function disturbancesOf({ operations }: Pick<History, 'operations'>): Disturbance[] {
  const heals = Map.groupBy(operationsNamed(operations, 'heal'), nameOf);
  return operationsNamed(operations, 'fault').map((fault): Disturbance => {
    const { name, kind, targets, what, side = null } = fault.input;
    const heal = heals.get(nameOf(fault))?.find(({ invokedNs }) => invokedNs >= fault.invokedNs);
    return {
      name,
      kind,
      targets,
      what,
      side,
      stage: fault.stage,
      index: fault.index,
      healIndex: heal?.index ?? null,
      commandedNs: fault.invokedNs,
      downNs: verifiedNs(fault),
      healingNs: heal?.invokedNs ?? Infinity,
      healedNs: heal ? verifiedNs(heal) : Infinity,
    };
  });
}

const nameOf = ({ stage, input }: Operation<'fault'> | Operation<'heal'>): string =>
  `${stage}\n${input.name}`;

const verifiedNs = ({ outcome, completedNs }: Operation<'fault'> | Operation<'heal'>): RunNs =>
  outcome === 'ok' ? completedNs : Infinity;

/** Faults after which Redis is not what it was, whatever they name as their targets. */
const OF_REDIS: ReadonlySet<string> = new Set(['flush', 'restart-empty', 'failover']);
const ENDS_OR_FREEZES: ReadonlySet<string> = new Set(['kill', 'stop', 'rolling-restart', 'pause']);
const FORGETS: ReadonlySet<string> = new Set(['kill', 'stop', 'flush', 'restart-empty']);

type Kind = Pick<Disturbance, 'kind' | 'targets' | 'side'>;

const isRedisHit = ({ kind, targets }: Kind): boolean => OF_REDIS.has(kind) || targets.includes('redis');

/** Whether the fault parts a replica from Redis. */
export const cutsOff = (fault: Kind, replica: string): boolean =>
  isRedisHit(fault) ||
  (fault.kind === 'partition' && fault.side !== 'proxy' && fault.targets.includes(replica));

/** Whether the fault parts every replica from Redis. */
export const cutsOffAll = isRedisHit;

/** Whether a request that is sent to the replica may remain without an answer. */
export const takesAway = (fault: Kind, replica: string): boolean =>
  fault.targets.includes(replica) &&
  (ENDS_OR_FREEZES.has(fault.kind) || (fault.kind === 'partition' && fault.side !== 'redis'));

/** Whether Redis knows nothing any more of what it acknowledged before. */
export const forgets = (fault: Kind): boolean => isRedisHit(fault) && FORGETS.has(fault.kind);

/** Whether the replica is told to end and is given time for it. */
export const stopsGracefully = ({ kind, targets }: Kind, replica: string): boolean =>
  (kind === 'stop' || kind === 'rolling-restart') && targets.includes(replica);
