import { NS_PER_S } from '../../time/clock.ts';
import type { Bucket, LimitedCall } from './attempt.ts';
import type { Window } from './first-window.ts';

/** A call whose answer named a time that cannot be right, and the times that could. */
export interface WrongTime {
  readonly bucket: Bucket;
  readonly call: LimitedCall;
  readonly header: 'Retry-After' | 'RateLimit-Reset';
  readonly said: number | null;
  readonly expected: string;
}

/**
 * Answers whose Retry-After or reset is no whole number of seconds up to the window's length, or not the window's end
 * less the instant of the answer, rounded up, for any instant and any end that the history leaves possible.
 */
export function wrongTimes(bucket: Bucket, windows: readonly Window<LimitedCall>[]): WrongTime[] {
  const windowOf = new Map(windows.flatMap((window) => window.members.map((call) => [call, window])));
  return bucket.calls.flatMap((call): WrongTime[] => {
    if (call.kind === 'info') return [];
    const header = call.kind === 'denied' ? 'Retry-After' : 'RateLimit-Reset';
    const said = call.kind === 'denied' ? call.retryAfterS : call.resetS;
    // A denial has to say when; a reset is judged where there is one.
    if (said === null && header === 'RateLimit-Reset') return [];
    const { least, most } = possibleSeconds(bucket, call, windowOf.get(call));
    if (said !== null && Number.isInteger(said) && said >= least && said <= most) return [];
    const expected = least === most ? `${least}` : `${least} … ${most}`;
    return [{ bucket, call, header, said, expected }];
  });
}

function possibleSeconds(
  { windowNs }: Bucket,
  call: LimitedCall,
  window: Window<LimitedCall> | undefined,
): { readonly least: number; readonly most: number } {
  const longest = Math.ceil(windowNs / NS_PER_S);
  if (!window) return { least: 0, most: longest };
  const least = Math.ceil((window.endsFromNs - call.completedNs) / NS_PER_S);
  const most = Math.ceil((window.endsUntilNs - call.invokedNs) / NS_PER_S);
  // A limiter may round the last instant of a window up to one second.
  return { least: Math.min(longest, Math.max(0, least)), most: Math.min(longest, Math.max(1, most)) };
}
