import type { Limits } from '../model.ts';
import { intern } from './interning.ts';
import { type Furthest, type Progress, Search } from './search.ts';
import type { Call, Specification } from './specification.ts';
import { timelineOf } from './timeline.ts';

/** Whether every partition of a history can have been one object, whose operations took effect one at a time. */
export type Decision = { readonly status: 'linearizable' } | Refuted | Undecided;

interface Refuted {
  readonly status: 'refuted';
  readonly partition: number;
  readonly furthest: Furthest;
}

/** A limit was reached first. */
export interface Undecided {
  readonly status: 'undecided';
  readonly cause: 'deadline' | 'memory';
  /** A partition that was not decided, and how far the search came in it. */
  readonly partition: number;
  readonly furthest: Furthest;
  readonly configurations: number;
}

/** Steps between two looks at the deadline. */
const SLICE = 4096;
/** How much larger each next budget of a partition is; the first is one slice. */
const GROWTH = 4;

/** Of searches that nobody waits for, over histories that are small. */
const NO_LIMITS: Limits = { isOver: () => false, memoryBytes: Infinity };

/**
 * Decides linearizability by partition (locality: Herlihy and Wing 1990; Horn and Kroening 2015). The partitions are searched
 * in turn, with budgets that grow, so that one that does not end cannot hide another that is refuted soon; the first that is
 * refuted ends it all.
 */
export function decideLinearizability<State, Action>(
  specification: Specification<State, Action>,
  partitions: readonly (readonly Call<Action>[])[],
  limits: Limits,
): Decision {
  let open = partitions.map((_, partition): Part => ({ partition, search: null }));
  let given: Undecided | null = null;
  let heldBytes = 0;
  for (let slices = 1; open.length > 0; slices *= GROWTH) {
    const paused: Part[] = [];
    for (const { partition, search: begun } of open) {
      const search = begun ?? searchOf(specification, partitions[partition] ?? []);
      heldBytes -= begun?.bytes ?? 0;
      const progress = runFor(search, slices, { ...limits, memoryBytes: limits.memoryBytes - heldBytes });
      if (progress === 'refuted') return { status: 'refuted', partition, furthest: search.furthest };
      if (progress === 'over') return undecided('deadline', partition, search);
      if (progress === 'full') given ??= undecided('memory', partition, search);
      if (progress !== 'paused') continue;
      heldBytes += search.bytes;
      paused.push({ partition, search });
    }
    open = paused;
  }
  return given ?? { status: 'linearizable' };
}

/** Whether one small history is linearizable, with all the time and memory there is. */
export function isLinearizable<State, Action>(
  specification: Specification<State, Action>,
  calls: readonly Call<Action>[],
): boolean {
  return decideLinearizability(specification, [calls], NO_LIMITS).status === 'linearizable';
}

interface Part {
  readonly partition: number;
  readonly search: Search | null;
}

function searchOf<State, Action>(
  specification: Specification<State, Action>,
  calls: readonly Call<Action>[],
): Search {
  return new Search(intern(specification, calls), timelineOf(calls));
}

function runFor(search: Search, slices: number, { isOver, memoryBytes }: Limits): Progress | 'over' {
  for (let left = slices; left > 0; left -= 1) {
    const progress = search.run(SLICE, memoryBytes);
    if (progress !== 'paused') return progress;
    if (isOver()) return 'over';
  }
  return 'paused';
}

function undecided(cause: Undecided['cause'], partition: number, search: Search): Undecided {
  const { furthest, configurations } = search;
  return { status: 'undecided', cause, partition, furthest, configurations };
}
