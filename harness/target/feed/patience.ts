import { GaveUp } from './silence.ts';

/** How long is waited, in milliseconds. */
export interface PatienceLimits {
  /** Until something comes: the headers of an answer, or more of its body. */
  readonly idleMs: number;
  /** From the first request to the last byte; null waits as long as something comes. */
  readonly wholeMs: number | null;
}

/** Ends a fetch that takes too long; ends with it. */
export interface Patience extends Disposable {
  /** Aborts with a GaveUp of ours, or with the reason of the signal that was given. */
  readonly signal: AbortSignal;
  /** Something came: the wait for more begins anew. */
  readonly renew: () => void;
}

/** Begins to wait; `asked` is the address that is waited for by then, as it may be written down. */
export function startPatience(
  { idleMs, wholeMs }: PatienceLimits,
  asked: () => string,
  signal: AbortSignal,
): Patience {
  const over = new AbortController();
  const giveUp = (message: string) => (): void => over.abort(new GaveUp('timeout', `${asked()} ${message}`));
  const idle = setTimeout(giveUp(`sent nothing for ${idleMs} ms`), idleMs);
  const whole =
    wholeMs === null ? null : setTimeout(giveUp(`did not come to its end within ${wholeMs} ms`), wholeMs);
  return {
    signal: AbortSignal.any([over.signal, signal]),
    renew: () => idle.refresh(),
    [Symbol.dispose]: () => {
      clearTimeout(idle);
      if (whole !== null) clearTimeout(whole);
    },
  };
}
