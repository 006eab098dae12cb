/** The messages that have arrived on a stream, for whoever waits for one. */
export interface Arrivals {
  readonly add: (name: string) => void;
  /** Nothing will arrive any more. */
  readonly end: () => void;
  /** Resolves true once the message has arrived, false once it cannot any more or `signal` aborts. */
  readonly received: (name: string, signal: AbortSignal) => Promise<boolean>;
}

/** An empty set of arrivals. */
export function createArrivals(): Arrivals {
  const seen = new Set<string>();
  const changes = new EventTarget();
  const ended = new AbortController();
  const tell = (): boolean => changes.dispatchEvent(new Event('change'));
  return {
    add: (name) => {
      seen.add(name);
      tell();
    },
    end: () => {
      ended.abort();
      tell();
    },
    received: (name, signal) => {
      const done = (): boolean => seen.has(name) || ended.signal.aborted || signal.aborted;
      if (done()) return Promise.resolve(seen.has(name));
      return new Promise((resolve) => {
        const settle = (): void => {
          if (!done()) return;
          changes.removeEventListener('change', settle);
          signal.removeEventListener('abort', settle);
          resolve(seen.has(name));
        };
        changes.addEventListener('change', settle);
        signal.addEventListener('abort', settle);
      });
    },
  };
}
