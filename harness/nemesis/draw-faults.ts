import type { LinkSide } from '../cluster/topology.ts';
import type { Random } from '../time/random.ts';
import type { Fault, FaultPlan, Target } from './fault.ts';

/** What there is to be hit. */
export interface FaultChoices {
  readonly replicas: number;
  /** Connections that pass through a link. */
  readonly links: readonly LinkSide[];
}

const FEWEST = 3;
const MOST = 4;
const AFTER_MS = 500;
/** How long a fault lasts, at the least and at the most. */
const FOR_MS = { least: 300, most: 1500 } as const;
const GRACE_MS = 5000;
const LATENCIES_MS = [5, 20, 60] as const;

/**
 * Three or four faults in turn, each of a kind and on parts that the seed draws. None in which Redis forgets what it
 * acknowledged, and no clock: after those a target may refuse what it should not, and that is no fault of its own.
 */
export function drawFaults(random: Random, { replicas, links }: FaultChoices): FaultPlan[] {
  const count = FEWEST + random.below(MOST - FEWEST + 1);
  return Array.from({ length: count }, () => ({
    fault: drawFault(random, { replicas, links }),
    afterMs: AFTER_MS,
    forMs: FOR_MS.least + random.below(FOR_MS.most - FOR_MS.least + 1),
  }));
}

type Draw = (target: Target, random: Random) => Fault;

function drawFault(random: Random, { replicas, links }: FaultChoices): Fault {
  const draws: readonly Draw[] = [
    (target) => ({ kind: 'kill', target }),
    (target) => ({ kind: 'stop', target, graceMs: GRACE_MS }),
    (target) => ({ kind: 'rolling-restart', target, graceMs: GRACE_MS }),
    (target) => ({ kind: 'pause', target }),
    () => ({ kind: 'pause', target: { part: 'redis' } }),
    () => ({ kind: 'reload-proxy' }),
    ...links.flatMap((side): Draw[] => [
      (target) => ({ kind: 'partition', target, side }),
      (target, chance) => {
        const condition = { latencyMs: pick(LATENCIES_MS, chance) };
        return { kind: 'slow-link', target, side, condition };
      },
    ]),
  ];
  // Of one replica there is only all.
  const shares = replicas === 1 ? (['all'] as const) : (['one', 'minority', 'majority', 'all'] as const);
  return pick(draws, random)({ replicas: pick(shares, random) }, random);
}

function pick<T>(items: readonly [T, ...T[]] | readonly T[], random: Random): T {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new RangeError('nothing to draw from');
  return item;
}
