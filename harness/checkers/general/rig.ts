import { operationsNamed } from '../../history/operation.ts';
import { counted } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import { type Evidence, type Judgement, verdictOf } from '../verdict.ts';

/** Where Nginx itself was the limit, nothing that was seen through it says anything about the replicas. */
const EXHAUSTED = /worker_connections are not enough|too many open files|could not allocate/iu;

/** Whether a line of the proxy's log says that the proxy itself had no more connections, files or memory. */
export const isExhausted = (line: string): boolean => EXHAUSTED.test(line);

/** The rig held up: what went wrong, if anything did, is not the proxy's own lack of resources. */
export const rigHeldUp = (): Check => ({
  name: 'rig-held-up',
  claim: 'The proxy never ran out of connections, files or memory of its own.',
  judge,
});

function judge({ operations, stages }: History): Judgement {
  const alerts = operationsNamed(operations, 'proxy-alert').map(({ input }) => input.line);
  const exhausted = alerts.filter(isExhausted);
  const summary = `${alerts.length} alerts of the proxy, ${exhausted.length} of them for want of resources${standstill(operations)}`;
  const evidence = alerts.length === 0 ? [] : [table(alerts)];
  if (stages.length === 0)
    return { verdict: { status: 'unknown', reason: 'no cluster came up' }, summary, evidence };
  if (exhausted.length === 0) return whenQuiet({ operations, stages }, summary, evidence);
  const reason = `the proxy ran out of resources (${exhausted.length} times): ${exhausted[0]}`;
  return { verdict: { status: 'unknown', reason }, summary, evidence };
}

/** How long the harness itself stood still, in words; nothing when it never did. */
function standstill(operations: History['operations']): string {
  const hiccups = operationsNamed(operations, 'hiccup').map(({ input }) => input.ms);
  if (hiccups.length === 0) return '';
  return `; the harness itself stood still ${counted(hiccups.length, 'time')}, for ${Math.max(...hiccups)} ms at most`;
}

/** A proxy whose log nobody gave us shows only in its answers: it gave some, or it was not examined. */
function whenQuiet(
  { operations, stages }: History,
  summary: string,
  evidence: readonly Evidence[],
): Judgement {
  const foreign = stages.filter(({ driver }) => driver === 'existing').map(({ stage }) => stage);
  if (foreign.length === 0)
    return { verdict: { status: 'valid', examined: stages.length }, summary, evidence };
  const through = operations.filter(
    ({ stage, route, status }) => foreign.includes(stage) && route === 'balancer' && status !== null,
  );
  const verdict = verdictOf([], through.length, 'the proxy is not ours, and nothing was answered through it');
  return {
    verdict,
    summary: `${through.length} answers through a proxy whose log is not ours to read`,
    evidence,
  };
}

const MOST_LINES = 20;

const table = (alerts: readonly string[]) => ({
  kind: 'table' as const,
  title: 'What the proxy complained of',
  columns: ['line'],
  rows: alerts.slice(0, MOST_LINES).map((line) => [line]),
});
