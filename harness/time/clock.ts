/** Nanoseconds since the run began, on the monotonic clock. */
export type RunNs = number;

/** The only source of time below `cli/`. */
export interface Clock {
  readonly nowNs: () => RunNs;
  /** Resolves after `delayMs`, or rejects when `signal` aborts. */
  readonly sleep: (delayMs: number, signal?: AbortSignal) => Promise<void>;
}

export const NS_PER_MS = 1e6;
export const NS_PER_S = 1e9;

/** Whole milliseconds as run time. */
export const msToNs = (ms: number): RunNs => ms * NS_PER_MS;
/** Run time as milliseconds, with fractions. */
export const nsToMs = (ns: RunNs): number => ns / NS_PER_MS;
