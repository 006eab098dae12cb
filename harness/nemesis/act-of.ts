import { type Act, type Hands, partNamed } from './acts/act.ts';
import { linkAct } from './acts/link-acts.ts';
import { clockAct, reloadAct } from './acts/other-acts.ts';
import { endAct, pauseAct } from './acts/program-acts.ts';
import { failoverAct, flushAct, restartEmptyAct } from './acts/redis-acts.ts';
import type { Fault } from './fault.ts';

/** A fault that one act does, with its targets drawn: a rolling restart is one stop after the other. */
export interface AimedFault {
  readonly fault: Exclude<Fault, { kind: 'rolling-restart' }>;
  /** In the words of the history: replicas by name, `redis`, `proxy`. */
  readonly targets: readonly string[];
}

/** How a fault is done. */
export function actOf({ fault, targets }: AimedFault, hands: Hands): Act {
  const parts = targets.map(partNamed);
  switch (fault.kind) {
    case 'kill':
      return endAct(parts, hands, null);
    case 'stop':
      return endAct(parts, hands, fault.graceMs);
    case 'pause':
      return pauseAct(parts, hands);
    case 'partition':
      return linkAct(parts, { side: fault.side, condition: { blackHole: true } }, hands);
    case 'slow-link':
      return linkAct(parts, fault, hands);
    case 'flush':
      return flushAct(hands);
    case 'restart-empty':
      return restartEmptyAct(hands);
    case 'failover':
      return failoverAct(hands);
    case 'reload-proxy':
      return reloadAct(hands);
    case 'clock-skew':
      return clockAct(parts, fault.offsetS, hands);
  }
}

/** The fault in words, with its figures. */
export function wordsOf({ fault, targets }: AimedFault): string {
  const whom = targets.join(', ');
  switch (fault.kind) {
    case 'kill':
      return `${whom} killed (SIGKILL)`;
    case 'stop':
      return `${whom} stopped (SIGTERM, ${fault.graceMs} ms grace)`;
    case 'pause':
      return `${whom} frozen`;
    case 'partition':
      return `${whom} cut off from ${fault.side === 'redis' ? 'Redis' : 'the proxy'}`;
    case 'slow-link':
      return `the way between ${whom} and ${fault.side === 'redis' ? 'Redis' : 'the proxy'}: ${JSON.stringify(fault.condition)}`;
    case 'flush':
      return 'Redis flushed';
    case 'restart-empty':
      return 'Redis restarted with nothing';
    case 'failover':
      return 'the Redis master killed, and failed over';
    case 'reload-proxy':
      return 'the proxy’s configuration reloaded';
    case 'clock-skew':
      return `the clock of ${whom} ${Math.abs(fault.offsetS)} s ${fault.offsetS < 0 ? 'behind' : 'ahead'}`;
  }
}
