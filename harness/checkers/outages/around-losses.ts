import { isAccepted } from '../../history/operation.ts';
import { msToNs, nsToMs } from '../../time/clock.ts';
import type { RunNs } from '../../time/clock.ts';
import { conclude } from '../conclusion.ts';
import { foldFindings } from '../findings.ts';
import type { Finding } from '../findings.ts';
import { counted, named, span } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import type { Evidence, Judgement } from '../verdict.ts';
import { type Around, aroundLosses, darkNs, darkSinceNs, isProxys } from './around.ts';

export interface AroundLossesOptions {
  /** How long after replicas are back the proxy may still say that there are none. */
  readonly withinMs?: number;
}

/**
 * The proxy goes around replicas that are lost, and finds them again once they are back: after one failure Nginx holds a replica
 * for dead for `fail_timeout`, and when all were lost nobody is served for that long (FACTS 2).
 */
export function proxyGoesAroundLosses({ withinMs = 1000 }: AroundLossesOptions = {}): Check {
  return {
    name: 'proxy-goes-around-losses',
    claim:
      'Through the proxy, lost replicas are not missed while others are there, and are found again once they are back.',
    judge: (history) => judge(history, msToNs(withinMs)),
  };
}

interface Failure extends Finding {
  readonly anomaly: 'dark-window' | 'no-fail-over';
  readonly message: string;
}

function judge(history: History, withinNs: RunNs): Judgement {
  const all = aroundLosses(history);
  const violations = foldFindings(
    all.flatMap((one) => [...darkness(one, withinNs), ...unserved(one)]),
    ({ anomaly, message }, same) => ({
      anomaly,
      message: `${message} (${counted(same.length, 'such loss', 'such losses')})`,
      cause: CAUSES[anomaly],
    }),
  );
  const served = all.flatMap(({ during, after }) => [...during, ...after].filter(isAccepted)).length;
  const darkest = Math.max(0, ...all.map(darkNs));
  return conclude({
    violations,
    gaps: all.length === 0 ? ['no replica was lost'] : all.flatMap(gapsOf),
    examined: served,
    summary:
      violations[0]?.message ??
      `${served} calls served through the proxy around ${counted(all.length, 'loss', 'losses')} of replicas, dark for ${span(darkest)} after their return`,
    evidence: all.length === 0 ? [] : [table(all)],
  });
}

const CAUSES = {
  'dark-window':
    'the proxy holds replicas for dead for fail_timeout (10 s by default) after one failure (max_fails=1), though they are back',
  'no-fail-over': 'the proxy asks no other replica when one refuses connections',
} as const;

function darkness(around: Around, withinNs: RunNs): Failure[] {
  const { loss, lost, dark } = around;
  const late = dark.find((op) => op.invokedNs > darkSinceNs(around, op) + withinNs);
  if (!late) return [];
  const message = `the proxy had no replica for at least ${span(darkNs(around))} after ${named(lost)} ${lost.length === 1 ? 'was' : 'were'} back: ${dark.length} calls got ${late.status}`;
  return [
    {
      anomaly: 'dark-window',
      group: 'dark-window',
      culprits: ['proxy'],
      operations: [loss.index, late.index],
      weight: darkNs(around),
      message,
    },
  ];
}

/** A replica that has ended refuses connections at once: nobody need be told. A frozen one takes them, and they are waited for. */
function unserved({ loss, others, during }: Around): Failure[] {
  if (others.length === 0 || (loss.kind !== 'kill' && loss.kind !== 'stop')) return [];
  const failed = during.filter(isProxys);
  const [first] = failed;
  if (!first) return [];
  const message = `${failed.length} calls got ${first.status} from the proxy while ${named(others)} ${others.length === 1 ? 'was' : 'were'} there (${loss.what})`;
  return [
    {
      anomaly: 'no-fail-over',
      group: 'no-fail-over',
      culprits: ['proxy'],
      operations: [loss.index, first.index],
      weight: failed.length,
      message,
    },
  ];
}

function gapsOf({ loss, others, during, after }: Around): string[] {
  return [
    ...(others.length > 0 && !during.some(isAccepted)
      ? [`nothing was served through the proxy during ${loss.name}`]
      : []),
    ...(after.some(isAccepted) || after.some(isProxys)
      ? []
      : [`nothing was asked through the proxy after ${loss.name}`]),
  ];
}

const MOST_ROWS = 50;

function table(all: readonly Around[]): Evidence {
  const inMs = (ns: RunNs): number | null => (Number.isFinite(ns) ? Math.round(nsToMs(ns)) : null);
  return {
    kind: 'table',
    title: 'Through the proxy around the loss of replicas',
    columns: [
      'loss',
      'served during',
      'not served',
      'hidden retries',
      'dark after, ms',
      'back in turn after, ms',
    ],
    rows: all.slice(0, MOST_ROWS).map((around) => {
      const { loss, lost, during, after } = around;
      const found = after.filter((op) => isAccepted(op) && op.replica !== null && lost.includes(op.replica));
      const firstNs = Math.min(...found.map(({ completedNs }) => completedNs - loss.healedNs));
      return [
        loss.what,
        during.filter(isAccepted).length,
        during.filter((op) => !isAccepted(op)).length,
        [...during, ...after].filter(({ upstream }) => upstream?.includes(',')).length,
        inMs(darkNs(around)),
        inMs(firstNs),
      ];
    }),
  };
}
