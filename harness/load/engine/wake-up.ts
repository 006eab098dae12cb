import { NS_PER_MS, type RunNs } from '../../time/clock.ts';

/** Wakes a thread at an instant, more exactly than its timers can: they keep whole milliseconds. */
export interface WakeUp {
  /** Replaces what was set before; Infinity for none. */
  readonly setFor: (dueNs: RunNs) => void;
  readonly cancel: () => void;
}

/** The last stretch before a due time is spent looking at the clock, between reading what comes in. */
const LONGEST_WATCH_NS = 1.5 * NS_PER_MS;
/** But no more than this share of the time between two due times: the target may need the processor too. */
const WATCHED_SHARE = 0.25;
/** What a timer can wait for. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** `onDue` is called at the due time or a little later, and says when the next one is by `setFor`. */
export function createWakeUp(nowNs: () => RunNs, onDue: () => void): WakeUp {
  let dueNs = Infinity;
  let lastDueNs = -Infinity;
  let timer: NodeJS.Timeout | null = null;
  let watch: NodeJS.Immediate | null = null;

  const clear = (): void => {
    if (timer !== null) clearTimeout(timer);
    if (watch !== null) clearImmediate(watch);
    timer = null;
    watch = null;
  };
  const arm = (): void => {
    clear();
    if (dueNs === Infinity) return;
    const leftNs = dueNs - nowNs();
    const watchNs = Math.min(LONGEST_WATCH_NS, WATCHED_SHARE * (dueNs - lastDueNs));
    if (leftNs <= watchNs) watch = setImmediate(look);
    else timer = setTimeout(arm, timerMs(leftNs - watchNs));
  };
  const look = (): void => {
    watch = null;
    if (nowNs() < dueNs) {
      watch = setImmediate(look);
      return;
    }
    lastDueNs = dueNs;
    dueNs = Infinity;
    onDue();
  };
  return {
    setFor: (atNs) => {
      dueNs = atNs;
      arm();
    },
    cancel: () => {
      dueNs = Infinity;
      clear();
    },
  };
}

const timerMs = (ns: number): number => Math.min(Math.max(1, Math.floor(ns / NS_PER_MS)), LONGEST_TIMER_MS);
