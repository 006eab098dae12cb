import type { OperationName } from '../history/vocabulary.ts';
import type { Exchange } from './exchange.ts';

/** Operations whose effect, once sent, may come late: without a definite answer they stay open forever. */
const WRITES: ReadonlySet<OperationName> = new Set([
  'login',
  'refresh',
  'kick',
  'logout',
  'limited',
  'publish',
  'session-write',
]);

export interface Classified {
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly reason: string | null;
}

/**
 * Whether an operation happened, as far as its exchange tells (the outcome classes of Jepsen, for HTTP).
 * A definite answer of the application is `ok`, refusals included. Of anything else a read has no effect that
 * matters and fails; a write that may have reached a replica is `info`.
 */
export function classify(f: OperationName, result: Exchange, fromApplication: boolean): Classified {
  const unsure = WRITES.has(f) ? 'info' : 'fail';
  if (result.kind === 'failure') {
    return {
      outcome: result.phase === 'connect' ? 'fail' : unsure,
      reason: `${result.phase}: ${result.message}`,
    };
  }
  const { status } = result;
  if (status >= 500) return { outcome: unsure, reason: `status ${status}` };
  if (!fromApplication)
    return { outcome: unsure, reason: `status ${status} from something that is not the application` };
  return { outcome: 'ok', reason: null };
}
