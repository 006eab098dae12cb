import type { Setting } from '../assemble.ts';
import type { Parts } from '../parts.ts';

/** A limiter that is right by itself, but counts in the process: N replicas let N times the limit through. */
export function rateLimitInMemory(parts: Parts, { environment, clock }: Setting): Parts {
  const { rateLimit, rateWindowMs } = environment;
  const windows = new Map<string, { endsMs: number; counted: number }>();
  return {
    ...parts,
    limiter: {
      ...parts.limiter,
      async take(bucket) {
        const nowMs = Math.floor(clock.monotonicMs());
        let window = windows.get(bucket);
        if (window === undefined || window.endsMs <= nowMs) {
          window = { endsMs: nowMs + rateWindowMs, counted: 0 };
          windows.set(bucket, window);
        }
        const isAllowed = window.counted < rateLimit;
        if (isAllowed) window.counted += 1;
        return { isAllowed, remaining: rateLimit - window.counted, resetMs: window.endsMs - nowMs };
      },
    },
  };
}
