import { dueTimes } from '../arrivals/due-times.ts';
import { randomFrom } from '../../time/random.ts';
import { msToNs, type RunNs } from '../../time/clock.ts';
import type { EnginePlan } from './thread-plan.ts';

/** The arrivals of one thread, in order: those that are due, and when the next one is. */
export interface ArrivalQueue {
  /** When the next arrival that is not yet due will be; Infinity when there is none. */
  readonly nextDueNs: () => RunNs;
  /** Lets what has become due by now wait for a connection. */
  readonly advance: (nowNs: RunNs) => void;
  /** How many are due and not yet taken. */
  readonly waiting: () => number;
  /** When the first that waits was due; only while one waits. */
  readonly headDueNs: () => RunNs;
  /** Its number over all threads. */
  readonly headNumber: () => number;
  /** Takes the first one out. */
  readonly take: () => void;
  /** Whether there will be no more; what waits is still there. */
  readonly isOver: () => boolean;
}

/**
 * The queue of a thread. What waits is not kept: a second cursor goes over the same due times, one behind the other, so
 * that an hour of waiting takes no memory.
 */
export function arrivalQueueOf({ pace, seed, threads }: EnginePlan, thread: number): ArrivalQueue {
  if (pace.kind === 'closed') return endlessQueue(msToNs(pace.durationMs), thread, threads);
  const share = { thread, threads };
  const due = dueTimes(pace.schedule, randomFrom(seed), share);
  const taken = dueTimes(pace.schedule, randomFrom(seed), share);
  let nextDueNs = due.next();
  let headDueNs = taken.next();
  let headNumber = thread;
  let waiting = 0;
  return {
    nextDueNs: () => nextDueNs,
    advance: (nowNs) => {
      while (nextDueNs <= nowNs) {
        waiting += 1;
        nextDueNs = due.next();
      }
    },
    waiting: () => waiting,
    headDueNs: () => headDueNs,
    headNumber: () => headNumber,
    take: () => {
      waiting -= 1;
      headNumber += threads;
      headDueNs = taken.next();
    },
    isOver: () => nextDueNs === Infinity,
  };
}

/** Closed: there is always another arrival, due when it is taken. */
function endlessQueue(endNs: RunNs, thread: number, threads: number): ArrivalQueue {
  let nowNs = -Infinity;
  let headNumber = thread;
  return {
    nextDueNs: () => (nowNs < endNs ? endNs : Infinity),
    advance: (atNs) => {
      nowNs = atNs;
    },
    waiting: () => (nowNs < endNs ? Infinity : 0),
    headDueNs: () => nowNs,
    headNumber: () => headNumber,
    take: () => {
      headNumber += threads;
    },
    isOver: () => nowNs >= endNs,
  };
}
