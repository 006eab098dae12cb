import { availability } from '../../checkers/outages/availability-model.ts';
import { failClosed } from '../../checkers/outages/fail-closed-model.ts';
import { rateLimitModel } from '../../checkers/rate-limit/rate-limit-model.ts';
import type { LimiterKind } from '../../checkers/rate-limit/rate.ts';
import { modelCase, pick } from './model-case.ts';
import type { Case } from './recorded-cases.ts';
import type { Moment, Simulation } from './simulated-history.ts';

type System = Omit<Simulation, 'operations'>;

export const KINDS: readonly LimiterKind[] = [
  'sliding-log',
  'token-bucket',
  'fixed-window',
  'sliding-counter',
];
const LIMIT = 100;
const WINDOW_MS = 1000;

/** Rate limits, and faults. */
export const limitCases = (): Case[] => [
  ...KINDS.map((kind) =>
    modelCase(
      `rate-limit, ${kind}, 20 keys`,
      () => rateLimitModel({ limit: LIMIT, windowMs: WINDOW_MS, kind }),
      () => limited(kind, 20),
    ),
  ),
  modelCase('fail-closed, 100 faults', failClosed, () => faults(0.5)),
  modelCase('availability, 100 faults', availability, () => faults(0.01)),
];

type Limiter = (atNs: number) => boolean;
const WINDOW_NS = WINDOW_MS * 1e6;

/** Windows one after the other, from the first instant. */
function windows(): Limiter {
  let [window, count] = [-1, 0];
  return (atNs) => {
    const current = Math.floor(atNs / WINDOW_NS);
    if (current !== window) [window, count] = [current, 0];
    count += 1;
    return count <= LIMIT;
  };
}

function log(): Limiter {
  const admittedNs = new Float64Array(LIMIT).fill(-Infinity);
  let admitted = 0;
  return (atNs) => {
    if (atNs - (admittedNs[admitted % LIMIT] ?? 0) < WINDOW_NS) return false;
    admittedNs[admitted % LIMIT] = atNs;
    admitted += 1;
    return true;
  };
}

function bucket(): Limiter {
  let [left, lastNs] = [LIMIT, 0];
  return (atNs) => {
    left = Math.min(LIMIT, left + ((atNs - lastNs) * LIMIT) / WINDOW_NS);
    lastNs = atNs;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

const LIMITERS: Readonly<Record<LimiterKind, () => Limiter>> = {
  'sliding-log': log,
  'token-bucket': bucket,
  'fixed-window': windows,
  'sliding-counter': windows,
};

function limited(kind: LimiterKind, keys: number): System {
  const limiters = Array.from({ length: keys }, LIMITERS[kind]);
  return {
    next: (random) => {
      const at = pick(random, keys);
      const act = ({ atNs }: Moment): boolean => limiters[at]?.(atNs) ?? false;
      return { f: 'request', key: `key-${at}`, input: null, act };
    },
  };
}

/** Requests of a thousand sessions that are refused while the part is away that they need: for this share of the time. */
function faults(share: number): System {
  let isDown = false;
  const every = 10_000;
  return {
    next: (random, place) => {
      const phase = (place % every) / every;
      if (isDown !== phase >= 1 - share) {
        isDown = !isDown;
        const f = isDown ? 'fault' : 'heal';
        return { f, key: '', input: 'redis', process: 'nemesis', act: () => null };
      }
      const session = `session-${pick(random, 1000)}`;
      return { f: 'check', key: '', input: session, act: () => (isDown ? 503 : 200) };
    },
  };
}
