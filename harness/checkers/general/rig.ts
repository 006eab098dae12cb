import { operationsNamed } from '../../history/operation.ts';
import type { Check, History } from '../check.ts';
import type { Judgement } from '../verdict.ts';

/** Where Nginx itself was the limit, nothing that was seen through it says anything about the replicas. */
const EXHAUSTED = /worker_connections are not enough|too many open files|could not allocate/iu;

/** The rig held up: what went wrong, if anything did, is not the proxy's own lack of resources. */
export const rigHeldUp = (): Check => ({
  name: 'rig-held-up',
  claim: 'The proxy never ran out of connections, files or memory of its own.',
  judge,
});

function judge({ operations, stages }: History): Judgement {
  const alerts = operationsNamed(operations, 'proxy-alert').map(({ input }) => input.line);
  const exhausted = alerts.filter((line) => EXHAUSTED.test(line));
  const summary = `${alerts.length} alerts of the proxy, ${exhausted.length} of them for want of resources`;
  const evidence = alerts.length === 0 ? [] : [table(alerts)];
  if (stages.length === 0)
    return { verdict: { status: 'unknown', reason: 'no cluster came up' }, summary, evidence };
  if (exhausted.length === 0)
    return { verdict: { status: 'valid', examined: stages.length }, summary, evidence };
  const reason = `the proxy ran out of resources (${exhausted.length} times): ${exhausted[0]}`;
  return { verdict: { status: 'unknown', reason }, summary, evidence };
}

const MOST_LINES = 20;

const table = (alerts: readonly string[]) => ({
  kind: 'table' as const,
  title: 'What the proxy complained of',
  columns: ['line'],
  rows: alerts.slice(0, MOST_LINES).map((line) => [line]),
});
