import { isAccepted } from '../../history/operation.ts';
import type { Check, History } from '../check.ts';
import { type Judgement, verdictOf } from '../verdict.ts';

/** What is seen and not asked for has no answer; a forged token's only right answer is no. */
const NEVER_ASKED: ReadonlySet<string> = new Set([
  'cluster',
  'event',
  'stream-end',
  'proxy-alert',
  'hiccup',
  'log-scan',
  'idle-connection',
  'fault',
  'heal',
  'forged',
  'load',
  'load-latency',
  'load-offer',
  'load-failure',
  'load-stop',
  'search',
  'trial',
]);

/**
 * An operation of which none ever succeeded shows nothing of what follows from success (Jepsen's stats checker): a kick
 * that always fails revokes nothing, and then no token was accepted too long.
 */
export const everyOperationSucceeded = (): Check => ({
  name: 'every-operation-succeeded',
  claim: 'Of each kind of operation that was tried, one at least succeeded, in every stage.',
  judge,
});

function judge({ operations }: History): Judgement {
  const asked = operations.filter(({ f }) => !NEVER_ASKED.has(f));
  const rows = [...Map.groupBy(asked, ({ stage, f }) => `${stage} ${f}`).values()].map((tried) => ({
    stage: tried[0]?.stage ?? '',
    f: tried[0]?.f ?? '',
    tried: tried.length,
    succeeded: tried.filter(isAccepted).length,
  }));
  const never = rows.find(({ succeeded }) => succeeded === 0);
  const reason = never
    ? `none of ${never.tried} × ${never.f} ever succeeded${never.stage === '' ? '' : ` in stage ${never.stage}`}`
    : 'no operation was tried';
  return {
    verdict: verdictOf([], never ? 0 : rows.length, reason),
    summary: rows.map(({ f, tried, succeeded }) => `${succeeded} of ${tried} × ${f}`).join(', '),
    evidence: [
      {
        kind: 'table',
        title: 'Operations that succeeded',
        columns: ['stage', 'operation', 'tried', 'succeeded'],
        rows: rows.map(({ stage, f, tried, succeeded }) => [stage, f, tried, succeeded]),
      },
    ],
  };
}
